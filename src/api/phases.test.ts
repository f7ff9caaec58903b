import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Phased');
});

const make = async (name: string, more: object = {}) => (await api.call('POST', 'phases/', { name, ...more })).body;

test('a custom phase is made, shown, changed', async () => {
  const made = await api.call('POST', 'phases/', { name: 'Threat Modeling', description: 'd', tip: 't' });
  expect(made).toMatchObject({
    status: 201,
    body: {
      slug: 'threat-modeling',
      description: 'd',
      tip: 't',
      ordinal: 6,
      active: true,
      is_custom: true,
      retain: false,
    },
  });
  expect(made.body.id).toMatch(/^CX\d+$/);
  expect((await api.call('GET', `phases/${made.body.id}/`)).body).toEqual(made.body);
  const change = { name: 'Threats', tip: 'new', active: false, retain: true, ordinal: 2 };
  for (const method of ['PATCH', 'PUT']) {
    const { status, body } = await api.call(method, `phases/${made.body.id}/`, { ...change, slug: 'threat-modeling' });
    expect([status, body]).toEqual([200, { ...made.body, ...change }]);
  }
  expect((await api.call('PATCH', `phases/${made.body.id}/`, {})).body).toEqual({ ...made.body, ...change });
});

test('a default phase can be changed, but stays', async () => {
  expect((await api.call('PATCH', 'phases/X5/', { tip: 'Last' })).body).toMatchObject({
    tip: 'Last',
    is_custom: false,
  });
  const refused = await api.call('DELETE', 'phases/X5/', { replacement: 'X1' });
  expect(refused).toMatchObject({ status: 400, body: { non_field_errors: [expect.stringContaining('active')] } });
});

test.each<[method: string, path: string, body: object, errors: object]>([
  ['POST', 'phases/', {}, { name: ['This field is required.'] }],
  ['POST', 'phases/', { name: 'Testing' }, { slug: ['phase with this slug already exists.'] }],
  ['POST', 'phases/', { name: 'x', slug: 'a,b' }, { slug: [expect.stringContaining('pattern')] }],
  ['POST', 'phases/', { name: 'x', ordinal: 0 }, { ordinal: ['Ensure this value is greater than or equal to 1.'] }],
  ['PATCH', 'phases/X1/', { slug: 'else' }, { slug: [expect.stringContaining('leave it out')] }],
  ['PATCH', 'phases/X1/', { active: 'maybe' }, { active: ['Must be a valid boolean.'] }],
  ['DELETE', 'phases/X1/', {}, { replacement: ['This field is required.'] }],
])('%s %s refuses %j', async (method, path, body, errors) => {
  expect(await api.call(method, path, body)).toMatchObject({ status: 400, body: errors });
});

test('are found by look-ups', async () => {
  await make('Operations', { active: false });
  const ids = async (query: string) =>
    (await api.call('GET', `phases/?${query}`)).body.results.map(({ slug }: { slug: string }) => slug);
  expect(await ids('name=Operations')).toEqual(['operations']);
  expect(await ids('name__iexact=operations&active=false')).toEqual(['operations']);
  expect(await ids('slug__in=testing,requirements')).toEqual(['requirements', 'testing']);
  expect(await ids('is_custom=false&ordering=-ordinal&page_size=1')).toEqual(['deployment']);
});

test('deleted, its tasks move on with a new version, and its id does not come back', async () => {
  const { id, slug } = await make('Review');
  const tasks = `projects/${project}/tasks/`;
  const task = { title: 't', text: '', priority: 5 };
  const moved = (await api.call('POST', tasks, { ...task, phase: slug })).body.task_id;
  const other = (await api.call('POST', tasks, { ...task, phase: 'X2' })).body.task_id;
  for (const replacement of [id, 'X99'])
    expect((await api.call('DELETE', `phases/${id}/`, { replacement })).body).toEqual({
      replacement: [`Invalid pk "${replacement}" - object does not exist.`],
    });
  expect(await api.call('DELETE', `phases/${id}/`, { replacement: 'X1' })).toMatchObject({ status: 204, body: '' });
  expect((await api.call('GET', `phases/${id}/`)).status).toBe(404);
  expect((await api.call('DELETE', `phases/${id}/`, { replacement: 'X1' })).status).toBe(404);
  const rows = await api.db.selectFrom('tasks').select(['id', 'phase_id', 'version']).orderBy('id').execute();
  expect(rows).toEqual([
    { id: moved, phase_id: 'X1', version: 2 },
    { id: other, phase_id: 'X2', version: 1 },
  ]);
  expect((await make('Review')).id).not.toBe(id);
});

test('parameters name custom phases, which then cannot be deleted', async () => {
  const params = { issue_tracker_project: 'pay', issue_tracker_phases: 'testing, release' };
  // On the connector, on a connection through it, in a test, and in the form.
  const connector = await aConnector(api, { fields_editable_on_project: ['issue_tracker_phases'] });
  const body = { alias: 'Pay', project, connector, params };
  const early = await api.call('POST', 'connections/issue-tracker/', body);
  expect(early.body).toEqual({ params: { issue_tracker_phases: ['"release" is not a valid choice.'] } });
  const { id } = await make('Release');
  const connection = await aConnection(api, { project, connector, params });
  const at = `connections/issue-tracker/${connection}/`;
  expect((await api.call('PATCH', at, { params: { issue_tracker_phases: 'release' } })).status).toBe(200);
  expect((await api.call('POST', 'connections/test-issue-tracker/', body)).status).toBe(200);
  const own = { params: { issue_tracker_phases: 'release' } };
  expect((await api.call('PATCH', `connectors/issue-tracker/${connector}/`, own)).status).toBe(200);
  expect(JSON.stringify((await api.call('GET', 'plugins/issue-tracker/redmine/')).body)).toContain('"release"');
  const held = await api.call('DELETE', `phases/${id}/`, { replacement: 'X1' });
  expect(held).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('name it: 2.') },
  });
  for (const path of [at, `connectors/issue-tracker/${connector}/`]) await api.call('DELETE', path);
  expect((await api.call('DELETE', `phases/${id}/`, { replacement: 'X1' })).status).toBe(204);
});

test('are changed by those who may customize content', async () => {
  const call = api.as(await person(api.db, 'lead@example.com', 'UR3', { project, role: 'PR1' }));
  for (const [method, path] of [
    ['POST', 'phases/'],
    ['PATCH', 'phases/X1/'],
    ['PUT', 'phases/X1/'],
    ['DELETE', 'phases/X1/'],
  ] as const)
    expect((await call(method, path, { name: 'x', replacement: 'X2' })).status).toBe(403);
  expect((await call('GET', 'phases/')).status).toBe(200);
});

test('an import takes the first phase that is active', async () => {
  await api.db.updateTable('phases').set({ active: false }).execute();
  const file = { format: 'csv', content: 'id,title\nT1,x\n' };
  expect((await api.call('POST', `projects/${project}/imports/`, file)).status).toBe(201);
});
