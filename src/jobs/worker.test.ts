import type { Kysely } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { describeOnBothDatabases, type TestDatabase } from '../../test/database.ts';
import { aRun, fakeDeps } from '../../test/fake-run.ts';
import { addConnection, makeWorld, T0 } from '../../test/world.ts';
import { takeNextJob } from '../store/job-runs.ts';
import { cancelJob, findJob, listJobs, requestJob } from '../store/jobs.ts';
import { findPlan, requestApply, requestPlan } from '../store/plans.ts';
import type { Tables } from '../store/tables.ts';
import { inTransaction } from '../store/transaction.ts';
import type { SyncContext } from '../sync/context.ts';
import { startQueue, type Queue } from './queue.ts';
import { startWorker, type Worker } from './worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Bench {
  readonly db: Kysely<Tables>;
  readonly queue: Queue;
  readonly connectionId: number;
  readonly projectId: number;
  readonly connectorId: number;
  readonly lines: string[];
  readonly start: (sync: Sync) => Promise<Worker>;
  readonly ask: (connectionId?: number) => Promise<number>;
}

type Sync = (context: SyncContext) => Promise<ReturnType<typeof aRun>>;

async function aBench({ db, kind, pglite, url }: TestDatabase): Promise<Bench> {
  const world = await makeWorld(db);
  const lines: string[] = [];
  const deps = fakeDeps(lines);
  const queue = await startQueue({ database: { pglite }, url, works: true, logger: deps.logger });
  stops.push(() => queue.stop());
  const start = async (sync: Sync) => {
    const more = { db, sync, now: () => T0, queue, name: 'test', alone: kind === 'embedded', advanced: true };
    const worker = await startWorker({ ...deps, ...more });
    stops.push(() => worker.stop());
    return worker;
  };
  const ask = (connectionId = world.connectionId) =>
    inTransaction(db, async (trx) => {
      const who = { automatic: false, userId: null, triggeredBy: null };
      const id = await requestJob(trx, { connectionId, kind: 'sync', ...who }, T0);
      await queue.wake(trx, connectionId);
      return id;
    });
  return { db, queue, ...world, lines, start, ask };
}

/** Until the job is in this state. */
const becomes = (db: Kysely<Tables>, id: number, state: string) =>
  vi.waitFor(async () => expect((await findJob(db, id))?.state).toBe(state), { timeout: 20_000, interval: 20 });

/** The embedded database answers without a turn of the event loop: a loop over it alone would let nothing else run. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const link = { taskId: 'T1', marker: 'm', issueId: '7' };

describeOnBothDatabases('a worker', (fresh) => {
  test('runs what is asked for, and tells it in the log', async () => {
    const { db, start, ask, lines } = await aBench(await fresh());
    await start(async ({ memory }) => {
      await memory.report([{ taskId: 'T1', do: 'create', result: 'done', issueKey: '#7', detail: '' }], 3);
      return aRun();
    });
    const id = await ask();
    await becomes(db, id, 'succeeded');
    expect(await findJob(db, id)).toMatchObject({
      done: 1,
      total: 3,
      attempt: 1,
      result_message: 'Nothing was to do.',
    });
    expect(lines).toEqual([
      `job ${id}: sync starts (asked for)`,
      `job ${id}: succeeded after 0.0 s: Nothing was to do.`,
    ]);
  });

  test('nothing runs for a transaction that is rolled back', async () => {
    const { db, queue, connectionId, start, ask } = await aBench(await fresh());
    const runs = vi.fn(async () => aRun());
    await start(runs);
    const rolledBack = inTransaction(db, async (trx) => {
      await queue.wake(trx, connectionId);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await becomes(db, await ask(), 'succeeded');
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('serves one connection with one run at a time, others meanwhile', async () => {
    const { db, start, ask, ...world } = await aBench(await fresh());
    const other = await addConnection(db, world, { alias: 'Other' });
    const gate = Promise.withResolvers<void>();
    let [now, most] = [0, 0];
    await start(async () => {
      most = Math.max(most, (now += 1));
      await gate.promise;
      now -= 1;
      return aRun();
    });
    const first = await ask();
    await becomes(db, first, 'running');
    const second = await ask();
    const theOthers = await ask(other);
    await vi.waitFor(() => expect(now).toBe(2), { timeout: 20_000, interval: 20 });
    expect((await findJob(db, second))?.state).toBe('queued');
    gate.resolve();
    for (const id of [first, second, theOthers]) await becomes(db, id, 'succeeded');
    expect(most).toBe(2);
  });

  test('goes on to the next connection at once: many that are due do not wait for a poll each', async () => {
    const { db, start, ask, ...world } = await aBench(await fresh());
    const ids: number[] = [];
    for (let n = 0; n < 24; n += 1) ids.push(await ask(await addConnection(db, world, { alias: `Due ${n}` })));
    await start(async () => aRun());
    const succeeded = () => db.selectFrom('jobs').select('id').where('state', '=', 'succeeded').execute();
    // Four places that each waited three seconds between two connections would need fifteen.
    await vi.waitFor(async () => expect(await succeeded()).toHaveLength(ids.length), { timeout: 9_000, interval: 50 });
  });

  test('runs what a hint is owed within seconds, not at the next minute', async () => {
    const { db, start, lines, connectionId } = await aBench(await fresh());
    await start(async () => aRun());
    const owed = { hint_due: new Date(T0) };
    await db.updateTable('connections').set(owed).where('id', '=', connectionId).execute();
    await vi.waitFor(
      async () => expect((await listJobs(db, { viewer: null }, null)).rows).toMatchObject([{ state: 'succeeded' }]),
      { timeout: 9_000, interval: 50 },
    );
    expect(lines[0]).toBe('hints: 1 sync is due');
    expect(lines[1]).toMatch(/^job \d+: sync starts \(by itself\)$/);
  });

  test('makes a plan and applies it as it is stored', async () => {
    const { db, queue, start, connectionId } = await aBench(await fresh());
    const action = { do: 'skip', taskId: 'T1', cost: 2 } as unknown as ReturnType<
      typeof aRun
    >['plan']['actions'][number];
    const plan = { actions: [action], holds: ['held'] };
    const modes: SyncContext['mode'][] = [];
    await start(async ({ mode }) => (modes.push(mode), aRun({ plan, message: '1 is held.' })));
    const userId = await aUser(db);
    const { planId, jobId } = await inTransaction(db, async (trx) => {
      await queue.wake(trx, connectionId);
      return requestPlan(trx, { connectionId, userId }, T0);
    });
    await becomes(db, jobId, 'succeeded');
    expect(await findPlan(db, planId)).toMatchObject({
      state: 'open',
      actions: [action],
      holds: ['held'],
      message: '1 is held.',
    });
    const applied = await inTransaction(db, async (trx) => {
      await queue.wake(trx, connectionId);
      return requestApply(trx, { planId, userId, selection: ['T1'] }, T0);
    });
    await becomes(db, applied?.jobId ?? 0, 'succeeded');
    expect(modes).toEqual([{ do: 'plan' }, { do: 'apply', plan, selection: ['T1'] }]);
    expect((await findPlan(db, planId))?.state).toBe('applied');
  });

  test('a refused credential stops later automatic runs, a busy tracker gets the job back', async () => {
    const { db, queue, start, ask, connectionId } = await aBench(await fresh());
    const errors = [
      { kind: 'busy', message: 'wait', retryAt: T0 + 60_000 },
      { kind: 'credentials', message: 'refused', retryAt: null },
    ] as const;
    let runs = 0;
    await start(async () => aRun({ succeeded: false, message: 'ended', error: errors[runs++] ?? null }));
    const id = await ask();
    await becomes(db, id, 'queued');
    await vi.waitFor(async () =>
      expect(await findJob(db, id)).toMatchObject({ not_before: new Date(T0 + 60_000), result_message: 'ended' }),
    );
    await db.updateTable('jobs').set({ not_before: null }).execute();
    await ask();
    await becomes(db, id, 'failed');
    const job = { connectionId, kind: 'sync', automatic: true, userId: null, triggeredBy: null } as const;
    const automatic = await inTransaction(db, async (trx) => {
      await queue.wake(trx, connectionId);
      return requestJob(trx, job, T0);
    });
    await becomes(db, automatic, 'failed');
    expect((await findJob(db, automatic))?.result_message).toBe('ended');
    expect(runs).toBe(2);
  });

  test('a fault of ours fails the job, tells the log, and the next job runs', async () => {
    const { db, start, ask, lines } = await aBench(await fresh());
    let runs = 0;
    await start(async () => {
      if (++runs === 1) throw new TypeError('a secret may be in here');
      return aRun();
    });
    const id = await ask();
    await becomes(db, id, 'failed');
    expect((await findJob(db, id))?.result_message).toBe(
      `Lockstep itself failed; the log says how (look for job ${id}).`,
    );
    expect(lines).toContain(`job ${id}: failed by a fault of ours`);
    await becomes(db, await ask(), 'succeeded');
  });

  test('cancel reaches the run at its next gate', async () => {
    const { db, start, ask } = await aBench(await fresh());
    await start(async ({ gate }) => {
      for (;;) await turn().then(gate);
    });
    const id = await ask();
    await becomes(db, id, 'running');
    await cancelJob(db, id, T0);
    await becomes(db, id, 'cancelled');
  });

  test('a run that was taken over writes nothing more, on neither side', async () => {
    const { db, start, ask, connectionId } = await aBench(await fresh());
    const resume = Promise.withResolvers<void>();
    const refused: unknown[] = [];
    let runs = 0;
    await start(async ({ memory, tasks, gate }) => {
      if (++runs > 1) return aRun();
      await resume.promise;
      const status = { taskId: 'T1', change: { status: 'TS1' }, version: 1, note: 'x' };
      const writes = [
        () => gate(), // asked before every request that writes
        () => memory.load(),
        () => memory.observed({ issues: [], progress: { total: 5 } }, []),
        () => memory.remember([link], [{ taskId: 'T1', kind: 'wrote', data: {} }]),
        () => memory.report([{ taskId: 'T1', do: 'create', result: 'done', issueKey: null, detail: '' }], 1),
        () => tasks.write([status], () => ({ changes: [], events: [] })),
      ];
      for (const write of writes) await write().catch((error) => refused.push(error.constructor.name));
      await gate();
      return aRun();
    });
    const id = await ask();
    await becomes(db, id, 'running');
    const taken = await takeNextJob(db, connectionId, { name: 'another', now: T0 });
    expect(taken).toMatchObject({ id, attempt: 2, takenOver: true });
    resume.resolve();
    await vi.waitFor(() => expect(refused).toEqual(Array.from({ length: 6 }, () => 'RunLost')));
    for (const table of ['links', 'item_events', 'job_outcomes', 'notes'] as const)
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
    const tasks = await db.selectFrom('tasks').select('status_id').distinct().execute();
    expect(tasks).toEqual([{ status_id: 'TS2' }]);
    expect(await findJob(db, id)).toMatchObject({ state: 'running', attempt: 2, worker: 'another' });
  });

  test('deleting the connection ends its run without a trace', async () => {
    const { db, start, ask, lines } = await aBench(await fresh());
    const resume = Promise.withResolvers<void>();
    await start(async ({ memory }) => {
      await resume.promise;
      await memory.remember([link], []);
      return aRun();
    });
    const id = await ask();
    await becomes(db, id, 'running');
    await db.deleteFrom('connections').execute();
    resume.resolve();
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(`job ${id}: left, nothing more is written`));
    expect(await db.selectFrom('links').selectAll().execute()).toEqual([]);
  });

  test('a start takes over what the last process left, and what was never woken', async () => {
    const { db, start, connectionId, connectorId, projectId } = await aBench(await fresh());
    const other = await addConnection(db, { projectId, connectorId }, { alias: 'Other' });
    const who = { automatic: false, userId: null, triggeredBy: null };
    const left = await requestJob(db, { connectionId, kind: 'sync', ...who }, T0);
    await takeNextJob(db, connectionId, { name: 'dead', now: T0 });
    const forgotten = await requestJob(db, { connectionId: other, kind: 'sync', ...who }, T0);
    await start(async () => aRun());
    await becomes(db, left, 'succeeded');
    await becomes(db, forgotten, 'succeeded');
    expect(await findJob(db, left)).toMatchObject({ attempt: 2, worker: 'test' });
  });

  test('a job whose process always ends is given up', async () => {
    const { db, start, connectionId } = await aBench(await fresh());
    const who = { automatic: false, userId: null, triggeredBy: null };
    const id = await requestJob(db, { connectionId, kind: 'sync', ...who }, T0);
    await takeNextJob(db, connectionId, { name: 'dead', now: T0 });
    await db.updateTable('jobs').set({ attempt: 5 }).execute();
    await start(async () => aRun());
    await becomes(db, id, 'failed');
    expect((await findJob(db, id))?.result_message).toMatch(/^The process ended 5 times/);
  });

  test('stopping leaves the run to the next worker', async () => {
    const database = await fresh();
    const bench = await aBench(database);
    const worker = await bench.start(async ({ gate }) => {
      for (;;) await turn().then(gate);
    });
    const id = await bench.ask();
    await becomes(bench.db, id, 'running');
    await worker.stop();
    expect((await findJob(bench.db, id))?.state).toBe('running');
    const { rows } = await listJobs(bench.db, { viewer: null }, null);
    expect(rows).toHaveLength(1);
  });
});

async function aUser(db: Kysely<Tables>): Promise<number> {
  const row = {
    email: 'a@example.com',
    role_id: 'UR4',
    date_joined: new Date(T0),
    password_hash: null,
    last_login: null,
  };
  return (await db.insertInto('users').values(row).returning('id').executeTakeFirstOrThrow()).id;
}
