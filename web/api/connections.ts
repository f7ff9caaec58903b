/** Connections as the API tells of them. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import type { Answer, Row } from './types.ts';

export type Connection = Row<'listConnections'>;
export type ConnectionState = NonNullable<Connection['state']>['state'];

const INCLUDE = 'last_job,schedule,state,params';

export const connections = queryOptions({
  queryKey: ['connections'],
  queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/', { params: { query: { include: INCLUDE } } })),
});

export const connection = (id: number) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: () =>
      told(
        api.GET('/api/v2/connections/issue-tracker/{id}/', {
          params: { path: { id }, query: { include: INCLUDE } },
        }),
      ),
  });

export const startSync = (connectionId: number): Promise<Answer<'createJob'>> =>
  told(api.POST('/api/v2/jobs/issue-tracker/', { body: { connection: connectionId } }));
