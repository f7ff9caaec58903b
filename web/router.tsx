/** Every address and its page. Pages come when they are asked for; who is not logged in goes to the door first. */
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { firstRun } from './api/session.ts';
import { administrationRoutes } from './routes/administration.tsx';
import { connectionRoutes } from './routes/connections.tsx';
import { connectorRoutes } from './routes/connectors.tsx';
import { inside, root } from './routes/inside.tsx';
import { projectRoutes } from './routes/projects.tsx';
import { NotFound, RouteProblem } from './shell/not-found.tsx';

/** Where to go after the log-in: an address of our own. */
const nextOf = (value: unknown): { next?: string } =>
  typeof value === 'string' && /^\/(?!\/)/.test(value) ? { next: value } : {};

const logIn = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: ({ next }: Record<string, unknown>) => nextOf(next),
  beforeLoad: async () => {
    const { needed } = await queryClient.fetchQuery(firstRun);
    if (needed) throw redirect({ to: '/first-run' });
  },
  component: lazyRouteComponent(() => import('./pages/enter/log-in.tsx'), 'LogIn'),
});

const first = createRoute({
  getParentRoute: () => root,
  path: '/first-run',
  beforeLoad: async () => {
    const { needed } = await queryClient.fetchQuery(firstRun);
    if (!needed) throw redirect({ to: '/login' });
  },
  component: lazyRouteComponent(() => import('./pages/enter/first-run.tsx'), 'FirstRun'),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/connections' });
  },
});

const welcome = createRoute({
  getParentRoute: () => inside,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./pages/enter/welcome.tsx'), 'Welcome'),
});

const routeTree = root.addChildren([
  logIn,
  first,
  inside.addChildren([
    home,
    welcome,
    ...connectionRoutes,
    ...connectorRoutes,
    ...projectRoutes,
    ...administrationRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
