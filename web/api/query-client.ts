/** What was read, shared by all pages. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

/** The session ended: the router shows the log-in when it looks again. */
const onError = (error: unknown): void => {
  if (error instanceof Problem && error.status === 401) void queryClient.invalidateQueries({ queryKey: ['session'] });
};

/** Only what another moment can mend is tried again. */
const retry = (count: number, error: unknown): boolean =>
  count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500);

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  // The stream of events says when something is out of date (live.ts).
  defaultOptions: { queries: { retry, staleTime: 30_000 } },
});
