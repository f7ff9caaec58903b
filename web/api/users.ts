/** People, by their ids. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';

export const user = (id: number) =>
  queryOptions({
    queryKey: ['users', id],
    queryFn: () => told(api.GET('/api/v2/users/{id}/', { params: { path: { id } } })),
    staleTime: 5 * 60_000,
  });
