/** What people change about tasks. Every change raises the version: an engine that read the former one leaves the task alone. */
import { sql, type Insertable, type Kysely, type Updateable } from 'kysely';
import type { Tables, TasksTable } from './tables.ts';
import type { TaskKey } from './tasks.ts';
import { inTransaction } from './transaction.ts';

export type NewTask = Omit<Insertable<TasksTable>, 'id' | 'project_id'>;

/** A task of the project's own: `PT1`, `PT2`, … Answers its id, which no other task of the project ever had. */
export async function createTask(db: Kysely<Tables>, projectId: number, task: NewTask): Promise<string> {
  return inTransaction(db, async (trx) => {
    // The update locks the project's row, so that two at once do not choose the same number.
    const next = sql<number>`greatest(last_task_number, ${HIGHEST}) + 1`;
    const { last_task_number: number } = await trx
      .updateTable('projects')
      .set({ last_task_number: next })
      .where('id', '=', projectId)
      .returning('last_task_number')
      .executeTakeFirstOrThrow();
    const id = `PT${number}`;
    await trx
      .insertInto('tasks')
      .values({ ...task, id, project_id: projectId })
      .execute();
    return id;
  });
}

/** Files may bring tasks with such ids, too. */
const HIGHEST = sql<number>`(select coalesce(max(substring(t.id from 3)::integer), 0) from tasks t
  where t.project_id = projects.id and t.id ~ '^PT[0-9]{1,9}$')`;

/**
 * Takes the task with all that stands below it away; its number stays given away. Links stay: the next run closes its
 * issues, and brings home what it was about to create.
 */
export async function deleteTask(db: Kysely<Tables>, projectId: number, id: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .updateTable('projects')
      .set({ last_task_number: sql`greatest(last_task_number, ${HIGHEST})` })
      .where('id', '=', projectId)
      .execute();
    await trx.deleteFrom('tasks').where('project_id', '=', projectId).where('id', '=', id).execute();
  });
}

/** What is relevant now is accepted, and nothing else. */
export async function acceptTaskUpdates(
  db: Kysely<Tables>,
  projectId: number,
  userId: number,
  now: Date,
): Promise<void> {
  await db
    .updateTable('tasks')
    .set((eb) => ({
      accepted: eb.ref('relevant'),
      updated: now,
      updater_id: userId,
      version: sql<number>`version + 1`,
    }))
    .where('project_id', '=', projectId)
    .whereRef('accepted', '<>', 'relevant')
    .execute();
}

/** Who changes something that belongs to a task, and when. */
export interface Change {
  /** null: a program of ours. */
  readonly userId: number | null;
  readonly at: Date;
}

/** Something that belongs to the task changes in this transaction, and with it the task. Locks its row. */
export async function touchTask(trx: Kysely<Tables>, task: TaskKey, { userId, at }: Change): Promise<void> {
  await trx
    .updateTable('tasks')
    .set({ updated: at, updater_id: userId, version: sql<number>`version + 1` })
    .where('project_id', '=', task.project_id)
    .where('id', '=', task.id)
    .execute();
}

export interface TaskEdit {
  readonly change: Omit<Updateable<TasksTable>, 'version' | 'updated' | 'updater_id' | 'status_changed_at'>;
  /** Saved as a note only when the status really changes. */
  readonly statusNote: string | null;
  readonly userId: number;
}

export async function updateTask(db: Kysely<Tables>, task: TaskKey, edit: TaskEdit, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = trx.selectFrom('tasks').select('status_id').where('project_id', '=', task.project_id);
    const before = await row.where('id', '=', task.id).forUpdate().executeTakeFirstOrThrow();
    const status = edit.change.status_id;
    const moved = status !== undefined && status !== before.status_id;
    await trx
      .updateTable('tasks')
      .set({ ...edit.change, updated: now, updater_id: edit.userId, version: sql<number>`version + 1` })
      .$if(moved, (q) => q.set({ status_changed_at: now }))
      .where('project_id', '=', task.project_id)
      .where('id', '=', task.id)
      .execute();
    if (!moved || edit.statusNote === null || edit.statusNote === '') return;
    const note = { project_id: task.project_id, task_id: task.id, text: edit.statusNote, author_id: edit.userId };
    await trx
      .insertInto('notes')
      .values({ ...note, created: now, updated: now })
      .execute();
  });
}
