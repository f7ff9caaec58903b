/** Addresses below /connections. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.tsx';

const list = createRoute({
  getParentRoute: () => inside,
  path: '/connections',
  component: lazyRouteComponent(() => import('../pages/connections/connections.tsx'), 'Connections'),
});

const one = createRoute({
  getParentRoute: () => inside,
  path: '/connections/$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  component: lazyRouteComponent(() => import('../pages/connection/layout.tsx'), 'ConnectionLayout'),
});

const overview = createRoute({
  getParentRoute: () => one,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/connection/overview.tsx'), 'Overview'),
});

type Words<Name extends string> = { readonly [key in Name]?: string | undefined };
type Numbers<Name extends string> = { readonly [key in Name]?: number | undefined };

const wordOf = <Name extends string>(name: Name, value: unknown): Words<Name> =>
  (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as Words<Name>;

const numberOf = <Name extends string>(name: Name, value: unknown): Numbers<Name> =>
  (typeof value === 'number' && value > 0 ? { [name]: value } : {}) as Numbers<Name>;

const runs = createRoute({
  getParentRoute: () => one,
  path: '/runs',
  validateSearch: ({ page }: Record<string, unknown>) => numberOf('page', page),
  component: lazyRouteComponent(() => import('../pages/connection/runs.tsx'), 'Runs'),
});

const run = createRoute({
  getParentRoute: () => one,
  path: '/runs/$job',
  params: { parse: ({ job }) => ({ job: Number(job) }), stringify: ({ job }) => ({ job: String(job) }) },
  validateSearch: ({ result }: Record<string, unknown>) => wordOf('result', result),
  component: lazyRouteComponent(() => import('../pages/connection/run.tsx'), 'Run'),
});

const plan = createRoute({
  getParentRoute: () => one,
  path: '/plan',
  validateSearch: ({
    plan: id,
    q,
  }: Record<string, unknown>): { plan?: number | undefined; q?: string | undefined } => ({
    ...numberOf('plan', id),
    ...wordOf('q', q),
  }),
  component: lazyRouteComponent(() => import('../pages/connection/plan.tsx'), 'PlanPage'),
});

const items = createRoute({
  getParentRoute: () => one,
  path: '/items',
  validateSearch: ({ state, q }: Record<string, unknown>): Words<'state' | 'q'> => ({
    ...wordOf('state', state),
    ...wordOf('q', q),
  }),
  component: lazyRouteComponent(() => import('../pages/connection/items.tsx'), 'Items'),
});

const item = createRoute({
  getParentRoute: () => one,
  path: '/items/$task',
  component: lazyRouteComponent(() => import('../pages/connection/item.tsx'), 'ItemPage'),
});

const conflicts = createRoute({
  getParentRoute: () => one,
  path: '/conflicts',
  component: lazyRouteComponent(() => import('../pages/connection/conflicts.tsx'), 'Conflicts'),
});

const trace = createRoute({
  getParentRoute: () => one,
  path: '/trace',
  validateSearch: ({ job }: Record<string, unknown>) => numberOf('job', job),
  component: lazyRouteComponent(() => import('../pages/connection/trace.tsx'), 'Trace'),
});

const settings = createRoute({
  getParentRoute: () => one,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/connection/settings.tsx'), 'Settings'),
});

export const connectionRoutes = [
  list,
  one.addChildren([overview, items, item, plan, conflicts, runs, run, trace, settings]),
] as const;
