import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, person, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const PATH = 'connectors/issue-tracker/';
const KEYS = ['fields_editable_on_project', 'id', 'inaccessible', 'name', 'params', 'system'];

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

test('creates, lists, gets, changes and deletes', async () => {
  const body = { name: 'Main', system: { id: 'redmine' }, params: REDMINE, inaccessible: true };
  const made = await api.call('POST', PATH, body);
  expect(made.status).toBe(201);
  expect(Object.keys(made.body).sort()).toEqual(KEYS);
  expect(made.body).toMatchObject({ name: 'Main', inaccessible: true, fields_editable_on_project: null });
  expect(made.body.system).toEqual({ id: 'redmine', short_name: 'Redmine', name: 'Redmine' });
  expect(made.body.params).toMatchObject({
    issue_tracker_api_token: '********',
    sde_min_priority: '7',
    title_format: '$task_id $title',
  });
  expect(made.body.params).not.toHaveProperty('issue_tracker_project');
  const one = `${PATH}${made.body.id}/`;
  expect((await api.call('GET', one)).body).toEqual(made.body);
  expect((await api.call('GET', `${PATH}?name=Main&system=redmine`)).body.results).toEqual([made.body]);
  const changed = await api.call('PATCH', one, { inaccessible: false, params: { sde_min_priority: '3' } });
  expect(changed).toMatchObject({ status: 200, body: { inaccessible: false, params: { sde_min_priority: '3' } } });
  expect((await api.call('PUT', one, { name: 'Renamed' })).body).toMatchObject({
    name: 'Renamed',
    inaccessible: false,
  });
  expect(await api.call('DELETE', one)).toMatchObject({ status: 204, body: '' });
  expect((await api.call('GET', one)).status).toBe(404);
});

test('what a GET shows changes nothing when it is sent back', async () => {
  const id = await aConnector(api, { params: { ...REDMINE, sde_min_priority: 4, conflict_policy: 'sde' } });
  const { body } = await api.call('GET', `${PATH}${id}/`);
  expect(await api.call('PATCH', `${PATH}${id}/`, body)).toMatchObject({ status: 200, body });
});

test('takes a system as text too, in any case, and refuses others', async () => {
  const id = await aConnector(api, { system: 'Redmine' });
  expect((await api.call('GET', `${PATH}${id}/`)).body.system.id).toBe('redmine');
  const refused = await api.call('POST', PATH, { name: 'x', system: { id: 'mingle' }, params: {} });
  expect(refused).toMatchObject({ status: 400, body: { system: ['"mingle" is not a valid choice.'] } });
});

test('required parameters are named one by one, but for those that projects give', async () => {
  const body = { name: 'Bare', system: { id: 'redmine' }, params: {} };
  const refused = (await api.call('POST', PATH, body)).body.params;
  expect(Object.keys(refused).sort()).toEqual(['issue_tracker_api_token', 'issue_tracker_server']);
  const editable = ['issue_tracker_server', 'issue_tracker_api_token'];
  expect((await api.call('POST', PATH, { ...body, fields_editable_on_project: editable })).status).toBe(201);
});

test("refuses what belongs to a project's connection, and unknown names", async () => {
  const body = { name: 'Wrong', system: { id: 'redmine' } };
  const own = await api.call('POST', PATH, { ...body, params: { ...REDMINE, issue_tracker_project: 'pay' } });
  expect([own.status, Object.keys(own.body.params)]).toEqual([400, ['issue_tracker_project']]);
  const unknown = await api.call('POST', PATH, { ...body, params: REDMINE, fields_editable_on_project: ['nonsense'] });
  expect(unknown.body).toEqual({ fields_editable_on_project: ['"nonsense" is no parameter of Redmine.'] });
});

test('names are unique', async () => {
  await aConnector(api, { name: 'Twice' });
  const body = { name: 'Twice', system: { id: 'redmine' }, params: REDMINE };
  const text = { name: ['connector with this name already exists.'] };
  expect(await api.call('POST', PATH, body)).toMatchObject({ status: 400, body: text });
  const other = await aConnector(api);
  expect(await api.call('PATCH', `${PATH}${other}/`, { name: 'Twice' })).toMatchObject({ status: 400, body: text });
});

test('is not deleted while connections go through it', async () => {
  const id = await aConnector(api);
  await aConnection(api, { connector: id });
  const { status, body } = await api.call('DELETE', `${PATH}${id}/`);
  expect(status).toBe(409);
  expect(body.detail).toContain('used by 1 connection');
});

test('its parameters are for holders of the permission only', async () => {
  const id = await aConnector(api);
  const project = await aProject(api, 'For the member');
  const member = api.as(await person(api.db, 'member@example.com', 'UR1', { project, role: 'PR1' }));
  const { body } = await member('GET', `${PATH}${id}/`);
  expect(Object.keys(body).sort()).toEqual(KEYS.filter((key) => key !== 'params'));
});

test('a changed parameter shows in its connections, where they have none of their own', async () => {
  const connector = await aConnector(api, { fields_editable_on_project: ['conflict_policy'] });
  const plain = await aConnection(api, { connector });
  const own = await aConnection(api, { connector, params: { issue_tracker_project: 'pay', conflict_policy: 'ask' } });
  await api.call('PATCH', `${PATH}${connector}/`, { params: { conflict_policy: 'sde' } });
  const policyOf = async (id: number) =>
    (await api.call('GET', `connections/issue-tracker/${id}/`)).body.params.conflict_policy;
  expect([await policyOf(plain), await policyOf(own)]).toEqual(['sde', 'ask']);
});
