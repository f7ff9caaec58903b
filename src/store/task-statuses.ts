/** The statuses that tasks can have: three of ours, and custom ones that share their meanings. */
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { TaskStatusesTable } from './content-tables.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';

export type TaskStatusRow = Selectable<TaskStatusesTable>;

export const STATUS_FIELDS: Fields = {
  id: { kind: 'text', columns: ['task_statuses.id'] },
  name: { kind: 'text', columns: ['task_statuses.name'], searched: true },
  slug: { kind: 'text', columns: ['task_statuses.slug'] },
  meaning: { kind: 'text', columns: ['task_statuses.meaning'] },
  ordinal: { kind: 'number', columns: ['task_statuses.ordinal'] },
};

/** `given`: look-ups of `STATUS_FIELDS`. */
export function listTaskStatuses(db: Kysely<Tables>, given: Given, slice: Slice | null): Promise<Found<TaskStatusRow>> {
  let query = db.selectFrom('task_statuses').selectAll().where(matching(STATUS_FIELDS, given));
  for (const { column, direction } of ordered(STATUS_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('ordinal').orderBy('id'), slice);
}

export const findTaskStatus = async (db: Kysely<Tables>, id: string): Promise<TaskStatusRow | undefined> =>
  (await listTaskStatuses(db, { id }, null)).rows[0];

/** Locked until the transaction ends: no task can get it meanwhile. */
export const lockTaskStatus = (trx: Kysely<Tables>, id: string): Promise<TaskStatusRow | undefined> =>
  trx.selectFrom('task_statuses').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

/** Until the transaction ends, nobody else gives a status a name. */
export const lockStatusNames = (trx: Kysely<Tables>): Promise<unknown> =>
  trx.selectFrom('task_statuses').select('id').where('id', '=', 'TS1').forNoKeyUpdate().execute();

/** The name by which the maps of parameters find another status, or a meaning. */
export async function statusNameTaken(db: Kysely<Tables>, name: string, exceptId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from task_statuses
    where id <> ${exceptId} and lower(${name}) in (lower(id), lower(slug), lower(name), lower(meaning))
  `.execute(db);
  return rows.length > 0;
}

export type NewTaskStatus = Omit<Insertable<TaskStatusesTable>, 'id' | 'ordinal'> & {
  readonly ordinal: number | undefined;
};

/** `CTS1`, with a number that no other ever had; null when its slug is taken. Without an ordinal the last one. */
export async function createTaskStatus(
  db: Kysely<Tables>,
  { ordinal, ...data }: NewTaskStatus,
): Promise<string | null> {
  const row = await db
    .insertInto('task_statuses')
    .values({
      ...data,
      id: sql<string>`'CTS' || nextval('custom_status_numbers')`,
      ordinal: ordinal ?? sql<number>`(select max(s.ordinal) + 1 from task_statuses s)`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Members that are undefined stay. */
export interface StatusEdit {
  readonly name: string | undefined;
  readonly icon: string | undefined;
  readonly ordinal: number | undefined;
}

export async function updateTaskStatus(db: Kysely<Tables>, id: string, edit: StatusEdit): Promise<void> {
  if (Object.values(edit).every((value) => value === undefined)) return;
  await db.updateTable('task_statuses').set(edit).where('id', '=', id).execute();
}

export async function deleteTaskStatus(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx.deleteFrom('task_statuses').where('id', '=', id).execute();
}

/** How many tasks have it, and how many connectors and connections name it in their status maps. */
export async function countStatusUses(
  db: Kysely<Tables>,
  { id, slug, name }: TaskStatusRow,
): Promise<{ readonly tasks: number; readonly maps: number }> {
  const maps = sql`lower(concat(params ->> 'issue_tracker_status_map', params ->> 'sde_status_map'))`;
  const named = sql.join(
    [id, slug, name].map((one) => sql`position(lower(${JSON.stringify(one)}) in ${maps}) > 0`),
    sql` or `,
  );
  const { rows } = await sql<{ tasks: number; maps: number }>`
    select (select count(*) from tasks where status_id = ${id})::integer as tasks,
      ((select count(*) from connectors where ${named}) + (select count(*) from connections where ${named}))::integer as maps
  `.execute(db);
  return rows[0] ?? { tasks: 0, maps: 0 };
}
