/** The operations of the documented API, with Redmine in the tracker's place: keys, types, values, status codes. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { reportJob } from '../store/jobs.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

const PATH = 'connections/issue-tracker/';
const KEYS = ['alias', 'command', 'connector', 'debug_mode', 'frequency', 'id', 'in_progress', 'inaccessible'];
const ALL_KEYS = [...KEYS, 'params', 'project', 'system'];
const sorted = (value: object): string[] => Object.keys(value).sort();

const typesOf = (value: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(value).map(([key, one]) => [key, one === null ? 'null' : typeof one]));

const succeed = (connectionId: number): Promise<number> =>
  reportJob(api.db, { connectionId, succeeded: true, message: 'ok', automatic: false, userId: 1, triggeredBy: 1 }, NOW);

test('creates with two parameters and shows the merged view', async () => {
  const project = await aProject(api, 'Demo');
  const connector = await aConnector(api);
  const params = { issue_tracker_project: 'pay', issue_tracker_parent_issue: '12' };
  const body = { alias: 'Example', connector, debug_mode: true, project, frequency: 'hourly', params };
  const { status, body: made } = await api.call('POST', PATH, body);
  expect(status).toBe(201);
  expect(sorted(made)).toEqual(ALL_KEYS);
  expect(made).toMatchObject({ alias: 'Example', frequency: 'hourly', command: 'sync_redmine', debug_mode: true });
  expect(made).toMatchObject({ inaccessible: false, in_progress: false, connector, project });
  expect(made.system).toEqual({ id: 'redmine', short_name: 'Redmine', name: 'Redmine' });
  expect(made.params).toMatchObject({
    sde_businessunit: 'General Demo',
    sde_application: 'Demo Application',
    sde_project: 'Demo',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: '********',
    issue_tracker_method: 'https',
    issue_tracker_server: 'redmine.example.com',
    issue_tracker_validate_cert: true,
    issue_tracker_title_format: '$task_id $title',
    issue_tracker_project: 'pay',
    issue_tracker_parent_issue: '12',
    issue_tracker_phases: 'requirements,architecture-design,development',
    sde_statuses_in_scope: 'TODO',
    sde_verification_filter: 'none,partial,pass,fail',
    conflict_policy: 'issue_tracker',
    sde_min_priority: 7,
    issue_tracker_reference_context: made.id,
    session_capture_socket: '/data/session-capture.sock',
  });
  expect(made.params).not.toHaveProperty('last_successful_run');
  expect(made.params).not.toHaveProperty('title_format');
});

test('gets one with the JSON types of the documentation', async () => {
  const id = await aConnection(api);
  const { status, body } = await api.call('GET', `${PATH}${id}/`);
  expect(status).toBe(200);
  expect(typesOf(body)).toEqual({
    id: 'number',
    alias: 'string',
    system: 'object',
    frequency: 'string',
    command: 'string',
    debug_mode: 'boolean',
    params: 'object',
    inaccessible: 'boolean',
    in_progress: 'boolean',
    connector: 'number',
    project: 'number',
  });
  expect(body.params).not.toHaveProperty('session_capture_socket');
  for (const value of Object.values(body.params)) expect(['string', 'number', 'boolean']).toContain(typeof value);
});

test('lists, also filtered by project, connector, alias, frequency and system', async () => {
  const project = await aProject(api, 'Filtered');
  const connector = await aConnector(api);
  const id = await aConnection(api, { project, connector, alias: 'Odd name', frequency: 'daily' });
  const ids = async (query: string): Promise<number[]> =>
    (await api.call('GET', `${PATH}?${query}`)).body.results.map((row: { id: number }) => row.id);
  expect(await ids(`project=${project}`)).toEqual([id]);
  expect(await ids(`connector=${connector}`)).toEqual([id]);
  expect(await ids('alias=Odd%20name')).toEqual([id]);
  expect(await ids(`frequency=daily&project=${project}`)).toEqual([id]);
  expect(await ids(`frequency=weekly&project=${project}`)).toEqual([]);
  expect(await ids(`system=redmine&project=${project}`)).toEqual([id]);
  expect(await ids('system=jira')).toEqual([]);
  expect(await ids('project=')).toContain(id);
  const all = (await api.call('GET', PATH)).body;
  expect(sorted(all)).toEqual(['count', 'next', 'previous', 'results']);
  expect(all.results).toHaveLength(all.count);
  expect(sorted(all.results[0])).toEqual(ALL_KEYS);
});

test('refuses a malformed filter, ignores an unknown one', async () => {
  expect(await api.call('GET', `${PATH}?project=abc`)).toMatchObject({
    status: 400,
    body: { project: ['A valid integer is required.'] },
  });
  expect((await api.call('GET', `${PATH}?risk_relevant=true&include=nonsense`)).status).toBe(200);
});

test('includes the last job: null when there was none', async () => {
  const project = await aProject(api, 'With jobs');
  const id = await aConnection(api, { project });
  const last = async () => (await api.call('GET', `${PATH}?include=last_job&project=${project}`)).body.results[0];
  expect(await last()).toHaveProperty('last_job', null);
  await succeed(id);
  const { last_job } = await last();
  expect(sorted(last_job)).toEqual(
    ['automatic', 'id', 'last_run', 'ready', 'result_message', 'succeeded', 'triggered_by', 'user'].sort(),
  );
  expect(last_job).toMatchObject({ succeeded: true, result_message: 'ok', ready: true, automatic: false });
  expect(last_job.last_run).toBe('2026-01-02T03:04:05.678Z');
  expect((await api.call('GET', `${PATH}${id}/?include=last_job`)).body.last_job).toEqual(last_job);
  expect((await api.call('GET', `${PATH}${id}/`)).body).not.toHaveProperty('last_job');
});

test('last_successful_run appears inside params after the first success, with microseconds and offset', async () => {
  const id = await aConnection(api);
  await succeed(id);
  const { body } = await api.call('GET', `${PATH}${id}/`);
  expect(body.params.last_successful_run).toBe('2026-01-02T03:04:05.678000+00:00');
  expect(body).not.toHaveProperty('last_successful_run');
});

test('in_progress while a run waits, not while one is only planned', async () => {
  const id = await aConnection(api);
  await api.call('POST', 'plans/', { connection: id });
  expect((await api.call('GET', `${PATH}${id}/`)).body.in_progress).toBe(false);
  await api.call('POST', 'jobs/issue-tracker/', { connection: id, ready: false });
  expect((await api.call('GET', `${PATH}${id}/`)).body.in_progress).toBe(true);
});

test.each(['PATCH', 'PUT'])('%s changes what is given and answers the whole object', async (method) => {
  const project = await aProject(api, `For ${method}`);
  const connector = await aConnector(api);
  const params = { issue_tracker_project: 'pay', issue_tracker_parent_issue: '12' };
  const id = await aConnection(api, { project, connector, params, debug_mode: true, frequency: 'weekly' });
  const change = {
    alias: 'New name',
    connector,
    project,
    frequency: 'manually',
    params: { issue_tracker_project: 'web' },
  };
  const { status, body } = await api.call(method, `${PATH}${id}/`, change);
  expect(status).toBe(200);
  expect(sorted(body)).toEqual(ALL_KEYS);
  expect(body).toMatchObject({ id, alias: 'New name', frequency: 'manually', debug_mode: true, project, connector });
  expect(body.params).toMatchObject({ issue_tracker_project: 'web', issue_tracker_parent_issue: '12' });
  expect((await api.call('GET', `${PATH}${id}/`)).body).toEqual(body);
});

test('an empty change changes nothing', async () => {
  const id = await aConnection(api);
  const before = (await api.call('GET', `${PATH}${id}/`)).body;
  expect(await api.call('PATCH', `${PATH}${id}/`, {})).toMatchObject({ status: 200, body: before });
});

test('deletes with an empty 204', async () => {
  const id = await aConnection(api);
  const deleted = await api.call('DELETE', `${PATH}${id}/`, undefined, { 'content-type': 'application/json' });
  expect(deleted).toMatchObject({ status: 204, body: '' });
  expect(await api.call('GET', `${PATH}${id}/`)).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
});

test('names every required field that is missing', async () => {
  const required = ['This field is required.'];
  expect(await api.call('POST', PATH, {})).toMatchObject({
    status: 400,
    body: { alias: required, connector: required, project: required, params: required },
  });
});

test('names objects that do not exist, and choices that are none', async () => {
  const project = await aProject(api, 'Names');
  const connector = await aConnector(api);
  const body = { alias: 'x', project, connector, params: { issue_tracker_project: 'pay' } };
  const refused = async (change: object) => (await api.call('POST', PATH, { ...body, ...change })).body;
  expect(await refused({ project: 999 })).toEqual({ project: ['Invalid pk "999" - object does not exist.'] });
  expect(await refused({ connector: 999 })).toEqual({ connector: ['Invalid pk "999" - object does not exist.'] });
  expect(await refused({ frequency: 'yearly' })).toEqual({ frequency: ['"yearly" is not a valid choice.'] });
  expect(await refused({ alias: null })).toEqual({ alias: ['This field may not be null.'] });
  expect(await refused({ alias: 5 })).toEqual({ alias: ['Not a valid string.'] });
  expect(await refused({ alias: '' })).toEqual({ alias: ['This field may not be blank.'] });
  expect(await refused({ debug_mode: 'yes' })).toEqual({ debug_mode: ['Must be a valid boolean.'] });
  expect(await refused({ project: 'five' })).toEqual({ project: ['A valid integer is required.'] });
  expect(await refused({ params: [] })).toEqual({
    params: ['Expected a dictionary of items but got type "list".'],
  });
});

test('params are hidden from callers without the permission', async () => {
  const project = await aProject(api, 'Seen by members');
  const id = await aConnection(api, { project });
  await succeed(id);
  const member = api.as(await person(api.db, 'member@example.com', 'UR1', { project, role: 'PR2' }));
  const { status, body } = await member('GET', `${PATH}${id}/?include=last_job`);
  expect(status).toBe(200);
  expect(sorted(body)).toEqual([...KEYS, 'last_job', 'project', 'system'].sort());
  expect(JSON.stringify(body)).not.toContain('last_successful_run');
  expect((await member('GET', PATH)).body.count).toBe(1);
});

test('tells what the caller may do in its project', async () => {
  const project = await aProject(api, 'Of helpers');
  const id = await aConnection(api, { project });
  const helper = api.as(await person(api.db, 'helper@example.com', 'UR1', { project, role: 'PR2' }));
  const operations = async (call: TestApi['call']): Promise<string[]> =>
    (await call('GET', `${PATH}${id}/?include=operations`)).body.operations;
  expect(await operations(helper)).toEqual(expect.arrayContaining(['getConnection', 'createNote']));
  expect(await operations(helper)).not.toContain('deleteConnection');
  expect(await operations(api.call)).toEqual(expect.arrayContaining(['deleteConnection', 'createJob', 'getJobTrace']));
});

test('schedules need the advanced feature', async () => {
  const plain = await startApi(await freshDatabase(), { advanced: false });
  const id = await aConnection(plain);
  const { status, body } = await plain.call('PATCH', `${PATH}${id}/`, { frequency: 'hourly' });
  expect(status).toBe(400);
  expect(body.frequency[0]).toContain('advanced Issue Tracker feature');
  expect((await plain.call('PATCH', `${PATH}${id}/`, { frequency: 'manually' })).status).toBe(200);
});

test('a schedule starts within five minutes and is shown on request', async () => {
  const id = await aConnection(api, { frequency: 'hourly' });
  const { schedule } = (await api.call('GET', `${PATH}${id}/?include=schedule`)).body;
  const first = Date.parse(schedule.next_run_at);
  expect(first).toBeGreaterThanOrEqual(NOW);
  expect(first).toBeLessThan(NOW + 300_000);
  await api.call('PATCH', `${PATH}${id}/`, { frequency: 'manually' });
  const { body } = await api.call('GET', `${PATH}${id}/?include=schedule`);
  expect(body.schedule).toEqual({ next_run_at: null, note: '', stopped_because: null, paused: null });
});
