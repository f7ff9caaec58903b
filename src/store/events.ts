/** The append-only history of items: observed, decided, wrote, confirmed. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { ItemEvent } from '../model/sides.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { ItemEventsTable, Tables } from './tables.ts';

export type ItemEventRow = Selectable<ItemEventsTable>;

/** Where and when the events of one run, or of what a person did, happened. */
export interface EventOrigin {
  readonly connectionId: number;
  readonly projectId: number;
  /** null: a person, without a run. */
  readonly jobId: number | null;
  readonly at: Date;
}

/** One statement whatever the number of events. */
export async function appendEvents(
  db: Kysely<Tables>,
  events: readonly ItemEvent[],
  { connectionId, projectId, jobId, at }: EventOrigin,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ taskId, kind, data }) => ({ task_id: taskId, kind, data: data ?? null }));
  await sql`
    insert into item_events (connection_id, project_id, task_id, job_id, at, kind, data)
    select ${connectionId}::integer, ${projectId}::integer, e.task_id, ${jobId}::integer, ${at}::timestamptz, e.kind,
      coalesce(e.data, 'null'::jsonb)
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (task_id text, kind text, data jsonb))
      with ordinality as e (task_id, kind, data, nr) order by e.nr
  `.execute(db);
}

export const EVENT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['item_events.id'] },
  at: { kind: 'time', columns: ['item_events.at'] },
  kind: { kind: 'text', columns: ['item_events.kind'] },
  connection: { kind: 'number', columns: ['item_events.connection_id'] },
  job: { kind: 'number', columns: ['item_events.job_id'] },
};

/** The history of one task, oldest first unless the look-ups of `EVENT_FIELDS` say otherwise. */
export function historyOf(
  db: Kysely<Tables>,
  { projectId, taskId }: { readonly projectId: number; readonly taskId: string },
  given: Given,
  slice: Slice | null,
): Promise<Found<ItemEventRow>> {
  const events = db.selectFrom('item_events').selectAll().where('project_id', '=', projectId);
  return listed(asAsked(events.where('task_id', '=', taskId), EVENT_FIELDS, given).orderBy('id'), slice);
}
