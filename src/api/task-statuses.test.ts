import { beforeAll, expect, test } from 'vitest';
import { aConnector, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Stated');
});

const make = async (name: string, more: object = {}) =>
  (await api.call('POST', 'task-statuses/', { name, meaning: 'DONE', ...more })).body;

test('a custom status is made, shown and changed; tasks can have it', async () => {
  const made = await api.call('POST', 'task-statuses/', { name: 'In Review', meaning: 'TODO', icon: 'eye' });
  expect(made).toMatchObject({
    status: 201,
    body: { meaning: 'TODO', name: 'In Review', slug: 'in-review', icon: 'eye' },
  });
  expect(made.body.id).toMatch(/^CTS\d+$/);
  const at = `task-statuses/${made.body.id}/`;
  expect((await api.call('GET', at)).body).toEqual(made.body);
  const changed = await api.call('PATCH', at, { ...made.body, name: 'Reviewing', ordinal: 9 });
  expect(changed).toMatchObject({ status: 200, body: { ...made.body, name: 'Reviewing' } });
  const task = { title: 't', text: '', priority: 5, phase: 'X1', status: 'in-review' };
  const { body } = await api.call('POST', `projects/${project}/tasks/?expand=status`, task);
  expect(body.status).toMatchObject({ id: made.body.id, meaning: 'TODO' });
});

test('shows the icon of its meaning by default, and comes last', async () => {
  expect((await make('Accepted Risk', { meaning: 'NA' })).icon).toBe('minus-circle');
  const { results } = (await api.call('GET', 'task-statuses/')).body;
  expect(results.map(({ id }: { id: string }) => id).slice(0, 3)).toEqual(['TS1', 'TS2', 'TS3']);
  expect(results.at(-1).slug).toBe('accepted-risk');
  const names = (await api.call('GET', 'task-statuses/?meaning=NA&ordering=-name')).body.results;
  expect(names.map(({ name }: { name: string }) => name)).toEqual(['Not Applicable', 'Accepted Risk']);
});

const TAKEN = 'already exists';
test.each<[method: string, path: string, body: object, errors: object]>([
  ['POST', '', {}, { name: ['This field is required.'], meaning: ['This field is required.'] }],
  ['POST', '', { name: 'x', meaning: 'MAYBE' }, { meaning: ['"MAYBE" is not a valid choice.'] }],
  ['POST', '', { name: 'complete', meaning: 'DONE' }, { name: [expect.stringContaining(TAKEN)] }],
  ['POST', '', { name: 'Todo', meaning: 'TODO' }, { name: [expect.stringContaining(TAKEN)] }],
  ['POST', '', { name: 'x', meaning: 'DONE', slug: 'ts2' }, { slug: [expect.stringContaining(TAKEN)] }],
  ['POST', '', { name: 'To-Do!', meaning: 'NA', slug: 'todo' }, { slug: [expect.stringContaining(TAKEN)] }],
  ['POST', '', { name: 'x', meaning: 'DONE', ordinal: 1 }, { ordinal: [expect.stringContaining('equal to 4')] }],
  ['PATCH', 'TS1/', { name: 'Finished' }, { non_field_errors: ['Default statuses stay as they are.'] }],
  ['DELETE', 'TS1/', {}, { non_field_errors: ['Default statuses stay as they are.'] }],
])('%s %s refuses %j', async (method, path, body, errors) => {
  expect(await api.call(method, `task-statuses/${path}`, body)).toMatchObject({ status: 400, body: errors });
});

test('keeps its slug and meaning, and no name of another', async () => {
  const { id } = await make('Signed Off');
  for (const [field, value] of [
    ['slug', 'else'],
    ['meaning', 'NA'],
    ['name', 'INCOMPLETE'],
  ] as const) {
    const { status, body } = await api.call('PATCH', `task-statuses/${id}/`, { [field]: value });
    expect([status, Object.keys(body)]).toEqual([400, [field]]);
  }
});

test('is deleted when nothing uses it', async () => {
  const { id, slug } = await make('Verified');
  const at = `task-statuses/${id}/`;
  const task = { title: 't', text: '', priority: 5, phase: 'X1', status: id };
  const made = (await api.call('POST', `projects/${project}/tasks/`, task)).body;
  const inUse = await api.call('DELETE', at);
  expect(inUse).toMatchObject({ status: 409, body: { detail: 'Tasks with this status: 1. Change them first.' } });
  await api.call('PATCH', `projects/${project}/tasks/${made.id}/`, { status: 'TS1' });
  const params = { issue_tracker_status_map: `{"Closed": "${slug.toUpperCase()}"}` };
  const connector = await aConnector(api);
  const naming = await api.call('PATCH', `connectors/issue-tracker/${connector}/`, { params });
  expect(naming.status).toBe(200);
  expect((await api.call('DELETE', at)).body.detail).toContain('status maps name it: 1.');
  await api.call('DELETE', `connectors/issue-tracker/${connector}/`);
  expect(await api.call('DELETE', at)).toMatchObject({ status: 204, body: '' });
  expect((await api.call('DELETE', at)).status).toBe(404);
  expect((await make('Verified')).id).not.toBe(id);
});

test('is changed by those who may customize content', async () => {
  const call = api.as(await person(api.db, 'lead@example.com', 'UR3', { project, role: 'PR1' }));
  expect((await call('POST', 'task-statuses/', { name: 'x', meaning: 'DONE' })).status).toBe(403);
  expect((await call('PATCH', 'task-statuses/TS1/', {})).status).toBe(403);
  expect((await call('DELETE', 'task-statuses/TS1/')).status).toBe(403);
});

test('two at once do not get the same name', async () => {
  const make = async (name: string) => (await api.call('POST', 'task-statuses/', { name, meaning: 'DONE' })).body.id;
  const ids = [await make('Racer one'), await make('Racer two')];
  for (let round = 0; round < 10; round += 1) {
    const name = `Round ${round}`;
    const answers = await Promise.all(ids.map((id) => api.call('PATCH', `task-statuses/${id}/`, { name })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  }
});
