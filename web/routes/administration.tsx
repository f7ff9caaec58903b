/** Addresses below /admin, and /me. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { auditSearch } from '../pages/administration/audit-search.ts';
import { usersSearch } from '../pages/administration/users-search.ts';
import { inside } from './inside.tsx';

export const administrationRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/users',
    validateSearch: usersSearch,
    component: lazyRouteComponent(() => import('../pages/administration/users.tsx'), 'Users'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/roles',
    component: lazyRouteComponent(() => import('../pages/administration/roles.tsx'), 'Roles'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('../pages/administration/audit.tsx'), 'Audit'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/health',
    component: lazyRouteComponent(() => import('../pages/administration/health.tsx'), 'Health'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/me',
    component: lazyRouteComponent(() => import('../pages/administration/me.tsx'), 'Me'),
  }),
] as const;
