/** Items of a connection: each task with its issue. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Answer, Row } from './types.ts';

export type Item = Row<'listItems'>;
export type ItemEvent = Row<'listItemHistory'>;
export type ItemState = Item['state'];

export interface ItemFilter {
  /** One of `ItemState`. */
  readonly state?: string | undefined;
  readonly search?: string | undefined;
}

/** All that match, which may be thousands. */
export const items = (id: number, filter: ItemFilter) =>
  queryOptions({
    queryKey: ['items', id, 'list', filter],
    queryFn: () => {
      const query = Object.fromEntries(
        Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
      );
      return told(api.GET('/api/v2/connections/issue-tracker/{id}/items/', { params: { path: { id }, query } }));
    },
  });

export const item = (id: number, task_id: string) =>
  queryOptions({
    queryKey: ['items', id, task_id],
    queryFn: () =>
      told(api.GET('/api/v2/connections/issue-tracker/{id}/items/{task_id}/', { params: { path: { id, task_id } } })),
  });

/** Newest first. */
export const itemHistory = (id: number, task_id: string) =>
  queryOptions({
    queryKey: ['items', id, task_id, 'history'],
    queryFn: () =>
      told(
        api.GET('/api/v2/connections/issue-tracker/{id}/items/{task_id}/history/', {
          params: { path: { id, task_id }, query: { ordering: '-id' } },
        }),
      ),
  });

export interface ItemPath {
  readonly id: number;
  readonly task_id: string;
}

/** Answers what the next run is going to do with it. */
async function thenWhat(id: number, asked: Promise<Answer<'retryItem'>>): Promise<string> {
  const { next_run } = await asked;
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['items', id] }),
    queryClient.invalidateQueries({ queryKey: ['connections'] }),
  ]);
  return next_run;
}

export const linkItem = (path: ItemPath, issue: string): Promise<string> =>
  thenWhat(
    path.id,
    told(
      api.POST('/api/v2/connections/issue-tracker/{id}/items/{task_id}/link/', { params: { path }, body: { issue } }),
    ),
  );

export const unlinkItem = (path: ItemPath): Promise<string> =>
  thenWhat(
    path.id,
    told(api.POST('/api/v2/connections/issue-tracker/{id}/items/{task_id}/unlink/', { params: { path } })),
  );

export const retryItem = (path: ItemPath): Promise<string> =>
  thenWhat(
    path.id,
    told(api.POST('/api/v2/connections/issue-tracker/{id}/items/{task_id}/retry/', { params: { path } })),
  );

/** Those of these tasks that are still refused. */
export async function retryItems(id: number, tasks: ReadonlySet<string>): Promise<void> {
  const { results } = await queryClient.fetchQuery({ ...items(id, { state: 'refused' }), staleTime: 0 });
  for (const { task } of results) if (tasks.has(task)) await retryItem({ id, task_id: task });
}
