import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const PATH = 'jobs/issue-tracker/';
let api: TestApi;
let project: number;
let connection: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Jobs');
  connection = await aConnection(api, { project, alias: 'Watched' });
});

const runNow = (id: number) => api.call('POST', PATH, { connection: id, automatic: false, ready: false });
const fresh = async () => aConnection(api, { project, connector: await aConnector(api) });

test('runs now: a waiting job, and its connection is woken', async () => {
  const id = await fresh();
  const { status, body } = await runNow(id);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ready: false,
    succeeded: false,
    automatic: false,
    last_run: null,
    result_message: '',
    kind: 'sync',
    state: 'queued',
    plan: null,
    cancel_requested: false,
    progress: { done: 0, total: null },
    actions: null,
    requests: null,
    floor: null,
  });
  expect([typeof body.user, typeof body.triggered_by]).toEqual(['number', 'number']);
  expect(body.connection).toMatchObject({ id, command: 'sync_redmine', frequency: 'manually', project });
  expect(Object.keys(body.connection).sort()).toEqual(
    ['alias', 'command', 'frequency', 'id', 'params', 'project', 'system'].sort(),
  );
  expect(api.woken).toContain(id);
  expect((await api.call('GET', `${PATH}${body.id}/`)).body).toEqual(body);
});

test('while one waits, asking again answers that one; while one runs, one more waits', async () => {
  const id = await fresh();
  const first = (await runNow(id)).body.id;
  expect(await runNow(id)).toMatchObject({ status: 201, body: { id: first } });
  await api.db.updateTable('jobs').set({ state: 'running' }).where('id', '=', first).execute();
  const second = (await runNow(id)).body.id;
  expect(second).not.toBe(first);
  expect((await runNow(id)).body.id).toBe(second);
});

test('records a result from elsewhere', async () => {
  const id = await fresh();
  const body = { connection: id, automatic: true, succeeded: true, result_message: '3 issues' };
  const made = await api.call('POST', `projects/${project}/${PATH}`, body);
  expect(made).toMatchObject({
    status: 201,
    body: { ready: true, succeeded: true, automatic: true, result_message: '3 issues', kind: 'report' },
  });
  expect(made.body.last_run).toBe('2026-01-02T03:04:05.678Z');
  const { params } = (await api.call('GET', `connections/issue-tracker/${id}/`)).body;
  expect(params.last_successful_run).toBe('2026-01-02T03:04:05.678000+00:00');
});

test('a failure from elsewhere is no success', async () => {
  const id = await fresh();
  await api.call('POST', PATH, { connection: id, ready: true, succeeded: false, result_message: 'no' });
  const { params } = (await api.call('GET', `connections/issue-tracker/${id}/`)).body;
  expect(params).not.toHaveProperty('last_successful_run');
});

test('a result needs its members', async () => {
  const required = ['This field is required.'];
  expect(await api.call('POST', PATH, { connection })).toMatchObject({
    status: 400,
    body: { succeeded: required, result_message: required },
  });
  expect((await api.call('POST', PATH, { ready: false })).body).toEqual({ connection: required });
});

test('lists with filters, newest first, of all projects and of one', async () => {
  const other = await aProject(api, 'Other jobs');
  const [a, b] = [await aConnection(api, { project: other }), await aConnection(api, { project: other })];
  const report = (id: number, succeeded: boolean) =>
    api.call('POST', PATH, { connection: id, succeeded, result_message: '', automatic: !succeeded });
  const jobs = [(await report(a, true)).body.id, (await report(b, false)).body.id, (await runNow(b)).body.id];
  const ids = async (query: string) =>
    (await api.call('GET', `projects/${other}/${PATH}?${query}`)).body.results.map((job: { id: number }) => job.id);
  expect(await ids('')).toEqual(jobs.toReversed());
  expect(await ids(`connection=${a}`)).toEqual([jobs[0]]);
  expect(await ids('ready=false')).toEqual([jobs[2]]);
  expect(await ids('ready=true&succeeded=True')).toEqual([jobs[0]]);
  expect(await ids('automatic=1')).toEqual([jobs[1]]);
  expect(await ids('user=999')).toEqual([]);
  expect((await api.call('GET', `${PATH}?connection=${b}`)).body.results.map((job: { id: number }) => job.id)).toEqual([
    jobs[2],
    jobs[1],
  ]);
});

test('planning is not listed as a run', async () => {
  const id = await fresh();
  await api.call('POST', 'plans/', { connection: id });
  expect((await api.call('GET', `${PATH}?connection=${id}`)).body.count).toBe(0);
});

test('cancels a waiting one at once and asks a running one to stop', async () => {
  const id = await fresh();
  const waiting = (await runNow(id)).body.id;
  expect(await api.call('POST', `${PATH}${waiting}/cancel/`)).toMatchObject({
    status: 200,
    body: { state: 'cancelled', ready: true, succeeded: false },
  });
  const running = (await runNow(id)).body.id;
  await api.db.updateTable('jobs').set({ state: 'running' }).where('id', '=', running).execute();
  const { body } = await api.call('POST', `${PATH}${running}/cancel/`, undefined, {
    'content-type': 'application/json',
  });
  expect(body).toMatchObject({ state: 'running', cancel_requested: true });
});

test('shows what became of each item, page by page, and the requests beside the floor', async () => {
  const id = (await runNow(await fresh())).body.id;
  const rows = ['T1', 'T2', 'T3'].map((task_id) => ({
    job_id: id,
    task_id,
    action: 'create',
    result: 'done',
    issue_key: '#1',
    detail: 'why',
  }));
  await api.db.insertInto('job_outcomes').values(rows).execute();
  const summary = {
    succeeded: true,
    message: 'm',
    counts: { done: 3 },
    requests: { create: 3 },
    floor: { create: 3 },
    cost: {},
    error: null,
  };
  await api.db
    .updateTable('jobs')
    .set({ state: 'succeeded', done: 3, total: 3, summary: JSON.stringify(summary) })
    .where('id', '=', id)
    .execute();
  const { body } = await api.call('GET', `${PATH}${id}/`);
  expect(body).toMatchObject({
    actions: { done: 3 },
    requests: { create: 3 },
    floor: { create: 3 },
    progress: { done: 3, total: 3 },
  });
  const page = (await api.call('GET', `${PATH}${id}/actions/?page_size=2&page=2`)).body;
  expect(page).toMatchObject({ count: 3, next: null });
  expect(page.results).toEqual([
    { task: `${project}-T3`, action: 'create', result: 'done', issue: '#1', reason: 'why' },
  ]);
});

test("another project's connection is none of this project's", async () => {
  const other = await aProject(api, 'Not here');
  const answer = await api.call('POST', `projects/${other}/${PATH}`, { connection, ready: false });
  expect(answer).toMatchObject({
    status: 400,
    body: { connection: [`Invalid pk "${connection}" - object does not exist.`] },
  });
});

test('strangers see neither jobs nor connections; members without the permission do not run', async () => {
  const job = (await runNow(connection)).body.id;
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR1'));
  expect((await stranger('GET', PATH)).body.count).toBe(0);
  expect((await stranger('GET', `${PATH}${job}/`)).status).toBe(404);
  expect(await stranger('POST', PATH, { connection, ready: false })).toMatchObject({
    status: 400,
    body: { connection: [`Invalid pk "${connection}" - object does not exist.`] },
  });
  const developer = api.as(await person(api.db, 'developer@example.com', 'UR1', { project, role: 'PR2' }));
  expect((await developer('GET', `${PATH}${job}/`)).body.connection).not.toHaveProperty('params');
  expect((await developer('POST', PATH, { connection, ready: false })).status).toBe(403);
});
