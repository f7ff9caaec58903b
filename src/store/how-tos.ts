/** How-tos below tasks. Each change raises the task's version: the body may hold them. */
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { HowTosTable } from './content-tables.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';
import { touchTask, type Change } from './task-changes.ts';
import { type TaskKey } from './tasks.ts';
import { inTransaction } from './transaction.ts';

export type HowTo = Selectable<HowTosTable>;

export const HOW_TO_FIELDS: Fields = {
  title: { kind: 'text', columns: ['how_tos.title'], searched: true },
  content: { kind: 'text', columns: ['how_tos.content'], searched: true },
  ordinal: { kind: 'number', columns: ['how_tos.ordinal'] },
  created: { kind: 'time', columns: ['how_tos.created'] },
  updated: { kind: 'time', columns: ['how_tos.updated'] },
};

/** Those of one task, in their order. `given`: look-ups of `HOW_TO_FIELDS`. */
export function listHowTos(
  db: Kysely<Tables>,
  { project_id, id }: TaskKey,
  given: Given,
  slice: Slice | null,
): Promise<Found<HowTo>> {
  let query = db
    .selectFrom('how_tos')
    .selectAll()
    .where('project_id', '=', project_id)
    .where('task_id', '=', id)
    .where(matching(HOW_TO_FIELDS, given));
  for (const { column, direction } of ordered(HOW_TO_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('ordinal').orderBy('id'), slice);
}

export const findHowTo = (db: Kysely<Tables>, task: TaskKey, id: number): Promise<HowTo | undefined> =>
  db
    .selectFrom('how_tos')
    .selectAll()
    .where('project_id', '=', task.project_id)
    .where('task_id', '=', task.id)
    .where('id', '=', id)
    .executeTakeFirst();

type Content = Pick<Insertable<HowTosTable>, 'title' | 'content'>;

/** `ordinal` null puts it behind the others. Answers its id. */
export const createHowTo = (
  db: Kysely<Tables>,
  task: TaskKey,
  { ordinal, ...content }: Content & { readonly ordinal: number | null },
  change: Change,
): Promise<number> =>
  inTransaction(db, async (trx) => {
    await touchTask(trx, task, change);
    const last = sql<number>`(select coalesce(max(h.ordinal), 0) + 1 from how_tos h
      where h.project_id = ${task.project_id}::integer and h.task_id = ${task.id})`;
    const stamps = { created: change.at, updated: change.at };
    const { id } = await trx
      .insertInto('how_tos')
      .values({ project_id: task.project_id, task_id: task.id, ...content, ...stamps, ordinal: ordinal ?? last })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });

/** Members that are undefined stay. */
export interface HowToEdit {
  readonly id: number;
  readonly title: string | undefined;
  readonly content: string | undefined;
  readonly ordinal: number | undefined;
}

export const updateHowTo = (
  db: Kysely<Tables>,
  task: TaskKey,
  { id, ...content }: HowToEdit,
  change: Change,
): Promise<void> =>
  inTransaction(db, async (trx) => {
    await touchTask(trx, task, change);
    await trx
      .updateTable('how_tos')
      .set({ ...content, updated: change.at })
      .where('id', '=', id)
      .execute();
  });

export const deleteHowTo = (db: Kysely<Tables>, task: TaskKey, id: number, change: Change): Promise<void> =>
  inTransaction(db, async (trx) => {
    await touchTask(trx, task, change);
    await trx.deleteFrom('how_tos').where('id', '=', id).execute();
  });
