/** `project-roles/`: the roles of the members of a project. */
import { PROJECT_PERMISSIONS } from './permission-names.ts';
import { roleRoutes } from './role-routes.ts';

export const projectRoleRoutes = roleRoutes({
  path: '/project-roles/',
  table: 'project_roles',
  permissions: PROJECT_PERMISSIONS,
  // Who may edit all projects could make themselves a member of any.
  held: false,
  operations: {
    list: 'listProjectRoles',
    get: 'getProjectRole',
    create: 'createProjectRole',
    update: 'updateProjectRole',
    replace: 'replaceProjectRole',
    delete: 'deleteProjectRole',
  },
});
