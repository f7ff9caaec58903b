/**
 * The same in real time: one job on PostgreSQL against a tracker on loopback that holds every answer back. Our own share is
 * the part of the time in which nothing was with the tracker, as the tracker sees it: HTTP, the event loop and the database
 * are all in it. Beside it stands the share of a loop that only sends, as many at a time, before and after the run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { parseAllow } from '../../src/http/egress.ts';
import { undiciWire, type OpenWire } from '../../src/http/wire.ts';
import { runJob } from '../../src/jobs/handlers.ts';
import type { Run } from '../../src/model/run.ts';
import type { Capabilities } from '../../src/model/tracker.ts';
import { takeNextJob } from '../../src/store/job-runs.ts';
import { requestJob } from '../../src/store/jobs.ts';
import type { Tables } from '../../src/store/tables.ts';
import type { Stage } from '../systems/stage.ts';
import { bestOf } from './best.ts';
import { aPostgres, populate } from './database.ts';
import { atMost, rounded, told, type Row } from './report.ts';
import { jobDeps, sealed } from './running.ts';
import type { Busy, Ready } from './slow-tracker.ts';

const SIZE = 1_000;
const DELAY = 20;
/** Per cent. */
const MOST_OWN = 10;
/** Requests of each lane of the loop that only sends. */
const BARE = 50;
/** A run with less waiting than this is over before its share could say anything. */
const LONG = 1_000;

interface Slow {
  readonly db: Kysely<Tables>;
  readonly tracker: ChildProcess;
  readonly openWire: () => OpenWire;
  /** The connection. */
  readonly id: number;
}

export async function real(stage: Stage): Promise<readonly Row[]> {
  const postgres = await aPostgres();
  const { db } = postgres.database;
  const tracker = fork(new URL('slow-tracker.ts', import.meta.url), [stage.name, String(DELAY)]);
  try {
    const [ready] = (await once(tracker, 'message')) as [Ready];
    const { params } = ready;
    const secrets = sealed(ready.secrets);
    const about = { system: stage.system.id, frequency: 'manually', at: new Date() } as const;
    await populate(db, { connections: 1, tasks: SIZE, params, secrets, ...about });
    const { id } = await db.selectFrom('connections').select('id').executeTakeFirstOrThrow();
    const slow = { db, tracker, openWire: () => leadingTo(ready.url), id };
    const rows: Row[] = [];
    for (const { what, prepare } of CASES) {
      await prepare(db);
      rows.push(await measure(stage, `${what} ${SIZE}`, slow));
    }
    return rows;
  } finally {
    tracker.disconnect();
    await postgres.close();
  }
}

const CASES: readonly { readonly what: string; readonly prepare: (db: Kysely<Tables>) => Promise<unknown> }[] = [
  { what: 'first sync of', prepare: async () => undefined },
  { what: 'unchanged,', prepare: async () => undefined },
  {
    what: 'a quarter edited, of',
    prepare: (db) =>
      sql`update tasks set title = title || ' in other words', version = version + 1 where right(id, 1) in ('1', '5') or
        right(id, 2) in ('10', '20', '30', '40', '50')`.execute(db),
  },
];

/** Whatever host is asked, the process answers. */
function leadingTo(url: string): OpenWire {
  const { wire, close } = undiciWire({ allow: parseAllow('127.0.0.1/32'), verifyTls: true });
  return { wire: (request) => wire({ ...request, url: request.url.replace(/^https?:\/\/[^/]+/, url) }), close };
}

async function measure({ name, system }: Stage, what: string, { db, tracker, openWire, id }: Slow): Promise<Row> {
  let run: Run | null = null;
  const now = (): number => Date.now();
  const deps = jobDeps({ db, openWire, now, sleep: (ms) => sleep(ms), told: (done) => (run = done) });
  const who = { automatic: false, userId: null, triggeredBy: null };
  await requestJob(db, { connectionId: id, kind: 'sync', ...who }, now());
  const job = await takeNextJob(db, id, { name: 'worker', now: now() });
  if (job === null) throw new Error('there is no job');
  const bare = (): Promise<Share> => sharing(tracker, () => onlySend(openWire(), system.can));
  const before = await bare();
  const cpu = process.cpuUsage();
  const share = await sharing(tracker, () => runJob(deps, job));
  const { user, system: kernel } = process.cpuUsage(cpu);
  const after = await bare();
  if (run === null) throw new Error(`${name}, ${what}: it did not run`);
  const cells = {
    system: name,
    case: what,
    ...cellsOf(share, { wall: before.wall + after.wall, busy: before.busy + after.busy }),
    'CPU s': rounded((user + kernel) / 1_000_000),
    ...besideBest(share, bestOf(run, system.can) * DELAY),
  };
  return share.busy < LONG ? told(cells) : atMost(MOST_OWN, 'more than bare %', cells);
}

/** Milliseconds. */
interface Share {
  readonly wall: number;
  readonly busy: number;
}

async function sharing(tracker: ChildProcess, work: () => Promise<unknown>): Promise<Share> {
  await busyTime(tracker);
  const begun = performance.now();
  await work();
  const wall = performance.now() - begun;
  return { wall, busy: await busyTime(tracker) };
}

/** What nobody can do without. */
async function onlySend({ wire, close }: OpenWire, { concurrency }: Capabilities): Promise<void> {
  const request = { method: 'GET', url: 'http://tracker.example/', headers: {}, body: null, timeoutMs: 10_000 };
  const lane = async (): Promise<void> => {
    for (let sent = 0; sent < BARE; sent += 1) await wire(request);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  await close();
}

const ownShare = ({ wall, busy }: Share): number => (100 * (wall - busy)) / wall;

const cellsOf = (share: Share, bare: Share) => ({
  'more than bare %': rounded(ownShare(share) - ownShare(bare), 1),
  'own share %': rounded(ownShare(share), 1),
  'bare %': rounded(ownShare(bare), 1),
  'own s': rounded((share.wall - share.busy) / 1_000),
});

const besideBest = ({ wall }: Share, best: number) => ({
  'of the best': rounded(wall / best),
  'best s': rounded(best / 1_000),
  'wall s': rounded(wall / 1_000),
});

async function busyTime(tracker: ChildProcess): Promise<number> {
  tracker.send('busy?');
  const [busy] = (await once(tracker, 'message')) as [Busy];
  return busy;
}
