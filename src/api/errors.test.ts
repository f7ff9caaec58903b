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

test('405 names the method and the others', async () => {
  const answer = await api.call('POST', `projects/${project}/`, {});
  expect(answer).toMatchObject({ status: 405, body: { detail: 'Method "POST" not allowed.' } });
  expect(String(answer.headers['allow']).split(', ').sort()).toEqual(['GET', 'HEAD', 'PATCH']);
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
