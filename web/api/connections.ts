/** Connections as the API tells of them. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Row } from './types.ts';

export type Connection = Row<'listConnections'>;

const INCLUDE = 'last_job,schedule,state,params';

export const connections = queryOptions({
  queryKey: ['connections'],
  queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/', { params: { query: { include: INCLUDE } } })),
});

/** With what the reader may do to it. */
export const connection = (id: number) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: () =>
      told(
        api.GET('/api/v2/connections/issue-tracker/{id}/', {
          params: { path: { id }, query: { include: `${INCLUDE},operations` } },
        }),
      ),
  });

/** The last 30 days with a run. */
export const drift = (id: number) =>
  queryOptions({
    queryKey: ['connections', id, 'drift'],
    queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/{id}/drift/', { params: { path: { id } } })),
  });

const readAgain = async (): Promise<void> => {
  await Promise.all(['connections', 'jobs'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
};

export async function startSync(connectionId: number): Promise<Answer<'createJob'>> {
  const started = await told(
    api.POST('/api/v2/jobs/issue-tracker/', { body: { connection: connectionId, ready: false } }),
  );
  await readAgain();
  return started;
}
