/** `user-roles/`: the global roles. */
import { GLOBAL_PERMISSIONS } from './permission-names.ts';
import { roleRoutes } from './role-routes.ts';

export const userRoleRoutes = roleRoutes({
  path: '/user-roles/',
  table: 'roles',
  permissions: GLOBAL_PERMISSIONS,
  held: true,
  operations: {
    list: 'listUserRoles',
    get: 'getUserRole',
    create: 'createUserRole',
    update: 'updateUserRole',
    replace: 'replaceUserRole',
    delete: 'deleteUserRole',
  },
});
