/** What published clients of API v2 send and expect, as it was seen on the wire: one test per observation. */
import { Agent, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, BASE_URL, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { hashPassword } from '../store/passwords.ts';

const TOKEN = 'token-of-admin@example.com';
const AUTHORIZATION = `Token ${TOKEN}`;
const JSON_TYPE = { 'content-type': 'application/json' };

let api: TestApi;
let port: number;
let project: number;
let tasks: string;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  port = (api.app.server.address() as AddressInfo).port;
  project = await aProject(api, 'Clients');
  tasks = `projects/${project}/tasks/`;
});
afterAll(() => api.app.close());

const aTask = async (changes: object = {}) =>
  (await api.call('POST', tasks, { title: 'Use TLS', text: 'x', priority: 8, phase: 'X1', ...changes })).body;

/** Over a socket, with exactly these headers beside the token. */
async function send(method: string, path: string, headers: Record<string, string> = {}, agent = new Agent()) {
  const options = { host: '127.0.0.1', port, method, path, agent };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ ...options, headers: { authorization: AUTHORIZATION, ...headers } }, resolve)
      .on('error', reject)
      .end();
  });
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

test('1: JSON is announced on requests that have no body', async () => {
  const note = await api.call('POST', `${tasks}${(await aTask()).task_id}/notes/`, { text: 'x' });
  const path = `/api/v2/${tasks}PT1/notes/${note.body.id}/`;
  expect(await send('GET', path, JSON_TYPE)).toMatchObject({ status: 200 });
  expect(await send('DELETE', path, JSON_TYPE)).toMatchObject({ status: 204, body: '' });
  const connection = await aConnection(api, { project });
  const job = (await api.call('POST', 'jobs/issue-tracker/', { connection, ready: false })).body.id;
  expect(await send('POST', `/api/v2/jobs/issue-tracker/${job}/cancel/`, JSON_TYPE)).toMatchObject({ status: 200 });
});

test('2: the scheme of the token is written in any case, the token with or without quotes; Basic works', async () => {
  const password_hash = await hashPassword('secret');
  await api.db.updateTable('users').set({ password_hash }).where('email', '=', 'admin@example.com').execute();
  const basic = `Basic ${Buffer.from('admin@example.com:secret').toString('base64')}`;
  for (const authorization of [AUTHORIZATION, `token ${TOKEN}`, `Token "${TOKEN}"`, `TOKEN ${TOKEN}`, basic]) {
    expect([authorization, (await api.call('GET', 'users/me/', undefined, { authorization })).status]).toEqual([
      authorization,
      200,
    ]);
  }
});

test('3: errors have the texts of Django REST framework', async () => {
  const missing = { status: 404, body: { detail: 'Not found.' } };
  expect(await api.call('GET', 'projects/4711/')).toMatchObject(missing);
  const as = (authorization: string) => api.call('GET', 'users/me/', undefined, { authorization });
  expect(await as('Token wrong')).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
  const without = { detail: 'Authentication credentials were not provided.' };
  expect(await as('')).toMatchObject({ status: 401, body: without });
  const notAllowed = { detail: 'Method "POST" not allowed.' };
  expect(await api.call('POST', `projects/${project}/`, {})).toMatchObject({ status: 405, body: notAllowed });
  expect(await api.call('POST', tasks, {})).toMatchObject({
    status: 400,
    body: { title: ['This field is required.'] },
  });
});

test('4: no path answers with a page or a redirect, with or without its last slash', async () => {
  const json = expect.stringContaining('application/json');
  for (const [path, status] of [
    [`/api/v2/projects/${project}`, 200],
    ['/api/v2/projects?page_size=1', 200],
    ['/api/v2/nonsense', 404],
    ['/api/v2', 404],
    ['/', 404],
    ['/api/v2/projects/%zz/', 404],
  ] as const) {
    expect([path, await send('GET', path)]).toEqual([
      path,
      expect.objectContaining({ status, headers: expect.objectContaining({ 'content-type': json }) }),
    ]);
  }
});

test('5: a list is complete without a page; with one, its next is followed as it stands; sizes are clamped', async () => {
  await aTask();
  await aTask();
  const all = (await api.call('GET', tasks)).body;
  expect(all).toMatchObject({ count: all.results.length, next: null, previous: null });
  const found: unknown[] = [];
  for (let next: string | null = `${BASE_URL}/api/v2/${tasks}?page_size=1`; next !== null;) {
    expect(next.startsWith(`${BASE_URL}/api/v2/`)).toBe(true);
    const page = await api.call('GET', next.slice(`${BASE_URL}/api/v2/`.length));
    found.push(...page.body.results);
    next = page.body.next;
  }
  expect(found).toEqual(all.results);
  expect((await api.call('GET', `${tasks}?page_size=10000000`)).body.results).toEqual(all.results);
});

test('6: 201 on POST, the whole object on PATCH, 204 without a body on DELETE', async () => {
  const made = await api.call('POST', tasks, { title: 'Whole', text: 'x', priority: 8, phase: 'X1' });
  expect(made.status).toBe(201);
  const changed = await api.call('PATCH', `${tasks}${made.body.task_id}/`, { priority: 3 });
  expect([changed.status, changed.body]).toEqual([200, { ...made.body, priority: 3, updated: expect.any(String) }]);
  const connection = await aConnection(api);
  const gone = await api.call('DELETE', `connections/issue-tracker/${connection}/`);
  expect([gone.status, gone.body]).toEqual([204, '']);
});

test('7: truth values and numbers come as text', async () => {
  const connection = await aConnection(api, { alias: 'Texts' });
  const path = `connections/issue-tracker/${connection}/`;
  expect((await api.call('PATCH', path, { debug_mode: 'true' })).body.debug_mode).toBe(true);
  for (const yes of ['true', 'True', '1']) {
    const { results } = (await api.call('GET', `connections/issue-tracker/?debug_mode=${yes}`)).body;
    expect(results.map(({ id }: { id: number }) => id)).toEqual([connection]);
  }
});

test('8: what is not understood in a query is ignored', async () => {
  const more = '?risk_relevant=true&expand=status,phase,nonsense&include=nonsense&cursor=';
  expect((await api.call('GET', `${tasks}${more}`)).status).toBe(200);
  expect((await api.call('GET', `${tasks}PT1/${more}`)).status).toBe(200);
});

test('9: a status is its id, and an object when it is expanded', async () => {
  const { task_id } = await aTask();
  expect((await api.call('GET', `${tasks}${task_id}/`)).body.status).toBe('TS2');
  const { body } = await api.call('GET', `${tasks}?expand=status,phase`);
  expect(body.results[0]).toMatchObject({
    status: { id: 'TS2', meaning: 'TODO', name: expect.any(String), slug: 'TODO', icon: expect.any(String) },
    phase: { id: 'X1' },
  });
});

test('10: a priority is a number, also when it was given as text', async () => {
  const { task_id } = await aTask();
  expect((await api.call('PATCH', `${tasks}${task_id}/`, { priority: '7' })).body.priority).toBe(7);
  for (const { priority } of (await api.call('GET', tasks)).body.results) expect(priority).toBeTypeOf('number');
});

test('11: a task is found by its long and its short id', async () => {
  const { id, task_id } = await aTask();
  expect(id).toBe(`${project}-${task_id}`);
  for (const name of [id, task_id]) expect((await api.call('GET', `${tasks}${name}/`)).body.id).toBe(id);
});

test('12: a task is changed by the members that clients send', async () => {
  const { task_id } = await aTask();
  const change = { status: 'TS1', status_note: 'Done in PAY-1', artifact_proxy: 'PAY-1', tags: ['tls'] };
  const mine = { phase: 'X3', priority: 4, text: 'New text', title: 'New title' };
  const body = { ...change, ...mine, assigned_to: ['admin@example.com'], problem: 'P1' };
  const changed = await api.call('PATCH', `${tasks}${task_id}/`, body);
  const { status_note, ...rest } = change;
  expect(changed).toMatchObject({ status: 200, body: { ...rest, ...mine } });
  expect(changed.body.assigned_to).toMatchObject([{ email: 'admin@example.com' }]);
  const notes = (await api.call('GET', `${tasks}${task_id}/notes/`)).body.results;
  expect(JSON.stringify(notes)).toContain(status_note);
});

test('13: the filters of clients find, and empty ones filter nothing', async () => {
  const here = (await api.call('GET', `projects/${project}/`)).body;
  const ids = async (path: string) =>
    (await api.call('GET', path)).body.results.map(({ id }: { id: number }) => id) as number[];
  expect(await ids(`projects/?application=${here.application}&name=Clients`)).toEqual([project]);
  expect(await ids('projects/?name__icontains=client&search=CLI&ordering=-created&active=true')).toEqual([project]);
  expect(await ids('projects/?name__icontains=&search=&ordering=&active=')).toContain(project);
  expect(await ids('applications/?name=Demo%20Application')).toContain(here.application);
  const connection = await aConnection(api, { project });
  const found = (await api.call('GET', `connections/issue-tracker/?project=${project}&include=last_job`)).body.results;
  expect(found.at(-1)).toMatchObject({ id: connection, last_job: null });
});

test('14: "Connection: close" is answered with the same, so that a pooling client opens another socket', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const _call of ['first', 'second', 'third']) {
    const { status, headers } = await send('GET', '/api/v2/users/me/', { connection: 'close' }, agent);
    expect([status, headers.connection]).toEqual([200, 'close']);
  }
  agent.destroy();
});

test('15: POST to one object is not allowed, as in the original', async () => {
  const { task_id } = await aTask();
  for (const path of [`projects/${project}/`, `${tasks}${task_id}/`]) {
    expect((await api.call('POST', path, { name: 'x' })).status).toBe(405);
  }
});

test('16: everything is at the root of its host, and links keep to the address that people use', async () => {
  const { paths, servers } = (await api.app.inject({ url: '/api/openapi.json' })).json();
  expect(Object.keys(paths).filter((path) => !path.startsWith('/api/v2/'))).toEqual([]);
  expect(servers).toEqual([{ url: BASE_URL }]);
  const { url } = (await api.call('GET', `projects/${project}/`)).body;
  expect(url.startsWith(`${BASE_URL}/`)).toBe(true);
});
