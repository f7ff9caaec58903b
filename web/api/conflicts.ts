/** Fields that wait for a person, and the rules by which they wait no more. */
import { queryOptions } from '@tanstack/react-query';
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';
import type { Given, Row } from './types.ts';

export type Conflict = Row<'listConflicts'>;
type Field = 'title' | 'body' | 'priority' | 'status' | 'parent' | 'custom';

export const conflicts = (id: number) =>
  queryOptions({
    queryKey: ['connections', id, 'conflicts'],
    queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/{id}/conflicts/', { params: { path: { id } } })),
  });

export const conflictRules = (id: number) =>
  queryOptions({
    queryKey: ['connections', id, 'rules'],
    queryFn: () => told(api.GET('/api/v2/connections/issue-tracker/{id}/rules/', { params: { path: { id } } })),
  });

const readAgain = async (id: number): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['connections', id] }),
    queryClient.invalidateQueries({ queryKey: ['items', id] }),
  ]);
};

export async function resolveConflict(
  id: number,
  { task, field }: Pick<Conflict, 'task' | 'field'>,
  body: Given<'resolveConflict'>,
): Promise<void> {
  const path = { id, task_id: task, field: field as Field };
  await told(
    api.POST('/api/v2/connections/issue-tracker/{id}/conflicts/{task_id}/{field}/', { params: { path }, body }),
  );
  await readAgain(id);
}

export async function dropRule(id: number, field: string): Promise<void> {
  const path = { id, field: field as Field };
  await told(api.DELETE('/api/v2/connections/issue-tracker/{id}/rules/{field}/', { params: { path } }));
  await readAgain(id);
}
