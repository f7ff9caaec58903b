import { beforeAll, beforeEach, expect, test } from 'vitest';
import { aConnector, aProject, person, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { ServerDeps } from './deps.ts';

let api: TestApi;
let failure: TrackerError | null = null;
let tried: { params: Record<string, unknown>; depth: string }[] = [];
beforeAll(async () => {
  const testTracker: ServerDeps['testTracker'] = async (_system, params, depth, passed) => {
    tried.push({ params, depth });
    passed?.('');
    if (failure !== null) throw failure;
    if (depth !== 'server') for (const _deeper of ['project', 'settings']) passed?.('');
  };
  api = await startApi(await freshDatabase(), { testTracker });
});
beforeEach(() => {
  failure = null;
  tried = [];
});

const PARAMS = { ...REDMINE, issue_tracker_project: 'pay' };
const run = (body: object, kind = 'connections', query = '') =>
  api.call('POST', `${kind}/test-issue-tracker/${query}`, body);
const revealed = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);

test('tries the given parameters to the last depth', async () => {
  const answer = await run({ name: 'x', system: { id: 'redmine' }, params: PARAMS });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  expect(tried).toMatchObject([{ depth: 'settings', params: { issue_tracker_project: 'pay' } }]);
  expect(revealed(tried[0]?.params['issue_tracker_api_token'])).toBe(REDMINE.issue_tracker_api_token);
});

test("takes the connector's stored parameters as the base", async () => {
  const connector = await aConnector(api);
  const project = await aProject(api, 'Tried');
  const body = { alias: 'x', connector, project, system: { id: 'redmine' }, params: { issue_tracker_project: 'web' } };
  expect((await run(body)).status).toBe(200);
  expect(tried[0]?.params).toMatchObject({ issue_tracker_server: 'redmine.example.com', issue_tracker_project: 'web' });
  expect(revealed(tried[0]?.params['issue_tracker_api_token'])).toBe(REDMINE.issue_tracker_api_token);
});

test('a connector is tried without a project as far as its server', async () => {
  expect((await run({ name: 'x', system: { id: 'redmine' }, params: REDMINE }, 'connectors')).status).toBe(200);
  expect((await run({ name: 'x', system: { id: 'redmine' }, params: PARAMS }, 'connectors')).status).toBe(200);
  expect(tried.map(({ depth }) => depth)).toEqual(['server', 'settings']);
});

const required = ['This field is required.'];
test.each([
  ['no name', { system: { id: 'redmine' }, params: PARAMS }, { name: required }],
  ['no params', { name: 'x', system: { id: 'redmine' } }, { params: required }],
  ['neither system nor connector', { name: 'x', params: PARAMS }, { system: required }],
  [
    'an unknown connector',
    { name: 'x', connector: 99, params: {} },
    { connector: ['Invalid pk "99" - object does not exist.'] },
  ],
  [
    'an unknown project',
    { name: 'x', system: 'redmine', project: 99, params: PARAMS },
    { project: ['Invalid pk "99" - object does not exist.'] },
  ],
  [
    'missing parameters',
    { name: 'x', system: 'redmine', params: {} },
    {
      params: { issue_tracker_project: required, issue_tracker_server: required, issue_tracker_api_token: required },
    },
  ],
])('%s is refused by name', async (_what, body, expected) => {
  expect(await run(body)).toMatchObject({ status: 400, body: expected });
  expect(tried).toEqual([]);
});

test("a system that is not the connector's is refused", async () => {
  const other = { ...(await import('../trackers/systems.ts')).SYSTEMS[0]!, id: 'other', name: 'Other' };
  const two = await startApi(await freshDatabase(), {
    systems: [...(await import('../trackers/systems.ts')).SYSTEMS, other],
  });
  const connector = await aConnector(two);
  const body = { name: 'x', connector, system: { id: 'other' }, params: PARAMS };
  const { status, body: refused } = await two.call('POST', 'connections/test-issue-tracker/', body);
  expect([status, Object.keys(refused)]).toEqual([400, ['system']]);
});

test('what the tracker says is told with the parameter as key', async () => {
  const body = { name: 'x', system: 'redmine', params: PARAMS };
  failure = new TrackerError('settings', 'There is no project "pay".', { param: 'issue_tracker_project' });
  expect(await run(body)).toMatchObject({
    status: 400,
    body: { params: { issue_tracker_project: ['There is no project "pay".'] } },
  });
  failure = new TrackerError('down', 'No answer from redmine.example.com.');
  expect(await run(body)).toMatchObject({
    status: 400,
    body: { non_field_errors: ['No answer from redmine.example.com.'] },
  });
});

test('on request each depth is told, a failure with a 200', async () => {
  const body = { name: 'x', system: 'redmine', params: PARAMS };
  const passed = { success: true, param: null, message: '' };
  expect((await run(body, 'connections', '?include=depths')).body).toEqual({
    success: true,
    depths: ['server', 'project', 'settings'].map((depth) => ({ depth, ...passed })),
  });
  failure = new TrackerError('settings', 'There is no project "pay".', { param: 'issue_tracker_project' });
  expect(await run(body, 'connections', '?include=depths')).toMatchObject({
    status: 200,
    body: {
      success: false,
      depths: [
        { depth: 'server', ...passed },
        { depth: 'project', success: false, param: 'issue_tracker_project', message: 'There is no project "pay".' },
        { depth: 'settings', success: null, param: null, message: '' },
      ],
    },
  });
});

test('of a connector only the depths that can be tried are told', async () => {
  const body = { name: 'x', system: 'redmine', params: REDMINE };
  const told = await run(body, 'connectors', '?include=depths');
  expect(told.body.depths).toEqual([{ depth: 'server', success: true, param: null, message: '' }]);
});

test('parameters that do not fit the schema are refused by name before anything is tried', async () => {
  const told = await run({ name: 'x', system: 'redmine', params: {} }, 'connections', '?include=depths');
  expect([told.status, Object.keys(told.body)]).toEqual([400, ['params']]);
  expect(tried).toEqual([]);
});

test('a macro without a value fails the settings', async () => {
  const project = await aProject(api, 'No attributes');
  const params = { ...PARAMS, issue_tracker_custom_fields: '{"Risk":"${project_custom_attr_risk}"}' };
  const told = await run({ name: 'x', system: 'redmine', project, params }, 'connections', '?include=depths');
  expect(told.body.depths.map(({ success }: { success: boolean }) => success)).toEqual([true, true, false]);
  expect(told.body.depths[2].param).toBe('issue_tracker_custom_fields');
});

test('needs the edit permission', async () => {
  const project = await aProject(api, 'Not enough');
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR3', { project, role: 'PR1' }));
  const answer = await lead('POST', 'connections/test-issue-tracker/', {
    name: 'x',
    system: 'redmine',
    params: PARAMS,
  });
  expect(answer).toMatchObject({
    status: 403,
    body: { detail: 'You do not have permission to perform this action.' },
  });
});
