/** How much a connection's sides differed, day by day: from the counts of its runs. */
import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface DriftDay {
  /** `2026-01-02`, in UTC. */
  readonly day: string;
  readonly runs: number;
  /** Items that the day's runs brought into sync. */
  readonly synced: number;
  /** Items that its last run left: held, refused, stale, not settled, or not reached. */
  readonly left: number;
}

/** Days with a run that ended, oldest first. One query. */
export async function driftOf(db: Kysely<Tables>, connectionId: number, since: Date): Promise<readonly DriftDay[]> {
  const { rows } = await sql<DriftDay>`
    with runs as (select id, to_char(finished at time zone 'UTC', 'YYYY-MM-DD') as day, summary -> 'counts' as counts
      from jobs where connection_id = ${connectionId}::integer and kind in ('sync', 'apply')
        and finished >= ${since}::timestamptz and summary is not null)
    select day, count(*)::integer as runs, coalesce(sum((counts ->> 'done')::integer), 0)::integer as synced,
      (array_agg((select coalesce(sum(value::integer), 0)::integer from jsonb_each_text(counts)
        where key in ('held', 'refused', 'stale', 'unsure', 'stopped')) order by id desc))[1] as left
    from runs group by day order by day
  `.execute(db);
  return rows;
}
