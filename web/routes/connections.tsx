/** Addresses below /connections. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.tsx';

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: '/connections',
    component: lazyRouteComponent(() => import('../pages/connections/connections.tsx'), 'Connections'),
  }),
] as const;
