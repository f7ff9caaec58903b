/**
 * The same with real workers: processes of their own, the real queue, and every connection due at the same moment. The
 * tracker answers at once, so what is measured is delivery: how long the last one waits, that nobody is served twice, and
 * what it takes of the database and of memory.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../src/store/tables.ts';
import type { Postgres } from './database.ts';
import type { Taken } from './fleet-worker.ts';
import { atMost, percentile, rounded, type Row } from './report.ts';

/** Seconds until the last begins: over so long a time the schedule spreads runs that were missed. */
const MOST = 300;

/** `at`: the connections' own time, at which they have nothing to do. */
export async function real({ database: { db }, url }: Postgres, workers: number, at: number): Promise<Row> {
  await db.deleteFrom('jobs').execute();
  await db
    .updateTable('connections')
    .set({ next_run_at: new Date(at) })
    .execute();
  const behind = String(Date.now() - at);
  const script = new URL('fleet-worker.ts', import.meta.url);
  const children = Array.from({ length: workers }, () => fork(script, [url, behind]));
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    const sessions = await untilDone(db);
    const taken = await Promise.all(children.map(takenBy));
    return await rowOf(db, { workers, sessions, taken });
  } finally {
    for (const child of children) await ended(child);
  }
}

/** The most connections to the database that were open while the jobs ran, but for the one that counts them. */
async function untilDone(db: Kysely<Tables>): Promise<number> {
  for (let most = 0; ; await sleep(250)) {
    const { sessions, left } = await lookAt(db);
    most = Math.max(most, sessions);
    if (left === 0) return most;
  }
}

async function lookAt(db: Kysely<Tables>): Promise<{ readonly sessions: number; readonly left: number }> {
  const { rows } = await sql<{ sessions: number; left: number }>`select
    (select count(*)::integer from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()) as sessions,
    (select count(*)::integer from connections) -
      (select count(*)::integer from jobs where state = 'succeeded') as left`.execute(db);
  return rows[0] ?? { sessions: 0, left: 1 };
}

async function takenBy(child: ChildProcess): Promise<Taken> {
  child.send('taken?');
  const [taken] = (await once(child, 'message')) as [Taken];
  return taken;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.send('end');
  await once(child, 'exit');
}

interface Seen {
  readonly workers: number;
  readonly sessions: number;
  readonly taken: readonly Taken[];
}

async function rowOf(db: Kysely<Tables>, { workers, sessions, taken }: Seen): Promise<Row> {
  const jobs = await db.selectFrom('jobs').select(['connection_id', 'requested', 'started']).execute();
  const late = jobs.map(({ requested, started }) => ((started?.getTime() ?? Infinity) - requested.getTime()) / 1_000);
  const each = new Set(jobs.map(({ connection_id: id }) => id)).size;
  const row = atMost(MOST, 'delivered p99 s', {
    'real workers': workers,
    'delivered p50 s': rounded(percentile(late, 0.5), 1),
    'delivered p99 s': rounded(percentile(late, 0.99), 1),
    'runs/s': rounded(jobs.length / Math.max(...late), 0),
    runs: jobs.length,
    connections: each,
    sessions,
    'CPU ms of a run': rounded(taken.reduce((sum, { cpu }) => sum + cpu, 0) / jobs.length, 1),
    'MB of a worker': Math.round(Math.max(...taken.map(({ memory }) => memory)) / 1_000_000),
  });
  return each === jobs.length ? row : { ...row, failure: 'somebody was served twice' };
}
