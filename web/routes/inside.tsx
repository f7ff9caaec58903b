/** What all pages hang on: those behind the log-in, and the door before it. */
import { createRootRoute, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/query-client.ts';
import { session } from '../api/session.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Shell } from '../shell/shell.tsx';

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Who is not logged in goes to the door, and comes back from there. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    if ((await queryClient.fetchQuery(session)) === null)
      throw redirect({ to: '/login', search: { next: location.href } });
  },
  component: Shell,
});
