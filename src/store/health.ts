/** What the database tells about itself and about the work that waits. */
import { sql, type Kysely } from 'kysely';
import { pendingMigrations } from './migrate.ts';
import type { Tables } from './tables.ts';

export interface DatabaseHealth {
  /** Of PostgreSQL, also where it is the embedded one. */
  readonly version: string;
  readonly pendingMigrations: readonly string[];
  readonly running: number;
  /** Jobs whose time has come. */
  readonly waiting: number;
  /** Since when the longest of them could have been taken; null when none waits. */
  readonly waitingSince: Date | null;
}

export async function databaseHealth(db: Kysely<Tables>, now: Date): Promise<DatabaseHealth> {
  const { version } = await db
    .selectNoFrom(sql<string>`current_setting('server_version')`.as('version'))
    .executeTakeFirstOrThrow();
  const due = sql<Date>`coalesce(not_before, requested)`;
  const jobs = await db
    .selectFrom('jobs')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count'), sql<Date | null>`min(${due})`.as('since')])
    .where((eb) => eb.or([eb('state', '=', 'running'), eb.and([eb('state', '=', 'queued'), eb(due, '<=', now)])]))
    .groupBy('state')
    .execute();
  const of = (state: string) => jobs.find((row) => row.state === state);
  return {
    version,
    pendingMigrations: await pendingMigrations(db),
    running: Number(of('running')?.count ?? 0),
    waiting: Number(of('queued')?.count ?? 0),
    waitingSince: of('queued')?.since ?? null,
  };
}
