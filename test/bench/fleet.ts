/**
 * Two thousand hourly connections with nothing to do, on PostgreSQL: how late they run, and whether each gets its turn. The
 * clock is ours: a run takes what its work really took and a quarter of a second per request, and begins when one of its
 * worker's four places is free.
 */
import { sql, type Kysely } from 'kysely';
import { runJob } from '../../src/jobs/handlers.ts';
import { total } from '../../src/model/ledger.ts';
import type { Run } from '../../src/model/run.ts';
import { Secret } from '../../src/model/secret.ts';
import { takeNextJob } from '../../src/store/job-runs.ts';
import { requestJob } from '../../src/store/jobs.ts';
import { nextRunAt, sweepSchedules } from '../../src/store/schedule.ts';
import type { Tables } from '../../src/store/tables.ts';
import { fakeWire, type Fake } from '../../src/trackers/fake.ts';
import { redmine } from '../systems/redmine.ts';
import { aPostgres, populate } from './database.ts';
import { real } from './fleet-real.ts';
import { atMost, percentile, rounded, type Row } from './report.ts';
import { jobDeps, sealed } from './running.ts';

const CONNECTIONS = 2_000;
const WORKERS = [1, 2, 4];
/** Places of one worker, as in `jobs/worker.ts`. */
const PLACES = 4;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const T0 = Date.UTC(2026, 0, 5);
const ENDS = T0 + HOUR;
const REQUEST_MS = 250;
/** The schedule is looked at once a minute; nobody waits much longer than that. */
const MOST_LATE = 75;

export async function fleet(): Promise<readonly Row[]> {
  const postgres = await aPostgres();
  const { fake, params } = redmine.serve({ clock: () => T0, random: () => 0.5, indexLag: 0 });
  try {
    await fill(postgres.database.db, params);
    await meet(postgres.database.db, fake);
    const runs = await anHour(postgres.database.db, fake);
    const rows = WORKERS.map((workers) => rowOf(workers, assign(runs, workers * PLACES)));
    for (const workers of WORKERS) rows.push(await real(postgres, workers, ENDS));
    return rows;
  } finally {
    await postgres.close();
  }
}

async function fill(
  db: Kysely<Tables>,
  { issue_tracker_api_token: token, ...params }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const secrets = sealed({ issue_tracker_api_token: token instanceof Secret ? token.reveal() : '' });
  const about = { system: 'redmine', frequency: 'hourly', at: new Date(T0) } as const;
  await populate(db, { connections: CONNECTIONS, tasks: 0, params, secrets, ...about });
}

/** One has met the tracker, and all remember what it saw; each runs next at its regular moment. */
async function meet(db: Kysely<Tables>, fake: Fake): Promise<void> {
  const { id: first } = await db.selectFrom('connections').select('id').orderBy('id').executeTakeFirstOrThrow();
  const who = { automatic: false, userId: null, triggeredBy: null };
  await requestJob(db, { connectionId: first, kind: 'sync', ...who }, T0);
  await serve(db, fake, { connectionId: first, now: T0 });
  await sql`update connections set progress = (select progress from connections where id = ${first})`.execute(db);
  for (const { id } of await db.selectFrom('connections').select('id').execute()) {
    const next = new Date(nextRunAt('hourly', id, T0) ?? T0);
    await db.updateTable('connections').set({ next_run_at: next }).where('id', '=', id).execute();
  }
}

/** One run as it was asked for, and how long it keeps a place. */
interface Asked {
  readonly connectionId: number;
  readonly due: number;
  readonly asked: number;
  readonly took: number;
}

/** An hour of the schedule, minute by minute. */
async function anHour(db: Kysely<Tables>, fake: Fake): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (let now = T0 + MINUTE; now <= ENDS; now += MINUTE) {
    const due = await dueTimes(db, now);
    const woken: number[] = [];
    const wake = async (_trx: unknown, id: number): Promise<void> => void woken.push(id);
    await sweepSchedules(db, { now, advanced: true, wake });
    for (const connectionId of woken) {
      const took = await serve(db, fake, { connectionId, now });
      asked.push({ connectionId, due: due.get(connectionId) ?? now, asked: now, took });
    }
  }
  return asked;
}

async function dueTimes(db: Kysely<Tables>, now: number): Promise<ReadonlyMap<number, number>> {
  const due = db.selectFrom('connections').select(['id', 'next_run_at']).where('next_run_at', '<=', new Date(now));
  return new Map((await due.execute()).map(({ id, next_run_at: at }) => [id, at?.getTime() ?? now]));
}

/** Milliseconds: our own, and what the requests would have taken. */
async function serve(
  db: Kysely<Tables>,
  fake: Fake,
  { connectionId, now }: { readonly connectionId: number; readonly now: number },
): Promise<number> {
  const begun = performance.now();
  const job = await takeNextJob(db, connectionId, { name: 'worker', now });
  if (job === null) throw new Error(`connection ${connectionId} was woken for nothing`);
  let requests = 0;
  const told = (run: Run): void => void (requests = total(run.requests));
  const pause = async (): Promise<void> => undefined;
  const openWire = () => ({ wire: fakeWire(fake), close: pause });
  await runJob(jobDeps({ db, openWire, now: () => now, sleep: pause, told }), job);
  return performance.now() - begun + requests * REQUEST_MS;
}

interface Turn {
  readonly connectionId: number;
  /** Seconds between the moment that the schedule named and the beginning. */
  readonly late: number;
}

/** In the order in which they were asked for, each at the place that is free first. */
function assign(runs: readonly Asked[], places: number): readonly Turn[] {
  const free = Array.from({ length: places }, () => 0);
  return runs.map(({ connectionId, due, asked, took }) => {
    const earliest = free.indexOf(Math.min(...free));
    const begins = Math.max(asked, free[earliest] ?? 0);
    free[earliest] = begins + took;
    return { connectionId, late: (begins - due) / 1_000 };
  });
}

function rowOf(workers: number, turns: readonly Turn[]): Row {
  const late = turns.map((turn) => turn.late);
  const each = new Set(turns.map(({ connectionId }) => connectionId)).size;
  const row = atMost(MOST_LATE, 'late p99 s', {
    workers,
    'late p50 s': rounded(percentile(late, 0.5), 1),
    'late p99 s': rounded(percentile(late, 0.99), 1),
    runs: turns.length,
    connections: each,
  });
  const fair = each === CONNECTIONS && turns.length === CONNECTIONS;
  return fair ? row : { ...row, failure: 'not everybody got one turn' };
}
