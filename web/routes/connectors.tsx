/** Addresses of connectors, and of new connections. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.tsx';

export const connectorRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/connectors',
    component: lazyRouteComponent(() => import('../pages/connectors/connectors.tsx'), 'Connectors'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/connectors/new',
    component: lazyRouteComponent(() => import('../pages/connectors/new-connector.tsx'), 'NewConnector'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/admin/connectors/$id',
    component: lazyRouteComponent(() => import('../pages/connectors/connector.tsx'), 'ConnectorPage'),
  }),
] as const;
