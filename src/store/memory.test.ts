import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { addConnection, makeWorld, T0 } from '../../test/world.ts';
import type { Issue } from '../model/issue.ts';
import { RunLost } from '../model/sides.ts';
import { deleteConnection } from './connections.ts';
import { historyOf } from './events.ts';
import { takeNextJob } from './job-runs.ts';
import { jobOutcomes, findJob, requestJob } from './jobs.ts';
import { countLiveLinks, retarget } from './links.ts';
import { makeMemory } from './memory.ts';
import type { Tables } from './tables.ts';

const anIssue = (id: string, key = `#${id}`): Issue => ({
  id,
  key,
  url: `https://tracker.example/${id}`,
  project: 'web',
  updatedAt: T0,
  marker: `ls-${id}`,
  description: 'text',
  fields: {
    title: 'T',
    body: null,
    priority: null,
    status: 'New',
    parent: null,
    custom: { a: 'b' },
    labels: [],
    assignee: null,
  },
});

const NOTHING = () => ({ changes: [], events: [] });

const agreed = (value: string) => ({ task: value, issue: value, mapping: 'm' });

/** A memory of a job that is running on the connection. */
async function memoryOf(db: Kysely<Tables>, projectId: number, connectionId: number) {
  const who = { automatic: false, userId: null, triggeredBy: null };
  await requestJob(db, { connectionId, kind: 'sync', ...who }, T0);
  const run = await takeNextJob(db, connectionId, { name: 'w', now: T0 });
  if (run === null) throw new Error('there was no job to take');
  const row = await db.selectFrom('connections').selectAll().where('id', '=', connectionId).executeTakeFirstOrThrow();
  const connection = { id: connectionId, projectId, server: row.server, target: row.target };
  const taskUrl = (taskId: string) => `https://lockstep.example/${taskId}`;
  return { run, memory: makeMemory({ db, run, connection, taskUrl, now: () => T0 + 1_000 }) };
}

async function remembering(db: Kysely<Tables>) {
  const world = await makeWorld(db);
  return { ...world, ...(await memoryOf(db, world.projectId, world.connectionId)) };
}

const artifacts = async (db: Kysely<Tables>) =>
  (await db.selectFrom('tasks').select(['artifact_proxy', 'version']).orderBy('id').execute()).map((row) => [
    row.artifact_proxy,
    row.version,
  ]);

describeOnBothDatabases('the memory of a run', (fresh) => {
  test('begins with the tasks, the names and nothing else', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const { tasks, statuses, ...rest } = await memory.load();
    expect(rest).toEqual({
      surroundings: {
        projectId: expect.any(Number),
        businessUnit: 'Retail',
        application: 'Shop',
        project: 'Web',
        attributes: {},
      },
      links: [],
      people: [],
      generations: {},
      wishes: {},
      rules: {},
      progress: {
        metadata: null,
        total: null,
        cursor: null,
        sweptAt: null,
        met: false,
        missing: [],
        detached: [],
        isPublic: null,
        publicCheckedAt: null,
        retargeted: null,
      },
    });
    expect(statuses[0]).toEqual({ id: 'TS1', slug: 'DONE', name: 'Complete', meaning: 'DONE' });
    expect(tasks.map(({ id }) => id)).toEqual(['T1', 'T2', 'T3']);
    expect(tasks[0]).toEqual({
      id: 'T1',
      title: 'Title of T1',
      text: '',
      howTos: [],
      priority: 8,
      phase: 'requirements',
      status: 'TS2',
      statusChangedAt: null,
      updatedAt: T0,
      assignees: [],
      tags: [],
      verification: 'none',
      relevant: true,
      accepted: true,
      riskRelevant: true,
      url: 'https://lockstep.example/T1',
      version: 1,
    });
  });

  test('tasks have their how-tos, in their order', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const projects = await db.selectFrom('projects').select('id').execute();
    const of = { project_id: projects[0]?.id ?? 0, task_id: 'T2', created: new Date(T0), updated: new Date(T0) };
    for (const [title, ordinal] of [
      ['Second', 2],
      ['First', 1],
    ] as const)
      await db
        .insertInto('how_tos')
        .values({ ...of, title, content: 'c', ordinal })
        .execute();
    const { tasks } = await memory.load();
    const howTos = ['First', 'Second'].map((title) => ({ title, content: 'c' }));
    expect(tasks.map((task) => task.howTos)).toEqual([[], howTos, []]);
  });

  test('an intent becomes a link; what a change leaves out stays', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const links = async () => (await memory.load()).links;
    const intent = { taskId: 'T1', marker: 'ls-a', generation: 2, base: { title: agreed('T') } };
    await memory.remember([intent], []);
    const asIntent = {
      ...intent,
      issueId: null,
      issue: null,
      closedByUs: false,
      refusal: null,
      pending: null,
      conflicts: [],
      since: T0 + 1_000,
    };
    expect(await links()).toEqual([asIntent]);
    const issue = anIssue('7');
    await memory.remember(
      [{ taskId: 'T1', issueId: '7', issue, base: { status: agreed('New') }, conflicts: ['status'], closedByUs: true }],
      [],
    );
    const linked = {
      ...asIntent,
      issueId: '7',
      issue,
      base: { title: agreed('T'), status: agreed('New') },
      conflicts: ['status'],
      closedByUs: true,
    };
    expect(await links()).toEqual([linked]);
    const refusal = { fingerprint: 'f', message: 'no' };
    await memory.remember([{ taskId: 'T1', refusal }], []);
    expect(await links()).toEqual([{ ...linked, refusal }]);
    await memory.remember([{ taskId: 'T1', conflicts: [], closedByUs: false }], []);
    expect(await links()).toEqual([{ ...linked, refusal, conflicts: [], closedByUs: false }]);
    await memory.remember([{ taskId: 'T1', refusal: null, base: { title: agreed('U') } }], []);
    expect((await links())[0]).toMatchObject({ refusal: null, base: { title: agreed('U'), status: agreed('New') } });
  });

  test('the key of the issue shows at the task, which is no change of the task', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    await db.updateTable('tasks').set({ artifact_proxy: 'by hand' }).where('id', '=', 'T2').execute();
    await memory.remember(
      [
        { taskId: 'T1', marker: 'a', issueId: '7', issue: anIssue('7') },
        { taskId: 'T2', marker: 'b', issueId: '8', issue: anIssue('8') },
      ],
      [],
    );
    expect(await artifacts(db)).toEqual([
      ['#7', 1],
      ['by hand', 1],
      [null, 1],
    ]);
    await memory.observed({ issues: [{ taskId: 'T1', issue: anIssue('7', 'PAY-7') }], progress: {} }, []);
    expect((await artifacts(db))[0]).toEqual(['PAY-7', 1]);
    expect((await memory.load()).links[0]?.issue?.key).toBe('PAY-7');
  });

  test('a link can end and a new one begin in one call, in this order', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    await memory.remember([{ taskId: 'T1', marker: 'a', issueId: '7', issue: anIssue('7') }], []);
    const changes = [
      { taskId: 'T1', retired: true },
      { taskId: 'T1', marker: 'b', generation: 1 },
    ];
    await memory.remember(changes, []);
    expect((await memory.load()).links).toMatchObject([{ taskId: 'T1', marker: 'b', issueId: null, base: {} }]);
    await memory.remember([{ taskId: 'T9', retired: true }], []); // nothing was there
    expect(await db.selectFrom('links').select('marker').orderBy('id').execute()).toEqual([
      { marker: 'a' },
      { marker: 'b' },
    ]);
  });

  test('progress is kept member by member', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const metadata = {
      statuses: ['New'],
      priorities: [],
      custom: [],
      home: '1',
      people: [],
      projectName: 'Web',
      native: { a: [1] },
    };
    await memory.observed({ issues: [], progress: { metadata, total: 3, missing: ['1'] } }, []);
    await memory.observed({ issues: [], progress: { sweptAt: T0, total: null } }, []);
    const { progress } = await memory.load();
    expect(progress).toMatchObject({ metadata, total: null, sweptAt: T0, missing: ['1'], isPublic: null });
  });

  test('events are appended in order, with their run', async () => {
    const { db } = await fresh();
    const { memory, run, projectId, connectionId } = await remembering(db);
    await memory.observed({ issues: [], progress: {} }, [{ taskId: 'T1', kind: 'observed', data: { a: null } }]);
    await memory.remember(
      [],
      [
        { taskId: 'T1', kind: 'decided', data: null },
        { taskId: 'T2', kind: 'wrote', data: {} },
        { taskId: 'T1', kind: 'confirmed', data: ['x'] },
      ],
    );
    const { rows: events } = await historyOf(db, { projectId, taskId: 'T1' }, {}, null);
    expect(events.map(({ kind, data }) => [kind, data])).toEqual([
      ['observed', { a: null }],
      ['decided', null],
      ['confirmed', ['x']],
    ]);
    expect(events[0]).toMatchObject({ connection_id: connectionId, job_id: run.id, at: new Date(T0 + 1_000) });
  });

  test('outcomes are counted as they come; what was done stays told as done', async () => {
    const { db } = await fresh();
    const { memory, run } = await remembering(db);
    const outcome = { taskId: 'T1', do: 'create', result: 'done', issueKey: '#7', detail: 'new' } as const;
    await memory.report([outcome], 2);
    const again = { taskId: 'T1', do: 'skip', result: 'skipped', issueKey: '#7', detail: 'same' } as const;
    await memory.report([again, { ...outcome, taskId: 'T2', result: 'refused' }], 2);
    expect(await findJob(db, run.id)).toMatchObject({ done: 2, total: 2 });
    expect((await jobOutcomes(db, run.id)).map(({ action, result }) => [action, result])).toEqual([
      ['create', 'done'],
      ['create', 'refused'],
    ]);
  });

  test('a status is set where the task is as observed, with a note', async () => {
    const { db } = await fresh();
    const { memory, projectId } = await remembering(db);
    await db.updateTable('tasks').set({ version: 4 }).where('id', '=', 'T2').execute();
    const write = (taskId: string, note: string) => ({ taskId, change: { status: 'TS1' }, version: 1, note });
    let moved: readonly string[] = [];
    await memory.write([write('T1', 'closed in #7'), write('T2', 'x'), write('T3', '')], (tasks) => {
      moved = tasks;
      return { changes: [{ taskId: 'T1', marker: 'a', issueId: '7', pending: null }], events: [] };
    });
    expect(moved).toEqual(['T2']);
    expect((await memory.load()).links).toMatchObject([{ taskId: 'T1', issueId: '7' }]);
    const { tasks } = await memory.load();
    expect(tasks.map(({ status, version, statusChangedAt }) => [status, version, statusChangedAt])).toEqual([
      ['TS1', 2, T0 + 1_000],
      ['TS2', 4, null],
      ['TS1', 2, T0 + 1_000],
    ]);
    const notes = await db.selectFrom('notes').selectAll().execute();
    expect(notes).toMatchObject([{ project_id: projectId, task_id: 'T1', text: 'closed in #7', automatic: true }]);
  });

  test('what a write was about to make agreed is kept until its end is remembered', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const pending = { base: { status: agreed('Closed') }, closedByUs: true };
    await memory.remember([{ taskId: 'T1', marker: 'a', issueId: '7', issue: anIssue('7'), pending }], []);
    await memory.remember([{ taskId: 'T1', base: { title: agreed('x') } }], []);
    expect((await memory.load()).links).toMatchObject([{ pending, base: { title: agreed('x') } }]);
    await memory.remember([{ taskId: 'T1', pending: null }], []);
    expect((await memory.load()).links).toMatchObject([{ pending: null }]);
  });

  test('tags and people of a task are written, too; an address that nobody has is left out', async () => {
    const { db } = await fresh();
    const { memory } = await remembering(db);
    const person = { email: 'Ann@Example.com', role_id: 'UR1', date_joined: new Date(T0) };
    await db.insertInto('users').values(person).execute();
    const change = { tags: ['a', 'b'], assignees: ['ann@example.com', 'nobody@example.com'] };
    await memory.write([{ taskId: 'T1', change, version: 1, note: '' }], NOTHING);
    const { tasks, people } = await memory.load();
    expect(people).toContain('ann@example.com');
    expect(tasks[0]).toMatchObject({ tags: ['a', 'b'], assignees: ['ann@example.com'], status: 'TS2', version: 2 });
    expect(tasks[0]?.statusChangedAt).toBeNull();
  });

  test('issues that another connection has linked are named with their owner', async () => {
    const { db } = await fresh();
    const { memory, projectId, connectorId } = await remembering(db);
    const other = await addConnection(db, { projectId, connectorId }, { alias: 'Other' });
    const elsewhere = await addConnection(db, { projectId, connectorId }, { alias: 'Away', server: 'https://b' });
    const changes = [{ taskId: 'T1', marker: 'a', issueId: '7', issue: anIssue('7') }];
    await (await memoryOf(db, projectId, other)).memory.remember(changes, []);
    await (await memoryOf(db, projectId, elsewhere)).memory.remember(changes, []);
    expect(await memory.owners(['7', '8'])).toEqual({ 7: 'Other' });
    await expect(memory.remember(changes, [])).rejects.toThrow(/links_issue/);
    await db.deleteFrom('connections').where('id', '=', other).execute();
    expect(await memory.owners(['7'])).toEqual({});
    await memory.remember(changes, []);
  });

  test('a run that lost its attempt can do nothing', async () => {
    const { db } = await fresh();
    const { memory, connectionId } = await remembering(db);
    await takeNextJob(db, connectionId, { name: 'other', now: T0 });
    await expect(memory.remember([{ taskId: 'T1', marker: 'a' }], [])).rejects.toThrow(RunLost);
    expect(await countLiveLinks(db, connectionId)).toBe(0);
  });

  test('takes a thousand items as sets, not one by one', async () => {
    const { db } = await fresh();
    const { memory, projectId } = await remembering(db);
    const ids = Array.from({ length: 1_000 }, (_, at) => `X${at}`);
    await sql`insert into tasks (project_id, id, title, priority, phase_id, status_id, became_relevant, created, updated)
      select ${projectId}::integer, id, id, 5, 'X1', 'TS2', to_timestamp(0), to_timestamp(0), to_timestamp(0)
      from unnest(${ids}::text[]) id`.execute(db);
    const changes = ids.map((id) => ({ taskId: id, marker: id, issueId: id, issue: anIssue(id) }));
    const events = ids.map((taskId) => ({ taskId, kind: 'wrote' as const, data: {} }));
    const begun = performance.now();
    await memory.remember(changes, events);
    await memory.write(
      ids.map((taskId) => ({ taskId, change: { status: 'TS1' }, version: 1, note: 'n' })),
      NOTHING,
    );
    expect((await memory.load()).links).toHaveLength(1_000);
    expect(performance.now() - begun).toBeLessThan(10_000); // row by row it would be minutes
  });
});

describeOnBothDatabases('a connection that changes under a run', (fresh) => {
  test('nobody waits in a circle: the run loses, or finishes its write first', async () => {
    const { db } = await fresh();
    const { memory, connectionId } = await remembering(db);
    const writing = Array.from({ length: 40 }, async (_, at) => {
      const issue = anIssue('7', `#${at}`);
      await memory.remember([{ taskId: 'T1', marker: 'a', issueId: '7', issue }], []);
      await memory.observed({ issues: [{ taskId: 'T1', issue }], progress: { total: at } }, []);
    });
    const deleting = deleteConnection(db, connectionId, new Date(T0));
    const ends = await Promise.allSettled(writing);
    await deleting;
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(RunLost);
    expect(await db.selectFrom('links').select('id').where('retired_at', 'is', null).execute()).toEqual([]);
  });

  test('pointed elsewhere, it takes the job from its run and discards the plans for the old place', async () => {
    const { db } = await fresh();
    const { memory, run, connectionId } = await remembering(db);
    const at = { created: new Date(T0), updated: new Date(T0) };
    const plan = { connection_id: connectionId, state: 'open' as const, creator_id: null, ...at };
    await db.insertInto('plans').values(plan).execute();
    await retarget(db, connectionId, null, new Date(T0));
    await expect(memory.remember([{ taskId: 'T1', marker: 'a' }], [])).rejects.toThrow(RunLost);
    const message = 'The connection was pointed to another place meanwhile.';
    expect(await findJob(db, run.id)).toMatchObject({ state: 'failed', result_message: message });
    expect(await db.selectFrom('plans').select(['state', 'message']).execute()).toEqual([
      { state: 'discarded', message },
    ]);
  });
});

describeOnBothDatabases('a connection that points elsewhere', (fresh) => {
  test('its links are history, its new ones have a new generation, and the text waits', async () => {
    const { db } = await fresh();
    const { memory, connectionId, projectId } = await remembering(db);
    await memory.remember([{ taskId: 'T1', marker: 'a', issueId: '7', issue: anIssue('7') }], []);
    await memory.observed({ issues: [], progress: { total: 1 } }, []);
    await retarget(db, connectionId, '1 issue stays', new Date(T0));
    await db.updateTable('connections').set({ target: 'fake elsewhere' }).execute();
    await retarget(db, connectionId, null, new Date(T0)); // once more before any run: the text stays
    const next = await memoryOf(db, projectId, connectionId);
    const loaded = await next.memory.load();
    expect(loaded).toMatchObject({
      links: [],
      generations: { T1: 1 },
      progress: { total: null, retargeted: '1 issue stays' },
    });
    await next.memory.remember([{ taskId: 'T1', marker: 'b', generation: 1 }], []);
    expect((await next.memory.load()).links).toMatchObject([{ marker: 'b', generation: 1 }]);
  });

  test('back in the same tracker project the generation is the same: the issues there are adopted', async () => {
    const { db } = await fresh();
    const { memory, connectionId, connectorId, projectId } = await remembering(db);
    await memory.remember([{ taskId: 'T1', marker: 'a', generation: 3, issueId: '7', issue: anIssue('7') }], []);
    await db.deleteFrom('connections').where('id', '=', connectionId).execute();
    const again = await addConnection(db, { projectId, connectorId });
    expect((await (await memoryOf(db, projectId, again)).memory.load()).generations).toEqual({ T1: 3 });
  });

  test('back in a former tracker project, its own generation counts and not that of the place between', async () => {
    const { db } = await fresh();
    const { memory, connectionId, projectId } = await remembering(db);
    const { target } = await db.selectFrom('connections').select('target').executeTakeFirstOrThrow();
    await memory.remember([{ taskId: 'T1', marker: 'a', generation: 0, issueId: '7', issue: anIssue('7') }], []);
    await retarget(db, connectionId, 'moved', new Date(T0));
    await db.updateTable('connections').set({ target: 'fake elsewhere' }).execute();
    const between = await memoryOf(db, projectId, connectionId);
    await between.memory.remember(
      [{ taskId: 'T1', marker: 'b', generation: 1, issueId: '8', issue: anIssue('8') }],
      [],
    );
    await retarget(db, connectionId, 'moved back', new Date(T0));
    await db.updateTable('connections').set({ target }).execute();
    expect((await (await memoryOf(db, projectId, connectionId)).memory.load()).generations).toEqual({});
    await retarget(db, connectionId, 'moved on', new Date(T0));
    await db.updateTable('connections').set({ target: 'a third place' }).execute();
    expect((await (await memoryOf(db, projectId, connectionId)).memory.load()).generations).toEqual({ T1: 2 });
  });
});
