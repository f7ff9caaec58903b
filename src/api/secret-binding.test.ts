/** A stored secret never travels: neither by a connection, nor by a connector, nor by a test. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const SERVER = 'issue_tracker_server';
const TOKEN = 'issue_tracker_api_token';

let api: TestApi;
let project: number;
let tried: unknown[] = [];
beforeAll(async () => {
  const testTracker = async (_system: unknown, params: Record<string, unknown>) => void tried.push(params);
  api = await startApi(await freshDatabase(), { testTracker });
  project = await aProject(api, 'Secrets');
});

const patchConnection = (id: number, params: object) =>
  api.call('PATCH', `connections/issue-tracker/${id}/`, { params });
const patchConnector = (id: number, params: object) => api.call('PATCH', `connectors/issue-tracker/${id}/`, { params });
const refusedFor = ({ status, body }: { status: number; body: { params: object } }) => [
  status,
  Object.keys(body.params),
];
const open = () => aConnector(api, { fields_editable_on_project: [SERVER, TOKEN] });

test.each([
  ['issue_tracker_server', 'other.example.com'],
  ['issue_tracker_method', 'http'],
  ['issue_tracker_context_root', '/redmine'],
  ['issue_tracker_validate_cert', false],
])('a connector with a new %s needs its secret anew', async (name, value) => {
  const id = await aConnector(api);
  expect(refusedFor(await patchConnector(id, { [name]: value }))).toEqual([400, [TOKEN]]);
  expect(refusedFor(await patchConnector(id, { [name]: value, [TOKEN]: '********' }))).toEqual([400, [TOKEN]]);
  expect((await patchConnector(id, { [name]: value, [TOKEN]: 'anew' })).status).toBe(200);
});

test('a connector keeps its secret when nothing that binds it changes', async () => {
  const id = await aConnector(api);
  expect((await patchConnector(id, { [SERVER]: REDMINE[SERVER], sde_min_priority: '3' })).status).toBe(200);
});

test("a connection cannot take the connector's secret to a server of its own", async () => {
  const connector = await open();
  const params = { issue_tracker_project: 'pay', [SERVER]: 'evil.example.com' };
  const made = await api.call('POST', 'connections/issue-tracker/', { alias: 'x', project, connector, params });
  expect(refusedFor(made)).toEqual([400, [TOKEN]]);
  const id = await aConnection(api, { project, connector });
  expect(refusedFor(await patchConnection(id, { [SERVER]: 'evil.example.com' }))).toEqual([400, [TOKEN]]);
  expect((await patchConnection(id, { [SERVER]: 'mine.example.com', [TOKEN]: 'mine' })).status).toBe(200);
});

test("dropping its own secret, a connection on its own server does not get the connector's", async () => {
  const params = { issue_tracker_project: 'pay', [SERVER]: 'mine.example.com', [TOKEN]: 'mine' };
  const id = await aConnection(api, { project, connector: await open(), params });
  expect(refusedFor(await patchConnection(id, { [TOKEN]: null }))).toEqual([400, [TOKEN]]);
  expect((await patchConnection(id, { [TOKEN]: null, [SERVER]: null })).status).toBe(200);
});

test("a connection's own secret does not follow it to another server", async () => {
  const params = { issue_tracker_project: 'pay', [SERVER]: 'mine.example.com', [TOKEN]: 'mine' };
  const id = await aConnection(api, { project, connector: await open(), params });
  expect(refusedFor(await patchConnection(id, { [SERVER]: 'evil.example.com' }))).toEqual([400, [TOKEN]]);
  expect(refusedFor(await patchConnection(id, { [SERVER]: null }))).toEqual([400, [TOKEN]]);
});

test('nor to another connector', async () => {
  const params = { issue_tracker_project: 'pay', [TOKEN]: 'mine' };
  const id = await aConnection(api, { project, connector: await open(), params });
  const elsewhere = await aConnector(api, {
    params: { ...REDMINE, [SERVER]: 'other.example.com' },
    fields_editable_on_project: [SERVER, TOKEN],
  });
  const moved = await api.call('PATCH', `connections/issue-tracker/${id}/`, { connector: elsewhere });
  expect(refusedFor(moved)).toEqual([400, [TOKEN]]);
});

test('nor along with its connector', async () => {
  const connector = await open();
  await aConnection(api, { project, connector, params: { issue_tracker_project: 'pay', [TOKEN]: 'mine' } });
  const { status, body } = await patchConnector(connector, { [SERVER]: 'other.example.com', [TOKEN]: 'anew' });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('settings or secrets of their own');
});

test("nor does a connector's new secret go to the server of a connection", async () => {
  const connector = await open();
  const params = { issue_tracker_project: 'pay', [SERVER]: 'mine.example.com', [TOKEN]: 'mine' };
  const id = await aConnection(api, { project, connector, params });
  const { status, body } = await patchConnector(connector, { issue_tracker_pass: 'new' });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain(`${id} `);
});

test.each(['connections', 'connectors'])('a test of %s cannot send the stored secret elsewhere', async (kind) => {
  tried = [];
  const connector = await aConnector(api);
  const run = (params: object) =>
    api.call('POST', `${kind}/test-issue-tracker/`, {
      name: 'x',
      connector,
      params: { issue_tracker_project: 'pay', ...params },
    });
  expect(refusedFor(await run({ [SERVER]: 'evil.example.com' }))).toEqual([400, [TOKEN]]);
  expect(tried).toEqual([]);
  expect(await run({ [TOKEN]: '********' })).toMatchObject({ status: 200, body: { success: true } });
  expect(await run({ [SERVER]: 'mine.example.com', [TOKEN]: 'mine' })).toMatchObject({ status: 200 });
  expect(tried).toHaveLength(2);
});
