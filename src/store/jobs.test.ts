import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { makeWorld, T0 } from '../../test/world.ts';
import { MINUTE } from '../model/instant.ts';
import { NEXT_STATES, statesBefore, type JobState } from '../model/job.ts';
import { RunCancelled, RunLost } from '../model/sides.ts';
import { connectionsWithWork, finishJob, handBack, makeGate, takeNextJob, type Running } from './job-runs.ts';
import { cancelJob, findJob, lastJobs, listJobs, reportJob, requestJob, type JobRequest } from './jobs.ts';
import { discardPlan, findPlan, requestApply, requestPlan } from './plans.ts';
import type { Tables } from './tables.ts';

const asked = (connectionId: number, more: Partial<JobRequest> = {}): JobRequest => ({
  connectionId,
  kind: 'sync',
  automatic: false,
  userId: null,
  triggeredBy: null,
  ...more,
});
const worker = (name = 'w1', now = T0) => ({ name, now });
const back = (until: number) => ({ until, message: 'busy', gotSomewhere: false });
const good = { state: 'succeeded', message: 'All done.', summary: null } as const;

async function taken(db: Kysely<Tables>, connectionId: number, name?: string, now?: number): Promise<Running> {
  const run = await takeNextJob(db, connectionId, worker(name, now));
  if (run === null) throw new Error('there was no job to take');
  return run;
}

describe('the states of a job', () => {
  test('an end is an end, and every state can be reached', () => {
    for (const end of ['succeeded', 'failed', 'cancelled'] as const) expect(NEXT_STATES[end]).toEqual([]);
    expect(statesBefore('running')).toEqual(['queued', 'running']);
    expect(statesBefore('cancelled')).toEqual(['queued', 'running']);
    expect(statesBefore('queued')).toEqual(['running']);
  });
});

describeOnBothDatabases('jobs', (fresh) => {
  test('one waits and one runs: asking again answers the one that waits', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const first = await requestJob(db, asked(connectionId), T0);
    expect(await requestJob(db, asked(connectionId), T0)).toBe(first);
    await taken(db, connectionId);
    const second = await requestJob(db, asked(connectionId), T0);
    expect(second).not.toBe(first);
    expect(await requestJob(db, asked(connectionId, { automatic: true }), T0)).toBe(second);
  });

  test('also when twenty ask at once while workers take', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const ids = await Promise.all(Array.from({ length: 20 }, () => requestJob(db, asked(connectionId), T0)));
    expect(new Set(ids).size).toBe(1);
    await taken(db, connectionId);
    const more = await Promise.all(Array.from({ length: 20 }, () => requestJob(db, asked(connectionId), T0)));
    expect(new Set(more).size).toBe(1);
    const { rows } = await listJobs(db, { viewer: null, ready: false }, null);
    expect(rows.map((job) => job.state)).toEqual(['queued', 'running']);
  });

  test('a finished job tells what it did and when; a success is the connection’s', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const id = await requestJob(db, asked(connectionId), T0);
    const run = await taken(db, connectionId, 'w1', T0 + 1);
    await finishJob(db, run, good, T0 + 2);
    expect(await findJob(db, id)).toMatchObject({
      state: 'succeeded',
      result_message: 'All done.',
      worker: 'w1',
      attempt: 1,
      started: new Date(T0 + 1),
      finished: new Date(T0 + 2),
      connection_alias: 'Main',
    });
    const connection = await db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    expect(connection.last_successful_run).toEqual(new Date(T0 + 2));
    expect(await takeNextJob(db, connectionId, worker())).toBeNull();
  });

  test('the oldest comes first, an orphan before all', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const first = await requestJob(db, asked(connectionId), T0);
    const second = await requestJob(db, asked(connectionId, { kind: 'plan' }), T0);
    expect(await taken(db, connectionId)).toMatchObject({ id: first, attempt: 1, takenOver: false });
    expect(await taken(db, connectionId, 'w2')).toMatchObject({ id: first, attempt: 2, takenOver: true });
    await finishJob(db, { ...(await taken(db, connectionId, 'w3')) }, good, T0);
    expect(await taken(db, connectionId)).toMatchObject({ id: second, kind: 'plan' });
  });

  test('a run that was taken over can end nothing, and its gate is shut', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    await requestJob(db, asked(connectionId), T0);
    const lost = await taken(db, connectionId);
    await makeGate(db, lost)();
    const next = await taken(db, connectionId, 'w2');
    await expect(makeGate(db, lost)()).rejects.toThrow(RunLost);
    await expect(finishJob(db, lost, good, T0)).rejects.toThrow(RunLost);
    await expect(handBack(db, lost, back(T0))).rejects.toThrow(RunLost);
    await makeGate(db, next)();
    await finishJob(db, next, good, T0);
    await expect(makeGate(db, next)()).rejects.toThrow(RunLost);
  });

  test('a connection that is gone takes its running job with it', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    await requestJob(db, asked(connectionId), T0);
    const run = await taken(db, connectionId);
    await db.deleteFrom('connections').where('id', '=', connectionId).execute();
    await expect(makeGate(db, run)()).rejects.toThrow(RunLost);
    await expect(finishJob(db, run, good, T0)).rejects.toThrow(RunLost);
  });

  test('cancelling ends a waiting job at once and stops a running one at its gate', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const running = await requestJob(db, asked(connectionId), T0);
    const run = await taken(db, connectionId);
    const waiting = await requestJob(db, asked(connectionId), T0);
    await cancelJob(db, waiting, T0 + 5);
    await cancelJob(db, running, T0 + 5);
    expect(await findJob(db, waiting)).toMatchObject({ state: 'cancelled', finished: new Date(T0 + 5) });
    expect(await findJob(db, running)).toMatchObject({ state: 'running', cancel_requested: true });
    await expect(makeGate(db, run)()).rejects.toThrow(RunCancelled);
    await finishJob(db, run, { ...good, state: 'cancelled' }, T0);
    await cancelJob(db, running, T0 + 9);
    expect(await findJob(db, running)).toMatchObject({ state: 'cancelled', finished: new Date(T0) });
  });

  test('a busy tracker sends a job back three times for nothing, then no more', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const id = await requestJob(db, asked(connectionId), T0);
    for (const time of [1, 2, 3]) {
      const run = await taken(db, connectionId, 'w1', T0 + time * MINUTE);
      expect(await handBack(db, run, back(T0 + (time + 1) * MINUTE))).toBe(true);
      expect(await takeNextJob(db, connectionId, worker('w1', T0 + time * MINUTE + 1))).toBeNull();
      expect(await connectionsWithWork(db, T0 + time * MINUTE + 1)).toEqual([]);
      expect(await connectionsWithWork(db, T0 + (time + 1) * MINUTE)).toEqual([connectionId]);
    }
    const last = await taken(db, connectionId, 'w1', T0 + 4 * MINUTE);
    expect(await handBack(db, last, back(T0))).toBe(false);
    expect(await findJob(db, id)).toMatchObject({ state: 'running', hand_backs: 3, attempt: 4 });
    // Where something was done each time, it is not for nothing.
    expect(await handBack(db, last, { ...back(T0), gotSomewhere: true })).toBe(true);
  });

  test('a job does not go back where another waits; that one waits instead', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    await requestJob(db, asked(connectionId), T0);
    const run = await taken(db, connectionId);
    const waiting = await requestJob(db, asked(connectionId), T0);
    expect(await handBack(db, run, back(T0 + MINUTE))).toBe(false);
    await finishJob(db, run, { ...good, state: 'failed' }, T0);
    expect(await takeNextJob(db, connectionId, worker())).toBeNull();
    expect(await taken(db, connectionId, 'w1', T0 + MINUTE)).toMatchObject({ id: waiting });
  });

  test('a refused credential stops the connection until a person asks', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    await requestJob(db, asked(connectionId), T0);
    const refused = { ...good, state: 'failed', message: 'key refused', stop: true } as const;
    await finishJob(db, await taken(db, connectionId), refused, T0);
    const stopped = async () =>
      (await db.selectFrom('connections').select('stopped_because').executeTakeFirstOrThrow()).stopped_because;
    expect(await stopped()).toBe('key refused');
    await requestJob(db, asked(connectionId, { automatic: true }), T0);
    expect(await stopped()).toBe('key refused');
    await requestJob(db, asked(connectionId), T0);
    expect(await stopped()).toBeNull();
  });

  test('an outside result is recorded with its success', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const report = { connectionId, message: 'by script', automatic: false, userId: null, triggeredBy: null };
    const bad = await reportJob(db, { ...report, succeeded: false }, T0);
    expect(await findJob(db, bad)).toMatchObject({ state: 'failed', kind: 'report', result_message: 'by script' });
    const ok = await reportJob(db, { ...report, succeeded: true }, T0 + 1);
    const connection = await db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    expect(connection.last_successful_run).toEqual(new Date(T0 + 1));
    expect((await lastJobs(db, [connectionId])).get(connectionId)?.id).toBe(ok);
    expect((await lastJobs(db, [])).size).toBe(0);
  });

  test('filters narrow the list', async () => {
    const { db } = await fresh();
    const { connectionId, projectId } = await makeWorld(db);
    const a = await requestJob(db, asked(connectionId, { automatic: true }), T0);
    await finishJob(db, await taken(db, connectionId), good, T0);
    const b = await requestJob(db, asked(connectionId), T0);
    const ids = async (filter: object) =>
      (await listJobs(db, { viewer: null, ...filter }, null)).rows.map((job) => job.id);
    expect(await ids({})).toEqual([b, a]);
    expect(await ids({ automatic: true })).toEqual([a]);
    expect(await ids({ ready: true })).toEqual([a]);
    expect(await ids({ ready: false })).toEqual([b]);
    expect(await ids({ succeeded: true })).toEqual([a]);
    expect(await ids({ succeeded: false })).toEqual([b]);
    expect(await ids({ connection: connectionId, project: projectId, kinds: ['sync'] })).toEqual([b, a]);
    expect(await ids({ connection: connectionId + 1 })).toEqual([]);
    expect(await ids({ viewer: 77 })).toEqual([]);
    expect(await listJobs(db, { viewer: null }, { limit: 1, offset: 1 })).toMatchObject({
      count: 2,
      rows: [{ id: a }],
    });
  });

  test('whatever the order of events, at most one runs and one waits, and ends are final', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    const ended = new Map<number, JobState>();
    let run: Running | null = null;
    const act = {
      ask: async () => void (await requestJob(db, asked(connectionId), T0)),
      take: async () => void (run = (await takeNextJob(db, connectionId, worker())) ?? run),
      finish: async () => run && finishJob(db, run, good, T0).catch(onlyLost),
      back: async () => run && handBack(db, run, back(T0)).catch(onlyLost),
      cancel: async () => run && cancelJob(db, run.id, T0),
    };
    const step = fc.constantFrom('ask', 'take', 'finish', 'back', 'cancel');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const what of steps) await act[what]();
        const { rows } = await listJobs(db, { viewer: null }, null);
        for (const state of ['queued', 'running'])
          expect(rows.filter((job) => job.state === state).length).toBeLessThanOrEqual(1);
        for (const job of rows) {
          expect(job.state).toBe(ended.get(job.id) ?? job.state);
          if (NEXT_STATES[job.state].length === 0) ended.set(job.id, job.state);
        }
      }),
      { numRuns: 15 },
    );
  });
});

function onlyLost(error: unknown): void {
  expect(error).toBeInstanceOf(RunLost);
}

describeOnBothDatabases('plans', (fresh) => {
  async function planned(db: Kysely<Tables>) {
    const world = await makeWorld(db);
    const user = await db
      .insertInto('users')
      .values({
        email: 'a@example.com',
        role_id: 'UR4',
        date_joined: new Date(T0),
        password_hash: null,
        last_login: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const started = await requestPlan(db, { connectionId: world.connectionId, userId: user.id }, T0);
    return { ...world, userId: user.id, ...started };
  }
  const stateOf = async (db: Kysely<Tables>, id: number) => (await findPlan(db, id))?.state;

  test('is made, applied once, and what failed can be tried again', async () => {
    const { db } = await fresh();
    const { planId, userId, connectionId } = await planned(db);
    const all = { planId, userId, selection: null };
    expect(await requestApply(db, all, T0)).toBeNull(); // still planning
    await finishJob(db, await taken(db, connectionId), good, T0);
    expect(await stateOf(db, planId)).toBe('open');
    expect(await requestApply(db, { ...all, selection: ['T1'] }, T0)).toMatchObject({ planId });
    expect(await requestApply(db, all, T0)).toBeNull();
    expect(await discardPlan(db, planId, T0)).toBe(false);
    const run = await taken(db, connectionId);
    expect(run).toMatchObject({ kind: 'apply', planId, selection: ['T1'] });
    await finishJob(db, run, { ...good, state: 'failed' }, T0);
    expect(await stateOf(db, planId)).toBe('open');
    await requestApply(db, all, T0);
    await finishJob(db, await taken(db, connectionId), good, T0);
    expect(await stateOf(db, planId)).toBe('applied');
  });

  test('can be discarded while open; a cancelled planning has failed', async () => {
    const { db } = await fresh();
    const { planId, jobId, userId, connectionId } = await planned(db);
    await cancelJob(db, jobId, T0);
    expect(await stateOf(db, planId)).toBe('failed');
    const second = await requestPlan(db, { connectionId, userId }, T0);
    await finishJob(db, await taken(db, connectionId), good, T0);
    expect(await discardPlan(db, second.planId, T0)).toBe(true);
    expect(await stateOf(db, second.planId)).toBe('discarded');
    expect(await requestApply(db, { planId: second.planId, userId, selection: null }, T0)).toBeNull();
  });
});
