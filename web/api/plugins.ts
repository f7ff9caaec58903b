/** What each kind of tracker can be told: the schema that forms are made of. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import type { Row } from './types.ts';

export type Plugin = Row<'listPlugins'>;
export type ParamField = Plugin['sections'][number]['fields'][number];

export const plugins = queryOptions({
  queryKey: ['plugins'],
  queryFn: () => told(api.GET('/api/v2/plugins/issue-tracker/')),
  staleTime: 5 * 60_000,
});

export const plugin = (id: string) =>
  queryOptions({
    queryKey: ['plugins', id],
    queryFn: () => told(api.GET('/api/v2/plugins/issue-tracker/{id}/', { params: { path: { id } } })),
    staleTime: 5 * 60_000,
  });
