/** The traces of runs in debug mode. Whoever saves has taken secrets and people out. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { DAY } from '../model/instant.ts';
import { listed, type Found, type Slice } from './listed.ts';
import type { Tables } from './tables.ts';
import type { JobExchangesTable } from './trace-table.ts';

/** How long a trace is kept. */
export const TRACE_KEPT = 7 * DAY;

export interface NewExchange {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly request: string | null;
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

/** One statement whatever their number. */
export async function saveExchanges(
  db: Kysely<Tables>,
  jobId: number,
  exchanges: readonly NewExchange[],
): Promise<void> {
  if (exchanges.length === 0) return;
  const rows = exchanges.map((exchange) => ({ ...exchange, at: new Date(exchange.at).toISOString() }));
  // A zero byte fits into no database text.
  const json = JSON.stringify(rows).replaceAll(String.raw`\u0000`, String.raw`\ufffd`);
  await sql`
    insert into job_exchanges (job_id, at, method, url, request, status, response, error, milliseconds)
    select ${jobId}::integer, e.at, e.method, e.url, e.request, e.status, e.response, e.error, e.milliseconds
    from rows from (jsonb_to_recordset(${json}::jsonb) as (at timestamptz, method text, url text, request text,
      status integer, response text, error text, milliseconds integer))
      with ordinality as e (at, method, url, request, status, response, error, milliseconds, nr) order by e.nr
  `.execute(db);
}

/** In the order they happened. */
export const exchangesOf = (
  db: Kysely<Tables>,
  jobId: number,
  slice: Slice | null,
): Promise<Found<Selectable<JobExchangesTable>>> =>
  listed(db.selectFrom('job_exchanges').selectAll().where('job_id', '=', jobId).orderBy('id'), slice);

export const dropExchanges = (db: Kysely<Tables>, before: Date): Promise<unknown> =>
  db.deleteFrom('job_exchanges').where('at', '<', before).execute();
