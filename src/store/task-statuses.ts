/** The statuses that tasks can have. Custom ones share the three meanings. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import type { TaskStatusesTable } from './content-tables.ts';
import type { Tables } from './tables.ts';

export type TaskStatusRow = Selectable<TaskStatusesTable>;

export interface TaskStatusFilter {
  readonly id?: string | undefined;
}

export function listTaskStatuses(
  db: Kysely<Tables>,
  filter: TaskStatusFilter,
  slice: Slice | null,
): Promise<Found<TaskStatusRow>> {
  const query = db.selectFrom('task_statuses').selectAll().orderBy('ordinal').orderBy('id');
  return listed(filter.id === undefined ? query : query.where('id', '=', filter.id), slice);
}
