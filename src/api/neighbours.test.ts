/** What stands around tasks and connections: the tree, phases, statuses, plugins, users and their tokens. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, BASE_URL, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

test('the tree is made from above', async () => {
  const unit = await api.call('POST', 'business-units/', { name: 'Häuser & Gärten' });
  expect(unit).toMatchObject({ status: 201, body: { name: 'Häuser & Gärten', slug: 'hauser-garten' } });
  const application = await api.call('POST', 'applications/', {
    name: 'App',
    business_unit: unit.body.id,
    priority: '1-high',
  });
  expect(application).toMatchObject({
    status: 201,
    body: { name: 'App', business_unit: unit.body.id, priority: '1-high' },
  });
  const body = { name: 'Payment API', application: application.body.id, tags: ['web'], description: 'd' };
  const project = await api.call('POST', 'projects/', body);
  expect(project).toMatchObject({ status: 201, body: { ...body, archived: false, slug: 'payment-api' } });
  expect(project.body.url).toBe(`${BASE_URL}/bunits/hauser-garten/app/payment-api`);
  expect(project.body.creator).toBe(1);
  for (const [path, made] of [
    ['business-units', unit],
    ['applications', application],
    ['projects', project],
  ] as const) {
    const users = path === 'business-units' ? { users: [expect.objectContaining({ email: 'admin@example.com' })] } : {};
    const now = { ...made.body, ...users };
    expect((await api.call('GET', `${path}/${made.body.id}/`)).body).toEqual(now);
    expect((await api.call('GET', `${path}/?name=${encodeURIComponent(made.body.name)}`)).body.results).toEqual([now]);
  }
});

test('names are unique where they must be', async () => {
  const id = await aProject(api, 'Taken');
  const { application } = (await api.call('GET', `projects/${id}/`)).body;
  expect(await api.call('POST', 'projects/', { name: 'Taken', application })).toMatchObject({
    status: 400,
    body: { name: ['project with this name already exists.'] },
  });
  const second = (await api.call('POST', 'projects/', { name: 'Second', application })).body.id;
  expect((await api.call('PATCH', `projects/${second}/`, { name: 'Taken' })).status).toBe(400);
  const changed = await api.call('PATCH', `projects/${second}/`, { name: 'Second', archived: true, tags: ['x'] });
  expect(changed).toMatchObject({ status: 200, body: { name: 'Second', archived: true, tags: ['x'] } });
});

test.each(['business-units', 'applications'])('%s get another name, not one that is taken', async (path) => {
  const unit = (await api.call('POST', 'business-units/', { name: `Above ${path}` })).body.id;
  const make = async (name: string) => (await api.call('POST', `${path}/`, { name, ...above })).body;
  const above = path === 'applications' ? { business_unit: unit } : {};
  const made = await make('Before');
  await make('In use');
  const at = `${path}/${made.id}/`;
  expect(await api.call('PATCH', at, { name: 'After' })).toMatchObject({
    status: 200,
    body: { ...made, name: 'After' },
  });
  expect((await api.call('PATCH', at, {})).body.name).toBe('After');
  const taken = await api.call('PATCH', at, { name: 'In use' });
  expect([taken.status, Object.keys(taken.body)]).toEqual([400, ['name']]);
  expect((await api.call('PATCH', at, { name: '' })).status).toBe(400);
  expect((await api.call('GET', at)).body.name).toBe('After');
  expect((await api.call('PATCH', `${path}/999999/`, { name: 'x' })).status).toBe(404);
  const call = api.as(await person(api.db, `plain-${path}@example.com`, 'UR1'));
  expect((await call('PATCH', at, { name: 'x' })).status).toBe(403);
});

test('projects are found and ordered', async () => {
  for (const name of ['zeta one', 'Zeta_two']) await aProject(api, name);
  const namesOf = async (query: string) =>
    (await api.call('GET', `projects/?${query}`)).body.results.map((row: { name: string }) => row.name);
  expect(await namesOf('name__icontains=ZETA&ordering=-created')).toEqual(['zeta one', 'Zeta_two']);
  expect(await namesOf('search=a_t')).toEqual(['Zeta_two']);
  expect(await namesOf('slug=zeta-one')).toEqual(['zeta one']);
  expect(await namesOf('search=zeta&ordering=-name&active=true')).toHaveLength(2);
});

test('members see their projects and what is above them; others see nothing', async () => {
  const mine = await aProject(api, 'Mine');
  await aProject(api, 'Not mine');
  const member = api.as(await person(api.db, 'observer@example.com', 'UR2', { project: mine, role: 'PR3' }));
  for (const path of ['projects/', 'applications/', 'business-units/'])
    expect((await member('GET', path)).body.count).toBe(1);
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR2'));
  for (const path of ['projects/', 'applications/', 'business-units/'])
    expect((await stranger('GET', path)).body.count).toBe(0);
  expect(await stranger('GET', `projects/${mine}/`)).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
});

test('phases and task statuses', async () => {
  const { body } = await api.call('GET', 'phases/?slug=testing');
  expect(body.results).toMatchObject([
    { id: 'X4', name: 'Testing', slug: 'testing', active: true, is_custom: false, tip: '', retain: false },
  ]);
  expect((await api.call('GET', 'phases/X1/')).body).toMatchObject({ slug: 'requirements' });
  expect((await api.call('GET', 'phases/X99/')).status).toBe(404);
  expect((await api.call('GET', 'task-statuses/')).body.count).toBe(3);
  expect((await api.call('GET', 'task-statuses/TS1/')).body).toEqual({
    id: 'TS1',
    meaning: 'DONE',
    name: 'Complete',
    slug: 'DONE',
    icon: 'check',
  });
});

test('plugins describe the parameters of each system', async () => {
  const { body } = await api.call('GET', 'plugins/issue-tracker/redmine/');
  expect(body).toMatchObject({ id: 'redmine', name: 'Redmine', short_name: 'Redmine', command: 'sync_redmine' });
  expect(body.sections[0]).toMatchObject({
    label: null,
    fields: [{ name: 'issue_tracker_project', scope: ['project'] }],
  });
  const fields = body.sections.flatMap((section: { fields: object[] }) => section.fields);
  expect(Object.keys(fields[0]).sort()).toEqual([
    'default',
    'deprecated',
    'description',
    'field_type',
    'help_text',
    'label',
    'max_length',
    'name',
    'options',
    'placeholder',
    'readonly',
    'required',
    'scope',
  ]);
  expect((await api.call('GET', 'plugins/issue-tracker/')).body.results.map((one: { id: string }) => one.id)).toContain(
    'redmine',
  );
  expect((await api.call('GET', 'plugins/issue-tracker/mingle/')).status).toBe(404);
});

test('users are made, and see themselves', async () => {
  const made = await api.call('POST', 'users/', {
    email: 'new@example.com',
    first_name: 'New',
    password: 'long enough here',
  });
  expect(made).toMatchObject({ status: 201, body: { email: 'new@example.com', role: 'UR1', is_superuser: false } });
  expect(made.body).not.toHaveProperty('password_hash');
  const again = await api.call('POST', 'users/', { email: 'NEW@example.com' });
  expect(again).toMatchObject({ status: 400, body: { email: ['user with this email already exists.'] } });
  expect((await api.call('POST', 'users/', { email: 'x@example.com', role: 'UR9' })).status).toBe(400);
  const basic = { authorization: `Basic ${Buffer.from('new@example.com:long enough here').toString('base64')}` };
  const self = await api.app.inject({ url: '/api/v2/users/', headers: basic });
  expect(self.json()).toMatchObject({ count: 1, results: [{ email: 'new@example.com' }] });
  expect((await api.call('GET', `users/${made.body.id}/`)).body).toEqual(made.body);
});

test('tokens are shown once; a new one ends the former', async () => {
  const token = await person(api.db, 'bearer@example.com', 'UR1');
  const { id } = (await api.as(token)('GET', 'users/me/')).body;
  const { status, body } = await api.as(token)('POST', `users/${id}/api-token/`);
  expect(status).toBe(200);
  expect(body.connection_string).toBe(`${body.token}@lockstep.test`);
  expect((await api.as(token)('GET', 'users/me/')).status).toBe(401);
  const second = (await api.as(body.token)('PUT', `users/${id}/api-token/`)).body.token;
  expect(await api.as(second)('DELETE', `users/${id}/api-token/`)).toMatchObject({ status: 204 });
  expect((await api.as(second)('GET', 'users/me/')).status).toBe(401);
});

test("nobody but an administrator makes another's token", async () => {
  const token = await person(api.db, 'curious@example.com', 'UR1');
  expect((await api.as(token)('POST', 'users/1/api-token/')).status).toBe(404);
  const { id } = (await api.as(token)('GET', 'users/me/')).body;
  expect((await api.call('POST', `users/${id}/api-token/`)).status).toBe(200);
});
