/** The real engine and the real adapter over the real tables, against the Redmine in the box. */
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { fakeDeps } from '../../test/fake-run.ts';
import { makeWorld, T0 } from '../../test/world.ts';
import { Governor } from '../http/governor.ts';
import type { Wire } from '../http/wire.ts';
import { RunLost } from '../model/sides.ts';
import { total } from '../model/ledger.ts';
import { listActivities } from '../store/activities.ts';
import { createHowTo } from '../store/how-tos.ts';
import { takeNextJob, type Running } from '../store/job-runs.ts';
import { findJob, jobOutcomes, requestJob } from '../store/jobs.ts';
import { makeSealer } from '../store/seal.ts';
import type { Tables } from '../store/tables.ts';
import { deleteTask } from '../store/task-changes.ts';
import { sync } from '../sync/sync.ts';
import { busy, fakeWire } from '../trackers/fake.ts';
import { FakeRedmine } from '../trackers/redmine/fake.ts';
import { redmine } from '../trackers/redmine/index.ts';
import { runJob, type JobDeps } from './handlers.ts';

const SEALER = makeSealer('a test key');
const IDS = ['T1', 'T2', 'T3', 'T4', 'T5'];

/** Five tasks and a connection to an empty Redmine. `before` is awaited before each request. */
async function aScene(db: Kysely<Tables>, before: (method: string) => Promise<void> = async () => undefined) {
  let time = T0;
  const now = () => (time += 50);
  const fake = new FakeRedmine(
    () => time,
    () => 0.5,
  );
  const { key } = fake.addUser('robot', { admin: true });
  fake.addProject('web');
  const { connectionId } = await makeWorld(db, IDS);
  const params = { issue_tracker_server: 'redmine.example', issue_tracker_auth_mode: 'api_token' };
  await db
    .updateTable('connectors')
    .set({ system: 'redmine', params: JSON.stringify(params), secrets: sealed(key) })
    .execute();
  await db
    .updateTable('connections')
    .set({ params: JSON.stringify({ issue_tracker_project: 'web' }) })
    .execute();
  const answer = fakeWire(fake);
  const wire: Wire = async (request) => {
    await before(request.method);
    return answer(request);
  };
  const lines: string[] = [];
  const sleep = async () => undefined;
  const deps: JobDeps = {
    ...fakeDeps(lines),
    db,
    sync,
    now,
    sealer: SEALER,
    systems: [redmine],
    governor: new Governor({ now, sleep }),
    openWire: () => ({ wire, close: async () => undefined }),
  };
  const take = async (): Promise<Running> => {
    const run = await takeNextJob(db, connectionId, { name: 'test', now: now() });
    if (run === null) throw new Error('there was no job to take');
    return run;
  };
  const ask = (automatic = false) =>
    requestJob(db, { connectionId, kind: 'sync', automatic, userId: null, triggeredBy: null }, now());
  const syncOnce = async () => {
    const id = await ask();
    await runJob(deps, await take());
    return (await findJob(db, id)) ?? Promise.reject(new Error('the job is gone'));
  };
  const pass = (milliseconds: number): void => void (time += milliseconds);
  return { fake, key, deps, take, ask, syncOnce, pass, lines, connectionId };
}

const sealed = (key: string) => JSON.stringify({ issue_tracker_api_token: SEALER.seal(key) });

const titles = (fake: FakeRedmine) => [...fake.world.issues.values()].map((issue) => issue.subject).sort();
const EXPECTED = IDS.map((id) => `${id}: Title of ${id}`);

describeOnBothDatabases('a sync job', (fresh) => {
  test('creates the issues, costs one request when nothing changed, and brings a closed issue back', async () => {
    const { db } = await fresh();
    const { fake, syncOnce } = await aScene(db);
    const first = await syncOnce();
    expect(first).toMatchObject({ state: 'succeeded', done: 5, total: 5 });
    expect(titles(fake)).toEqual(EXPECTED);
    expect((await jobOutcomes(db, first.id)).map(({ action, result }) => `${action} ${result}`)).toEqual(
      IDS.map(() => 'create done'),
    );
    const told = await listActivities(db, { of: 'everything' }, {}, null);
    expect(told.rows).toMatchObject([
      { name: 'SynchronizedConnectionActivity', actor_id: null, kind: 'sync', project_desc: 'Web' },
    ]);
    expect(told.rows[0]?.text).toBe(`Synchronized connection Main of project Web: ${first.result_message}`);
    const shown = await db.selectFrom('tasks').select('artifact_proxy').orderBy('id').execute();
    expect(shown.map((task) => task.artifact_proxy ?? '').toSorted()).toEqual(['#1', '#2', '#3', '#4', '#5']);
    const second = await syncOnce();
    expect(second.summary?.requests && total(second.summary.requests)).toBe(1);
    fake.setStatus(3, 'Closed');
    expect((await syncOnce()).state).toBe('succeeded');
    const { status_id: status } = await db
      .selectFrom('tasks')
      .select('status_id')
      .where('artifact_proxy', '=', '#3')
      .executeTakeFirstOrThrow();
    expect(status).toBe('TS1');
  });

  test('closes the issues of removed tasks, also of one whose create nobody heard of, and is quiet afterwards', async () => {
    const { db } = await fresh();
    const { fake, syncOnce } = await aScene(db);
    await syncOnce();
    const unheard = { issue_id: null, issue: null, updated: new Date(T0 - 60_000) };
    await db.updateTable('links').set(unheard).where('task_id', '=', 'T2').execute();
    const { id: project } = await db.selectFrom('projects').select('id').executeTakeFirstOrThrow();
    for (const id of ['T2', 'T3']) await deleteTask(db, project, id);
    expect((await syncOnce()).state).toBe('succeeded');
    const open = [...fake.world.issues.values()].map(({ subject, status }) => `${subject.slice(0, 2)} ${status.name}`);
    expect(open.sort()).toEqual(['T1 New', 'T2 Closed', 'T3 Closed', 'T4 New', 'T5 New']);
    const quiet = await syncOnce();
    expect(quiet.summary?.requests && total(quiet.summary.requests)).toBe(1);
  });

  test('carries how-tos into the issue once they are in scope', async () => {
    const { db } = await fresh();
    const { fake, syncOnce } = await aScene(db);
    const { id: project_id } = await db.selectFrom('projects').select('id').executeTakeFirstOrThrow();
    const content = { title: 'In Java', content: 'Use `encode()`.', ordinal: null };
    await createHowTo(db, { project_id, id: 'T1' }, content, { userId: null, at: new Date(T0) });
    await syncOnce();
    const ofFirst = () => [...fake.world.issues.values()].find(({ subject }) => subject.startsWith('T1:'));
    const description = () => ofFirst()?.description ?? '';
    expect(description()).not.toContain('In Java');
    await db
      .updateTable('connections')
      .set({ params: JSON.stringify({ issue_tracker_project: 'web', how_tos_in_scope: true }) })
      .execute();
    const job = await syncOnce();
    expect((await jobOutcomes(db, job.id)).filter(({ task_id }) => task_id === 'T1')).toMatchObject([
      { result: 'done', detail: expect.stringContaining('parameters') },
    ]);
    expect(description()).toMatch(/h1\. How Tos\s+h2\. In Java\s+Use @encode\(\)@\./);
  });

  test('a refused key stops the connection, and is in neither message nor log', async () => {
    const { db } = await fresh();
    const { syncOnce, lines } = await aScene(db);
    await db
      .updateTable('connectors')
      .set({ secrets: sealed('0123456789abcdef') })
      .execute();
    const job = await syncOnce();
    expect(job.state).toBe('failed');
    const connection = await db.selectFrom('connections').select('stopped_because').executeTakeFirstOrThrow();
    expect(connection.stopped_because).toBe(job.result_message);
    const { rows: told } = await listActivities(db, { of: 'everything' }, {}, null);
    expect(told).toMatchObject([{ name: 'FailedToSynchronizeConnectionActivity' }]);
    expect(JSON.stringify([job, lines, told])).not.toContain('0123456789abcdef');
  });

  test('keeps its exchanges in debug mode only, and for a week', async () => {
    const { db } = await fresh();
    const { syncOnce, key, deps } = await aScene(db);
    const kept = () => db.selectFrom('job_exchanges').selectAll().orderBy('id').execute();
    await syncOnce();
    expect(await kept()).toEqual([]);
    await db.updateTable('connections').set({ debug_mode: true }).execute();
    const job = await syncOnce();
    const rows = await kept();
    expect(rows).toMatchObject([{ job_id: job.id, method: 'GET', status: 200 }]);
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(JSON.stringify(rows)).not.toContain('robot');
    await db
      .updateTable('job_exchanges')
      .set({ at: new Date(deps.now() - 8 * 86_400_000) })
      .execute();
    expect((await syncOnce()).state).toBe('succeeded');
    expect(await kept()).toHaveLength(1);
  });

  test('secrets sealed with another key fail the job by a message that names the remedy', async () => {
    const { db } = await fresh();
    const { syncOnce } = await aScene(db);
    const other = JSON.stringify({ issue_tracker_api_token: makeSealer('another').seal('x') });
    await db.updateTable('connectors').set({ secrets: other }).execute();
    const job = await syncOnce();
    expect(job).toMatchObject({
      state: 'failed',
      result_message: expect.stringMatching(/^LOCKSTEP_SECRET_KEY is not/),
    });
  });

  test('a tracker that asks to wait gets the job back, and the next run finishes it', async () => {
    const { db } = await fresh();
    const { fake, syncOnce, deps, take } = await aScene(db);
    fake.faults.add({ ...busy('120'), method: 'POST', times: 1 });
    const job = await syncOnce();
    expect(job).toMatchObject({ state: 'queued', hand_backs: 1, attempt: 1 });
    expect(Number(job.not_before) - T0).toBeGreaterThan(119_000);
    await db.updateTable('jobs').set({ not_before: null }).execute();
    await runJob(
      { ...deps, now: () => T0 + 200_000, governor: new Governor({ now: () => T0 + 200_000, sleep: deps.sleep }) },
      await take(),
    );
    expect((await findJob(db, job.id))?.state).toBe('succeeded');
    expect(titles(fake)).toEqual(EXPECTED);
  });

  test('taken over before any of its requests, a run sends no write after it, and every task has exactly one issue', async () => {
    for (const at of [1, 2, 3, 4, 5]) {
      let [writes, after] = [0, 0];
      let overtake: (() => Promise<Running>) | null = null;
      let second: Running | null = null;
      const scene = await aScene((await fresh()).db, async (method) => {
        if (method === 'GET') return;
        writes += 1;
        if (second !== null) after += 1;
        if (writes === at && overtake !== null) second = await overtake();
      });
      overtake = scene.take;
      await scene.ask();
      await expect(runJob(scene.deps, await scene.take())).rejects.toThrow(RunLost);
      expect(after).toBe(0);
      overtake = null;
      if (second === null) throw new Error('nobody took it over');
      const { attempt, id } = second as Running;
      expect(attempt).toBe(2);
      second = null;
      await runJob(scene.deps, { ...(await scene.take()), id });
      // Creates that were intended but not sent could still arrive, for all that anybody knows: the job waits that long.
      scene.pass(60_000);
      if ((await findJob(scene.deps.db, id))?.state === 'queued') await runJob(scene.deps, await scene.take());
      expect(titles(scene.fake)).toEqual(EXPECTED);
      expect(await findJob(scene.deps.db, id)).toMatchObject({ state: 'succeeded' });
    }
  });
});
