/** Who is logged in. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { Problem } from './problem.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Given } from './types.ts';

export type Session = Answer<'getSession'>;

/** null: nobody is. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await told(api.GET('/api/v2/session/'));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const firstRun = queryOptions({
  queryKey: ['first-run'],
  queryFn: () => told(api.GET('/api/v2/first-run/')),
});

/** Everything read before was read as somebody else. */
export async function logIn(body: Given<'createSession'>): Promise<void> {
  const opened = await told(api.POST('/api/v2/session/', { body }));
  queryClient.clear();
  queryClient.setQueryData(session.queryKey, opened);
}

export async function logOut(): Promise<void> {
  await told(api.DELETE('/api/v2/session/'));
  queryClient.clear();
}

/** With the token that the first start printed. */
export async function completeFirstRun(token: string, body: Given<'completeFirstRun'>): Promise<void> {
  await told(api.POST('/api/v2/first-run/', { body, headers: { Authorization: `Token ${token}` } }));
  await logIn(body);
}
