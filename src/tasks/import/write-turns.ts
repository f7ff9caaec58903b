/** Writes what a report means for tasks that are there: status and automatic note, set-based. */
import { sql, type Kysely } from 'kysely';
import type { Meaning } from '../../model/task.ts';
import type { Tables } from '../../store/tables.ts';
import type { Turn } from './findings.ts';

export interface TurnContext {
  readonly projectId: number;
  readonly userId: number;
  readonly time: Date;
  /** Meaning → the status to set. */
  readonly statusOf: Readonly<Record<Meaning, string>>;
}

export async function writeTurns(trx: Kysely<Tables>, turns: readonly Turn[], context: TurnContext): Promise<void> {
  const { projectId, userId, time, statusOf } = context;
  const rows = turns.map(({ meaning, ...turn }) => ({ ...turn, status: meaning === null ? null : statusOf[meaning] }));
  const recordset = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
    id text, source text, finding text, status text, note text)`;
  await sql`
    update tasks set source = r.source, finding = r.finding, status_id = coalesce(r.status, status_id),
      status_changed_at = case when r.status is null then status_changed_at else ${time}::timestamptz end,
      updated = ${time}::timestamptz, updater_id = ${userId}::integer, version = tasks.version + 1
    from ${recordset} where tasks.project_id = ${projectId}::integer and tasks.id = r.id`.execute(trx);
  await sql`
    insert into notes (project_id, task_id, text, automatic, author_id, created, updated)
    select ${projectId}::integer, r.id, r.note, true, ${userId}::integer, ${time}::timestamptz, ${time}::timestamptz
    from ${recordset} where r.note is not null`.execute(trx);
}
