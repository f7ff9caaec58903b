/** How the service is. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';

const SECONDS = 15;

export const health = queryOptions({
  queryKey: ['health'],
  queryFn: () => told(api.GET('/api/v2/health/')),
  refetchInterval: SECONDS * 1_000,
});
