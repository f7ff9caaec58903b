import { beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import type { Skip } from '../model/plan.ts';
import { appendEvents } from '../store/events.ts';

let api: TestApi;
let project: number;
let task: string;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'History');
  task = await aTask('Use TLS');
});

const aTask = async (title: string): Promise<string> =>
  (await api.call('POST', `projects/${project}/tasks/`, { title, text: '', priority: 5, phase: 'requirements' })).body
    .id;

const skip: Skip = {
  do: 'skip',
  taskId: 'PT1',
  title: 'Use TLS',
  reason: { code: 'filtered', text: 'Its priority 5 is below 7.', remedy: 'Lower sde_min_priority.' },
  cause: 'none',
  cost: 0,
  held: null,
  issueId: null,
  issueKey: null,
  conflicts: [],
  decisions: [],
};

test('a project without a connection explains that by an empty list', async () => {
  const { status, body } = await api.call('GET', `projects/${project}/tasks/${task}/explanation/`);
  expect(status).toBe(200);
  expect(body).toEqual({ task, title: 'Use TLS', connections: [] });
});

test('per connection: the issue, the newest plan, and the last outcome', async () => {
  const connection = await aConnection(api, { project, alias: 'Shown' });
  const bare = { connection: { id: connection, alias: 'Shown' }, stopped_because: null };
  const path = `projects/${project}/tasks/${task}/explanation/`;
  expect((await api.call('GET', path)).body.connections).toEqual([{ ...bare, issue: null, plan: null, outcome: null }]);

  const plan = (await api.call('POST', 'plans/', { connection })).body.id;
  await api.db
    .updateTable('plans')
    .set({ actions: JSON.stringify([skip]), state: 'open' })
    .where('id', '=', plan)
    .execute();
  const reported = { connection, succeeded: true, result_message: 'done' };
  const job = (await api.call('POST', 'jobs/issue-tracker/', reported)).body.id;
  const outcome = {
    job_id: job,
    task_id: 'PT1',
    action: 'skip',
    result: 'skipped',
    issue_key: null,
    detail: 'filtered',
  };
  await api.db.insertInto('job_outcomes').values(outcome).execute();
  const at = new Date(NOW);
  const link = {
    connection_id: connection,
    project_id: project,
    task_id: 'PT1',
    marker: 'm',
    server: 's',
    target: 't',
  };
  await api.db
    .insertInto('links')
    .values({
      ...link,
      issue_id: '7',
      issue: JSON.stringify({ key: '#7', url: 'https://redmine.example.com/issues/7' }),
      base: '{}',
      refusal: JSON.stringify({ fingerprint: 'f', message: 'Tracker is closed' }),
      conflicts: ['title'],
      created: at,
      updated: at,
    })
    .execute();

  const { body } = await api.call('GET', path);
  expect(body.connections).toHaveLength(1);
  expect(body.connections[0]).toMatchObject({
    ...bare,
    issue: {
      reference: '7',
      name: '#7',
      link: 'https://redmine.example.com/issues/7',
      refusal: 'Tracker is closed',
      conflicts: ['title'],
    },
    plan: { id: plan, state: 'open', action: { task, action: 'skip', reason: skip.reason } },
    outcome: { job, at: at.toISOString(), action: 'skip', result: 'skipped', issue: null, reason: 'filtered' },
  });
  const younger = await aTask('Log');
  const shown = (await api.call('GET', `projects/${project}/tasks/${younger}/explanation/`)).body.connections[0];
  expect(shown).toMatchObject({ issue: null, plan: { id: plan, action: null }, outcome: null });
});

test('the history is oldest first, in pages, and of this task only', async () => {
  const at = new Date(NOW);
  const events = (['decided', 'wrote', 'confirmed'] as const).map((kind) => ({ taskId: 'PT1', kind, data: { kind } }));
  const origin = { connectionId: 1, projectId: project, jobId: 3, at };
  await appendEvents(api.db, [...events, { taskId: 'PT2', kind: 'observed', data: null }], origin);
  const path = `projects/${project}/tasks/${task}/history/`;
  const { body } = await api.call('GET', path);
  expect(body.count).toBe(3);
  expect(body.results.map((row: { kind: string }) => row.kind)).toEqual(['decided', 'wrote', 'confirmed']);
  const first = { at: at.toISOString(), kind: 'decided', connection: 1, job: 3, data: { kind: 'decided' } };
  expect(body.results[0]).toEqual({ id: expect.any(Number), ...first });
  expect((await api.call('GET', `${path}?page=2&page_size=2`)).body).toMatchObject({
    count: 3,
    results: [{ kind: 'confirmed' }],
  });
});

test.each(['history', 'explanation'])('%s: 404 for a task or a project that the caller cannot see', async (what) => {
  const stranger = api.as(await person(api.db, `stranger-${what}@example.com`, 'UR1'));
  expect((await stranger('GET', `projects/${project}/tasks/${task}/${what}/`)).status).toBe(404);
  expect((await api.call('GET', `projects/${project}/tasks/T999/${what}/`)).status).toBe(404);
});
