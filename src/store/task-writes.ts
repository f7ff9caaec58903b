/** What a sync writes into tasks: only where the task is still at the version that was observed. */
import { sql, type Kysely } from 'kysely';
import type { TaskWrite } from '../model/sides.ts';
import type { Tables } from './tables.ts';

/** Two statements, however many tasks: the changes, and an automatic note for each that tells something. */
export async function writeTasks(
  trx: Kysely<Tables>,
  projectId: number,
  writes: readonly TaskWrite[],
  at: Date,
): Promise<{ moved: string[] }> {
  if (writes.length === 0) return { moved: [] };
  const written = await change(trx, projectId, writes, at);
  const told = writes.filter(({ taskId, note }) => written.has(taskId) && note !== '');
  await addNotes(trx, projectId, told, at);
  return { moved: writes.map(({ taskId }) => taskId).filter((taskId) => !written.has(taskId)) };
}

/** The ids of the tasks that were changed. Addresses that nobody has are left out. */
async function change(
  trx: Kysely<Tables>,
  projectId: number,
  writes: readonly TaskWrite[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const rows = JSON.stringify(
    writes.map(({ taskId, version, change: { status = null, tags = null, assignees = null } }) => ({
      task_id: taskId,
      version,
      status,
      tags,
      assignees,
    })),
  );
  const { rows: changed } = await sql<{ id: string }>`
    update tasks t set
      status_id = coalesce(c.status, t.status_id),
      status_changed_at = case when c.status is null then t.status_changed_at else ${at}::timestamptz end,
      tags = coalesce(c.tags, t.tags),
      assigned_to = case when c.assignees is null then t.assigned_to else
        array(select u.id from users u where lower(u.email) = any(c.assignees) order by u.id) end,
      updated = ${at}::timestamptz, updater_id = null, version = t.version + 1
    from jsonb_to_recordset(${rows}::jsonb)
      as c (task_id text, version integer, status text, tags text[], assignees text[])
    where t.project_id = ${projectId}::integer and t.id = c.task_id and t.version = c.version
    returning t.id
  `.execute(trx);
  return new Set(changed.map(({ id }) => id));
}

const BATCH = 1_000;

async function addNotes(trx: Kysely<Tables>, projectId: number, told: readonly TaskWrite[], at: Date): Promise<void> {
  const notes = told.map(({ taskId, note }) => ({
    project_id: projectId,
    task_id: taskId,
    text: note,
    automatic: true,
    author_id: null,
    created: at,
    updated: at,
  }));
  for (let from = 0; from < notes.length; from += BATCH)
    await trx
      .insertInto('notes')
      .values(notes.slice(from, from + BATCH))
      .execute();
}
