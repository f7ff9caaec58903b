/** What people watch while it changes: open and just finished jobs, plans, and how connections stand. */
import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface LiveRow {
  readonly kind: 'job' | 'plan' | 'connection';
  readonly id: number;
  readonly project_id: number;
  /** What is told; a row of another `data` has changed. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One query for all who watch. Jobs and plans that changed after `since`, and every job that is open. */
export async function liveRows(db: Kysely<Tables>, since: Date): Promise<readonly LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    select 'job' as kind, j.id, c.project_id, jsonb_build_object('connection', j.connection_id, 'kind', j.kind,
      'state', j.state, 'plan', j.plan_id, 'progress', jsonb_build_object('done', j.done, 'total', j.total)) as data
    from jobs j join connections c on c.id = j.connection_id
    where j.state in ('queued', 'running') or j.finished >= ${since}::timestamptz
    union all
    select 'plan', p.id, c.project_id, jsonb_build_object('connection', p.connection_id, 'state', p.state)
    from plans p join connections c on c.id = p.connection_id where p.updated >= ${since}::timestamptz
    union all
    select 'connection', c.id, c.project_id, jsonb_build_object('in_progress', exists (select 1 from jobs j
        where j.connection_id = c.id and j.state in ('queued', 'running') and j.kind <> 'plan'),
      'stopped', c.stopped_because is not null, 'paused', c.paused_at is not null,
      'last_successful_run', c.last_successful_run, 'next_run_at', c.next_run_at)
    from connections c
    order by kind, id
  `.execute(db);
  return rows;
}

/** Which projects each of these users is a member of: one query. */
export async function projectsByUser(
  db: Kysely<Tables>,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('project_members')
    .select(['user_id', 'project_id'])
    .where('user_id', '=', sql<number>`any(${[...userIds]}::integer[])`)
    .execute();
  return new Map(
    userIds.map((id) => [id, new Set(rows.filter((row) => row.user_id === id).map((row) => row.project_id))]),
  );
}
