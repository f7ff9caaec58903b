/** The statuses that tasks can have. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, told } from './client.ts';

export const taskStatuses = queryOptions({
  queryKey: ['task-statuses'],
  queryFn: () => told(api.GET('/api/v2/task-statuses/')),
  staleTime: 5 * 60_000,
});

/** Their names by their ids; an id that is not known (yet) stands for itself. */
export function useStatusName(): (id: string) => string {
  const { data } = useQuery(taskStatuses);
  const names = new Map(data?.results.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
