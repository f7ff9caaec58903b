import { beforeAll, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Verified');
});

const aTask = async (): Promise<string> => {
  const body = { title: 't', text: '', priority: 5, phase: 'testing' };
  return `projects/${project}/tasks/${(await api.call('POST', `projects/${project}/tasks/`, body)).body.task_id}/`;
};
const say = (task: string, status: string, behaviour = 'combine') =>
  api.call('POST', `${task}analysis-notes/`, { status, behaviour });
const verification = async (task: string) => (await api.call('GET', task)).body.verification_status;

const FULL = {
  analysis_session: 'nightly 12',
  behaviour: 'replace',
  confidence: 'high',
  findings: [{ cwe: 79, count: 2, description: 'x' }],
  findings_ref: 'https://scanner.example/12',
  status: 'fail',
};

test('a note is made, shown and deleted; the task keeps what was verified', async () => {
  const task = await aTask();
  const made = await api.call('POST', `${task}analysis-notes/`, FULL);
  expect(made).toMatchObject({ status: 201, body: { ...FULL, updater: { email: 'admin@example.com' } } });
  const at = `${task}analysis-notes/${made.body.id}/`;
  expect((await api.call('GET', at)).body).toEqual(made.body);
  expect((await api.call('GET', `${await aTask()}analysis-notes/${made.body.id}/`)).status).toBe(404);
  expect(await api.call('DELETE', at)).toMatchObject({ status: 204, body: '' });
  for (const method of ['GET', 'DELETE']) expect((await api.call(method, at)).body).toEqual({ detail: 'Not found.' });
  expect(await verification(task)).toBe('fail');
});

test('only the status is needed; a session may be a number', async () => {
  const { status, body } = await api.call('POST', `${await aTask()}analysis-notes/`, {
    status: 'pass',
    analysis_session: 7,
  });
  expect(status).toBe(201);
  const rest = { behaviour: 'combine', confidence: '', findings: [], findings_ref: '' };
  expect(body).toMatchObject({ status: 'pass', analysis_session: '7', ...rest });
});

test.each([
  ['combine', ['pass'], 'pass'],
  ['combine', ['pass', 'partial', 'pass'], 'partial'],
  ['combine', ['partial', 'fail', 'pass'], 'fail'],
  ['replace', ['fail', 'partial'], 'partial'],
  ['replace', ['fail', 'pass'], 'pass'],
])('%s of %j is %s', async (behaviour, statuses, expected) => {
  const task = await aTask();
  for (const status of statuses) expect((await say(task, status, behaviour)).status).toBe(201);
  expect(await verification(task)).toBe(expected);
  const id = task.split('/')[3] ?? '';
  const row = api.db.selectFrom('tasks').select('version').where('id', '=', id).where('project_id', '=', project);
  expect(await row.executeTakeFirstOrThrow()).toEqual({ version: 1 + statuses.length });
});

test('are listed in their order, with look-ups', async () => {
  const task = await aTask();
  for (const status of ['pass', 'fail', 'partial']) await say(task, status);
  const statuses = async (query: string) =>
    (await api.call('GET', `${task}analysis-notes/${query}`)).body.results.map(
      ({ status }: { status: string }) => status,
    );
  expect(await statuses('')).toEqual(['pass', 'fail', 'partial']);
  expect(await statuses('?status__in=pass,fail&ordering=-id')).toEqual(['fail', 'pass']);
  expect(await statuses('?behaviour=replace')).toEqual([]);
});

test.each<[body: object, errors: object]>([
  [{}, { status: ['This field is required.'] }],
  [{ status: 'none' }, { status: ['"none" is not a valid choice.'] }],
  [{ status: 'pass', behaviour: 'append' }, { behaviour: ['"append" is not a valid choice.'] }],
  [{ status: 'pass', findings: 'many' }, { findings: ['Expected a list of items but got type "str".'] }],
  [{ status: 'pass', confidence: 5 }, { confidence: ['Not a valid string.'] }],
])('refuses %j', async (body, errors) => {
  const task = await aTask();
  expect(await api.call('POST', `${task}analysis-notes/`, body)).toMatchObject({ status: 400, body: errors });
  expect(await verification(task)).toBe('none');
});

test('are made by those who may verify', async () => {
  const task = await aTask();
  for (const [role, status] of [
    ['PR2', 403],
    ['PR3', 403],
    ['PR4', 201],
  ] as const) {
    const call = api.as(await person(api.db, `${role}@example.com`, 'UR2', { project, role }));
    expect((await call('POST', `${task}analysis-notes/`, { status: 'pass' })).status).toBe(status);
    expect((await call('GET', `${task}analysis-notes/`)).status).toBe(200);
  }
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR2'));
  expect((await stranger('GET', `${task}analysis-notes/`)).status).toBe(404);
});
