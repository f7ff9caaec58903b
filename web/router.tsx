/** Every address and its page. Pages come when they are asked for; who is not logged in goes to the door first. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { firstRun, session } from './api/session.ts';
import { NotFound, RouteProblem } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

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

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    if ((await queryClient.fetchQuery(session)) === null)
      throw redirect({ to: '/login', search: { next: location.href } });
  },
  component: Shell,
});

const page = <const P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => inside, path, component });

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/connections' });
  },
});

const routeTree = root.addChildren([
  logIn,
  first,
  inside.addChildren([
    home,
    page(
      '/connections',
      lazyRouteComponent(() => import('./pages/connections/connections.tsx'), 'Connections'),
    ),
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
