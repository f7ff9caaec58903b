/**
 * Two thousand hourly connections with nothing to do, on PostgreSQL: how late they run, and whether each gets its turn. The
 * clock is ours: a run takes what its work really took and a quarter of a second per request, and begins when one of its
 * worker's four places is free.
 */
import type { Kysely } from 'kysely';
import { Governor } from '../../src/http/governor.ts';
import { runJob, type JobDeps } from '../../src/jobs/handlers.ts';
import { total } from '../../src/model/ledger.ts';
import { Secret } from '../../src/model/secret.ts';
import { takeNextJob } from '../../src/store/job-runs.ts';
import { sweepSchedules } from '../../src/store/schedule.ts';
import { makeSealer } from '../../src/store/seal.ts';
import type { Tables } from '../../src/store/tables.ts';
import { sync } from '../../src/sync/sync.ts';
import { fakeWire, type Fake } from '../../src/trackers/fake.ts';
import { redmine } from '../systems/redmine.ts';
import { aPostgres, populate } from './database.ts';
import { atMost, percentile, rounded, type Row } from './report.ts';

const CONNECTIONS = 2_000;
const WORKERS = [1, 2, 4];
/** Places of one worker, as in `jobs/worker.ts`. */
const PLACES = 4;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const T0 = Date.UTC(2026, 0, 5);
const REQUEST_MS = 250;
/** The schedule is looked at once a minute; nobody waits much longer than that. */
const MOST_LATE = 75;
const KEY = 'a key of 32 characters, for this benchmark only';

export async function fleet(): Promise<readonly Row[]> {
  const postgres = await aPostgres();
  const { fake, params } = redmine.serve({ clock: () => T0, random: () => 0.5, indexLag: 0 });
  try {
    await fill(postgres.database.db, params);
    const runs = await anHour(postgres.database.db, fake);
    return WORKERS.map((workers) => rowOf(workers, assign(runs, workers * PLACES)));
  } finally {
    await postgres.close();
  }
}

async function fill(
  db: Kysely<Tables>,
  { issue_tracker_api_token: token, ...params }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const sealed = token instanceof Secret ? makeSealer(KEY).seal(token.reveal()) : '';
  const about = { system: 'redmine', frequency: 'hourly', at: new Date(T0) } as const;
  const secrets = { issue_tracker_api_token: sealed };
  await populate(db, { connections: CONNECTIONS, tasks: 0, params, secrets, ...about });
}

/** One run as it was asked for, and how long it keeps a place. */
interface Asked {
  readonly connectionId: number;
  readonly due: number;
  readonly asked: number;
  readonly took: number;
}

/** The second hour of the schedule, minute by minute: in the first everybody runs for the first time. */
async function anHour(db: Kysely<Tables>, fake: Fake): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (let now = T0; now < T0 + 2 * HOUR; now += MINUTE) {
    const due = await dueTimes(db, now);
    const woken: number[] = [];
    const wake = async (_trx: unknown, id: number): Promise<void> => void woken.push(id);
    await sweepSchedules(db, { now, advanced: true, wake });
    for (const connectionId of woken) {
      const took = await serve(db, fake, { connectionId, now });
      const at = { due: due.get(connectionId) ?? now, asked: now, took };
      if (now >= T0 + HOUR) asked.push({ connectionId, ...at });
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
  await runJob(depsOf(db, fake, { now: () => now, told: (count) => (requests = count) }), job);
  return performance.now() - begun + requests * REQUEST_MS;
}

interface Around {
  readonly now: () => number;
  readonly told: (requests: number) => void;
}

function depsOf(db: Kysely<Tables>, fake: Fake, { now, told }: Around): JobDeps {
  const pause = async (): Promise<void> => undefined;
  const line = (): void => undefined;
  return {
    db,
    now,
    sleep: pause,
    sealer: makeSealer(KEY),
    systems: [redmine.system],
    markerKey: 'the benchmark',
    baseUrl: 'https://lockstep.example',
    logger: { info: line, warn: line, error: line },
    stopping: () => false,
    overhear: () => undefined,
    openWire: () => ({ wire: fakeWire(fake), close: pause }),
    governor: new Governor({ now, sleep: pause }),
    random: () => 0.5,
    sync: async (context) => {
      const run = await sync(context);
      if (!run.succeeded) throw new Error(run.message);
      told(total(run.requests));
      return run;
    },
  };
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
