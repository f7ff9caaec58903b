/** The statuses that tasks can have. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';

export const taskStatuses = queryOptions({
  queryKey: ['task-statuses'],
  queryFn: () => told(api.GET('/api/v2/task-statuses/')),
  staleTime: 5 * 60_000,
});
