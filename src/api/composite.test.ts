import { beforeAll, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  const db = await freshDatabase();
  api = await startApi(db);
  project = await aProject(api);
});

const call = (reference_id: string, method: string, path: string, body?: unknown) => ({
  reference_id,
  method,
  path: `/api/v2/${path}`,
  ...(body === undefined ? {} : { body }),
});

const task = (title: string) => ({ title, text: '', priority: 5, phase: 'X1' });

test('calls are made one after the other, each answered under its reference', async () => {
  const tasks = `projects/${project}/tasks/`;
  const { status, body } = await api.call('POST', 'composite/', {
    all_or_none: false,
    strict_ref_checking: false,
    composite_request: [
      call('made', 'POST', tasks, task('One')),
      call('refused', 'POST', tasks, {}),
      call('seen', 'GET', `${tasks}?page_size=1`),
      call('missing', 'GET', 'projects/4711/'),
    ],
  });
  expect(status).toBe(200);
  const answers = body.composite_response;
  expect(answers.map((answer: { reference_id: string }) => answer.reference_id)).toEqual([
    'made',
    'refused',
    'seen',
    'missing',
  ]);
  expect(answers.map((answer: { http_status_code: number }) => answer.http_status_code)).toEqual([201, 400, 200, 404]);
  expect(answers[0].body.title).toBe('One');
  expect(answers[1].body.title).toEqual(['This field is required.']);
  expect(answers[2].body.count).toBe(1);
  expect(answers[3].body).toEqual({ detail: 'Not found.' });
});

test('a call without a body in its answer has null, and a former path works', async () => {
  const note = await api.call('POST', `projects/${project}/tasks/PT1/notes/`, { text: 'x' });
  const { body } = await api.call('POST', 'composite/', {
    composite_request: [
      call('gone', 'DELETE', `projects/${project}/tasks/PT1/notes/${note.body.id}/`),
      call('old', 'GET', 'connections/alm/'),
    ],
  });
  expect(body.composite_response).toMatchObject([
    { http_status_code: 204, body: null },
    { http_status_code: 200, body: { count: 0 } },
  ]);
});

test('each call has the permissions of the caller, no more', async () => {
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR1'));
  const { status, body } = await stranger('POST', 'composite/', {
    composite_request: [
      call('hidden', 'GET', `projects/${project}/`),
      call('refused', 'POST', 'business-units/', { name: 'Mine' }),
    ],
  });
  expect(status).toBe(200);
  expect(body.composite_response.map((answer: { http_status_code: number }) => answer.http_status_code)).toEqual([
    404, 403,
  ]);
});

const me = (reference: string) => call(reference, 'GET', 'users/me/');

test.each([
  ['nothing', {}, { composite_request: ['This field is required.'] }],
  [
    'all or none',
    { all_or_none: true, composite_request: [me('a')] },
    { all_or_none: ['Not supported: every call stands for itself. Leave it false.'] },
  ],
  [
    'too many',
    { composite_request: Array.from({ length: 51 }, (_, at) => me(String(at))) },
    { composite_request: ['Ensure this field has no more than 50 elements.'] },
  ],
  [
    'one name for two',
    { composite_request: [me('a'), me('a')] },
    { composite_request: ['The reference_id "a" is used twice.'] },
  ],
  [
    'itself',
    { composite_request: [call('a', 'POST', 'composite/')] },
    { composite_request: ['"/api/v2/composite/" cannot be called here: a path begins with /api/v2/.'] },
  ],
])('%s is refused before anything is called', async (_what, request, problems) => {
  expect(await api.call('POST', 'composite/', request)).toMatchObject({ status: 400, body: problems });
});

test('a path elsewhere on this server is refused', async () => {
  const request = { composite_request: [{ reference_id: 'a', method: 'GET', path: '/healthz' }] };
  expect((await api.call('POST', 'composite/', request)).status).toBe(400);
});

test('what holds a token is not kept under an Idempotency-Key', async () => {
  const id = (await api.call('GET', 'users/me/')).body.id;
  const token = api.as(await person(api.db, 'minted@example.com', 'UR1'));
  const own = (await token('GET', 'users/me/')).body.id;
  const request = { composite_request: [call('token', 'POST', `users/${own}/api-token/`)] };
  expect(id).not.toBe(own);
  const { body } = await api.call('POST', 'composite/', request, { 'idempotency-key': 'minting' });
  expect(body.composite_response).toMatchObject([{ http_status_code: 200, body: { token: expect.any(String) } }]);
  const kept = await api.db.selectFrom('idempotency_keys').select('body').execute();
  expect(JSON.stringify(kept)).not.toContain(body.composite_response[0].body.token);
});

test.each(['/api/v2/%63omposite/', '/api/v2/compo%73ite/?x=1'])('nor does it call itself by %s', async (path) => {
  const request = {
    composite_request: [{ reference_id: 'a', method: 'POST', path, body: { composite_request: [me('b')] } }],
  };
  expect((await api.call('POST', 'composite/', request)).status).toBe(400);
});
