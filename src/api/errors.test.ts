/** The exact texts of Django REST framework: clients compare them. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { fieldErrors } from './field-errors.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Errors');
});

test('404 for unknown paths, unknown ids and malformed ids alike', async () => {
  for (const path of ['nonsense/', 'projects/999/', 'projects/abc/', 'connections/issue-tracker/99999999999999/']) {
    expect(await api.call('GET', path)).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
  }
});

test('an unknown path is not found whatever is sent to it', async () => {
  const json = { 'content-type': 'application/json' };
  for (const method of ['POST', 'DELETE', 'OPTIONS'] as const) {
    expect(await api.call(method, 'nonsense/', undefined, json)).toMatchObject({ status: 404 });
  }
  expect(await api.call('GET', 'projects/%E0%A4%A/')).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
  expect(await api.call('OPTIONS', 'projects/', undefined, json)).toMatchObject({
    status: 405,
    body: { detail: 'Method "OPTIONS" not allowed.' },
  });
});

test('405 names the method and the others', async () => {
  const answer = await api.call('POST', `projects/${project}/`, {});
  expect(answer).toMatchObject({ status: 405, body: { detail: 'Method "POST" not allowed.' } });
  expect(String(answer.headers['allow']).split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']);
  expect((await api.call('DELETE', 'business-units/')).body).toEqual({ detail: 'Method "DELETE" not allowed.' });
});

test('malformed JSON is 400, another content type 415', async () => {
  const json = { 'content-type': 'application/json' };
  expect(await api.call('POST', 'business-units/', '{"name"', json)).toMatchObject({
    status: 400,
    body: { detail: 'JSON parse error' },
  });
  expect((await api.call('POST', 'business-units/', 'a=b', { 'content-type': 'text/plain' })).status).toBe(415);
});

test('an empty JSON body lacks its fields, and is nothing on GET and DELETE', async () => {
  const json = { 'content-type': 'application/json' };
  expect(await api.call('POST', 'business-units/', undefined, json)).toMatchObject({
    status: 400,
    body: { name: ['This field is required.'] },
  });
  expect((await api.call('GET', 'users/me/', undefined, json)).status).toBe(200);
});

test('a body that is no object is told so', async () => {
  expect((await api.call('POST', 'business-units/', [1])).body).toEqual({
    non_field_errors: ['Expected a dictionary of items but got type "list".'],
  });
});

test('numbers and truth values may be given as text, as old scripts do', async () => {
  const body = { alias: 'Text', connector: '1', project: 'x', debug_mode: 'maybe', params: {} };
  expect((await api.call('POST', 'connections/issue-tracker/', body)).body).toEqual({
    project: ['A valid integer is required.'],
    debug_mode: ['Must be a valid boolean.'],
  });
  const application = String((await api.call('GET', 'applications/')).body.results[0].id);
  expect((await api.call('POST', 'projects/', { name: 'As text', application })).status).toBe(201);
});

test('what the database cannot hold is refused at its field', async () => {
  const nulls = ['Null characters are not allowed.'];
  const refused = (answer: unknown, body: unknown) => expect(answer).toMatchObject({ status: 400, body });
  refused(await api.call('POST', 'business-units/', { name: 'a\0b' }), { name: nulls });
  refused(await api.call('GET', 'projects/?name=%00'), { name: nulls });
  const connector = { name: 'c', system: 'redmine', params: { ...REDMINE, issue_tracker_server: 'a\0' } };
  refused(await api.call('POST', 'connectors/issue-tracker/', connector), { params: { issue_tracker_server: nulls } });
  const surrogate = ['Surrogate characters are not allowed.'];
  refused(await api.call('POST', 'business-units/', '{"name": "\\ud800"}', { 'content-type': 'application/json' }), {
    name: surrogate,
  });
  expect((await api.call('GET', `projects/${project}/tasks/%00/`)).status).toBe(404);
  const authorization = `Basic ${Buffer.from('a\0b:c').toString('base64')}`;
  expect((await api.call('GET', 'users/me/', undefined, { authorization })).status).toBe(401);
});

test('lengths are told in the framework’s words', async () => {
  const user = { email: 'short@example.com', role: 'UR1', password: 'short' };
  expect((await api.call('POST', 'users/', user)).body).toEqual({
    password: ['Ensure this field has at least 12 characters.'],
  });
});

test('errors are nested as the request was', async () => {
  const body = { title: 't', text: '', priority: 11, phase: 'X1', tags: ['ok', 5], status: 'TS9' };
  expect((await api.call('POST', `projects/${project}/tasks/`, body)).body).toEqual({
    priority: ['Ensure this value is less than or equal to 10.'],
    tags: { 1: ['Not a valid string.'] },
  });
});

test('unknown keywords still give a message', () => {
  const violation = { keyword: 'pattern', instancePath: '/a~1b', schemaPath: '', params: {}, message: 'must match' };
  expect(fieldErrors([violation])).toEqual({ 'a/b': ['Not a valid value: must match.'] });
  expect(fieldErrors([])).toEqual({ non_field_errors: ['Malformed request.'] });
});

test('failures of ours tell nothing about themselves', async () => {
  const testTracker = async () => {
    throw new Error('the password is canary');
  };
  const broken = await startApi(await freshDatabase(), { testTracker });
  const body = { name: 'x', system: 'redmine', params: { ...REDMINE, issue_tracker_project: 'pay' } };
  expect(await broken.call('POST', 'connections/test-issue-tracker/', body)).toMatchObject({
    status: 500,
    body: { detail: 'A server error occurred.' },
  });
});

test('the trailing slash is optional', async () => {
  expect((await api.call('GET', `projects/${project}`)).status).toBe(200);
  expect((await api.call('GET', 'projects?name=Errors')).body.count).toBe(1);
});

test('the supervisors are answered without credentials', async () => {
  expect((await api.app.inject({ url: '/healthz' })).json()).toMatchObject({ status: 'ok' });
  expect((await api.app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' });
});
