/** The rules of a connection's parameters, one by one. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { canonical } from '../model/json.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Params');
});

const PATH = 'connections/issue-tracker/';
type Params = Record<string, unknown>;

const patch = (id: number, params: Params) => api.call('PATCH', `${PATH}${id}/`, { params });
const paramsOf = async (id: number): Promise<Params> => (await api.call('GET', `${PATH}${id}/`)).body.params;
const stored = async (id: number) =>
  api.db.selectFrom('connections').select(['params', 'secrets']).where('id', '=', id).executeTakeFirstOrThrow();
const create = (params: Params, connector: number) =>
  api.call('POST', PATH, { alias: 'x', project, connector, params });

/** A connector that lets projects set these. */
const open = (...names: string[]): Promise<number> => aConnector(api, { fields_editable_on_project: names });

test('what a GET shows changes nothing when it is sent back', async () => {
  const connector = await open('conflict_policy', 'issue_tracker_api_token', 'sde_min_priority');
  const params = { issue_tracker_project: 'pay', conflict_policy: 'sde', issue_tracker_api_token: 'own-secret' };
  const id = await aConnection(api, { project, connector, params, debug_mode: true });
  const [before, shown] = [await stored(id), await paramsOf(id)];
  expect(await patch(id, shown)).toMatchObject({ status: 200, body: { params: shown } });
  expect(canonical(await stored(id))).toBe(canonical(before));
});

test('merges: what is not given stays', async () => {
  const id = await aConnection(api, { project, params: { issue_tracker_project: 'pay', issue_tracker_context: 'c' } });
  await patch(id, { issue_tracker_project: 'web' });
  expect(await paramsOf(id)).toMatchObject({ issue_tracker_project: 'web', issue_tracker_context: 'c' });
});

test('a value equal to the inherited one stores no override', async () => {
  const id = await aConnection(api, { project, connector: await open('conflict_policy') });
  await patch(id, { conflict_policy: 'sde' });
  expect((await stored(id)).params).toMatchObject({ conflict_policy: 'sde' });
  await patch(id, { conflict_policy: 'issue_tracker' });
  expect((await stored(id)).params).not.toHaveProperty('conflict_policy');
});

test('null removes an override', async () => {
  const id = await aConnection(api, { project, connector: await open('conflict_policy') });
  await patch(id, { conflict_policy: 'sde' });
  await patch(id, { conflict_policy: null });
  expect(await paramsOf(id)).toMatchObject({ conflict_policy: 'issue_tracker' });
  expect((await stored(id)).params).toEqual({ issue_tracker_project: 'pay' });
});

test('null on a required parameter of the project is refused', async () => {
  const id = await aConnection(api, { project });
  const { status, body } = await patch(id, { issue_tracker_project: null });
  expect([status, body]).toEqual([400, { params: { issue_tracker_project: ['This field is required.'] } }]);
});

test('a different value for what the connector keeps to itself is refused by name', async () => {
  const id = await aConnection(api, { project });
  const { status, body } = await patch(id, { conflict_policy: 'sde', issue_tracker_server: 'evil.example.com' });
  expect(status).toBe(400);
  expect(Object.keys(body.params).sort()).toEqual(['conflict_policy', 'issue_tracker_server']);
  expect(body.params.conflict_policy[0]).toContain('leave it out, or give "issue_tracker"');
  expect((await patch(id, { conflict_policy: 'issue_tracker' })).status).toBe(200);
});

test('only the names that the connector lists may be set', async () => {
  const id = await aConnection(api, { project, connector: await open('conflict_policy') });
  expect((await patch(id, { conflict_policy: 'timestamp' })).status).toBe(200);
  expect((await patch(id, { sde_min_priority: '5' })).status).toBe(400);
  expect((await patch(id, { issue_tracker_parent_issue: '7' })).status).toBe(200);
});

test('unknown parameters are named', async () => {
  const { status, body } = await create({ issue_tracker_project: 'pay', foo: 1, alm_bar: 2 }, await aConnector(api));
  expect(status).toBe(400);
  expect(Object.keys(body.params)).toEqual(['foo', 'alm_bar']);
});

test('computed parameters are ignored on input', async () => {
  const connector = await aConnector(api);
  const computed = {
    sde_businessunit: 'x',
    sde_application: 'x',
    sde_project: 'x',
    last_successful_run: 'x',
    issue_tracker_reference_context: 99,
    session_capture_socket: '/x',
    alm_reference_context: 3,
  };
  const { status, body } = await create({ issue_tracker_project: 'pay', ...computed }, connector);
  expect(status).toBe(201);
  expect(body.params).toMatchObject({ sde_project: 'Params', issue_tracker_reference_context: body.id });
});

test('old names and values are accepted', async () => {
  const connector = await aConnector(api, {
    params: { ...REDMINE, alm_title_format: '[$project] $task_id $title', conflict_policy: 'alm' },
  });
  const { status, body } = await create({ alm_project: 'pay', alm_context: 'c', conflict_policy: 'alm' }, connector);
  expect(status).toBe(201);
  expect(body.params).toMatchObject({
    issue_tracker_project: 'pay',
    issue_tracker_context: 'c',
    conflict_policy: 'issue_tracker',
    issue_tracker_title_format: '[$project] $task_id $title',
  });
});

test('the title format goes by both names', async () => {
  const connector = await open('issue_tracker_title_format');
  const id = await aConnection(api, { project, connector });
  await patch(id, { title_format: 'A $task_id $title' });
  expect(await paramsOf(id)).toMatchObject({ issue_tracker_title_format: 'A $task_id $title' });
  await patch(id, { issue_tracker_title_format: 'B $task_id $title' });
  expect(await paramsOf(id)).toMatchObject({ issue_tracker_title_format: 'B $task_id $title' });
});

test('the least priority is a number here, and is taken as number or text', async () => {
  const id = await aConnection(api, { project, connector: await open('sde_min_priority') });
  await patch(id, { sde_min_priority: 5 });
  expect((await paramsOf(id))['sde_min_priority']).toBe(5);
  await patch(id, { sde_min_priority: '6' });
  expect((await paramsOf(id))['sde_min_priority']).toBe(6);
});

test('values are checked against the schema', async () => {
  const connector = await open(
    'conflict_policy',
    'issue_tracker_validate_cert',
    'sde_statuses_in_scope',
    'sde_status_map',
  );
  const id = await aConnection(api, { project, connector });
  const refused = async (params: Params) => (await patch(id, params)).body.params;
  expect(await refused({ conflict_policy: 'me' })).toEqual({ conflict_policy: ['"me" is not a valid choice.'] });
  expect(await refused({ issue_tracker_validate_cert: 'maybe' })).toEqual({
    issue_tracker_validate_cert: ['Must be a valid boolean.'],
  });
  expect(await refused({ sde_statuses_in_scope: 'TODO,LATER' })).toEqual({
    sde_statuses_in_scope: ['"LATER" is not a valid choice.'],
  });
  expect(Object.keys(await refused({ sde_status_map: '{' }))).toEqual(['sde_status_map']);
  expect((await patch(id, { sde_statuses_in_scope: ['TODO', 'DONE'] })).body.params).toMatchObject({
    sde_statuses_in_scope: 'TODO,DONE',
  });
});

test('a mask on create is refused', async () => {
  const params = { issue_tracker_project: 'pay', issue_tracker_api_token: '********' };
  const { status, body } = await create(params, await open('issue_tracker_api_token'));
  expect(status).toBe(400);
  expect(Object.keys(body.params)).toEqual(['issue_tracker_api_token']);
});

test('a mask on change leaves the secret alone; without a secret it is refused', async () => {
  const connector = await open('issue_tracker_api_token', 'issue_tracker_pass');
  const params = { issue_tracker_project: 'pay', issue_tracker_api_token: 'own-secret' };
  const id = await aConnection(api, { project, connector, params });
  const before = await stored(id);
  expect((await patch(id, { issue_tracker_api_token: '********' })).status).toBe(200);
  expect(await stored(id)).toEqual(before);
  const { status, body } = await patch(id, { issue_tracker_pass: '********' });
  expect([status, Object.keys(body.params)]).toEqual([400, ['issue_tracker_pass']]);
});

test('no secret is stored or shown in clear', async () => {
  const connector = await open('issue_tracker_api_token');
  const params = { issue_tracker_project: 'pay', issue_tracker_api_token: 'canary-4711' };
  const { body } = await create(params, connector);
  expect(body.params.issue_tracker_api_token).toBe('********');
  const rows = await api.db.selectFrom('connections').selectAll().execute();
  const above = await api.db.selectFrom('connectors').selectAll().execute();
  expect(JSON.stringify([rows, above])).not.toContain('canary-4711');
  expect(JSON.stringify(above)).not.toContain(REDMINE.issue_tracker_api_token);
});

test('with another connector, overrides that it does not allow are dropped', async () => {
  const params = { issue_tracker_project: 'pay', conflict_policy: 'sde' };
  const id = await aConnection(api, { project, connector: await open('conflict_policy'), params });
  const connector = await aConnector(api);
  const { status, body } = await api.call('PATCH', `${PATH}${id}/`, { connector });
  expect(status).toBe(200);
  expect(body.params).toMatchObject({ issue_tracker_project: 'pay', conflict_policy: 'issue_tracker' });
});

test('new parameters end a stop after a refused credential', async () => {
  const connector = await open('issue_tracker_api_token');
  const id = await aConnection(api, { project, connector });
  const stop = () => api.db.updateTable('connections').set({ stopped_because: '401' }).where('id', '=', id).execute();
  const reason = async () => (await api.call('GET', `${PATH}${id}/?include=schedule`)).body.schedule.stopped_because;
  await stop();
  await api.call('PATCH', `${PATH}${id}/`, { alias: 'only a name' });
  expect(await reason()).toBe('401');
  await patch(id, { issue_tracker_api_token: 'another' });
  expect(await reason()).toBeNull();
});
