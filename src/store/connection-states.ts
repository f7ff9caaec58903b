/** How connections are, in one word each. */
import { sql, type Kysely } from 'kysely';
import { ITEM_STATES, itemsOf, type ItemState } from './item-rows.ts';
import type { Tables } from './tables.ts';

/** In the order in which they count: the first that applies. */
export const CONNECTION_STATES = [
  'running',
  'paused',
  'never_run',
  'failing',
  'held',
  'conflict',
  'differs',
  'in_sync',
] as const;

export type ConnectionState = (typeof CONNECTION_STATES)[number];

export interface ConnectionSummary {
  readonly state: ConnectionState;
  readonly items: Readonly<Record<ItemState, number>>;
}

interface Row {
  readonly id: number;
  readonly live: boolean;
  readonly paused: boolean;
  readonly stopped: boolean;
  /** How the last run ended; null before the first. */
  readonly run: string | null;
  readonly held: number;
  readonly items: Partial<Record<ItemState, number>>;
}

/** One query whatever the number of connections. */
export async function connectionStates(
  db: Kysely<Tables>,
  connectionIds: readonly number[],
): Promise<ReadonlyMap<number, ConnectionSummary>> {
  if (connectionIds.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select c.id, c.paused_at is not null as paused, c.stopped_because is not null as stopped, r.state as run,
      exists (select 1 from jobs j where j.connection_id = c.id and j.state in ('queued', 'running') and j.kind <> 'plan')
        as live,
      coalesce((r.summary -> 'counts' ->> 'held')::integer, 0) as held, coalesce(i.items, '{}') as items
    from connections c
    left join lateral (select j.state, j.summary from jobs j
      where j.connection_id = c.id and j.kind <> 'plan' and j.finished is not null and j.state <> 'cancelled'
      order by j.id desc limit 1) r on true
    left join (select connection_id, jsonb_object_agg(state, count) as items
      from (select connection_id, state, count(*) as count from ${itemsOf(connectionIds)} items
        group by connection_id, state) counted
      group by connection_id) i on i.connection_id = c.id
    where c.id = any(${[...connectionIds]}::integer[])
  `.execute(db);
  return new Map(rows.map((row) => [row.id, summaryOf(row)]));
}

function summaryOf(row: Row): ConnectionSummary {
  const counts = ITEM_STATES.map((state): [ItemState, number] => [state, row.items[state] ?? 0]);
  const items = Object.fromEntries(counts) as Record<ItemState, number>;
  const is: Readonly<Record<ConnectionState, boolean>> = {
    running: row.live,
    paused: row.paused,
    never_run: row.run === null && !row.stopped,
    failing: row.stopped || row.run === 'failed',
    held: row.held > 0,
    conflict: items.conflict > 0,
    differs: items.differs + items.refused + items.missing + items.intent > 0,
    in_sync: true,
  };
  return { state: CONNECTION_STATES.find((state) => is[state]) ?? 'in_sync', items };
}
