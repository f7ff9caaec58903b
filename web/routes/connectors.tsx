/** Addresses of connectors, and of new connections. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.tsx';

interface NewConnectionSearch {
  readonly project?: number;
  readonly connector?: number;
  /** The connection that it is a duplicate of. */
  readonly from?: number;
}

const idNamed = (name: string, value: unknown) => {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? { [name]: id } : {};
};

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
  createRoute({
    getParentRoute: () => inside,
    path: '/connections/new',
    validateSearch: ({ project, connector, from }: Record<string, unknown>): NewConnectionSearch => ({
      ...idNamed('project', project),
      ...idNamed('connector', connector),
      ...idNamed('from', from),
    }),
    component: lazyRouteComponent(() => import('../pages/new-connection/new-connection.tsx'), 'NewConnection'),
  }),
] as const;
