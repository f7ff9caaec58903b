/** Sessions: their whole life in a browser, and what other sites, strangers and thieves cannot do with them. */
import type { InjectOptions } from 'fastify';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { BASE_URL, counting, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { accountById } from '../store/accounts.ts';
import { hashPassword } from '../store/passwords.ts';
import { resumeSession, SESSION_IDLE, SESSION_KEPT, startSession } from '../store/sessions.ts';

const PASSWORD = 'correct: horse';
const EMAIL = 'anna@example.com';
const UNIT = { name: 'Unit' };

let api: TestApi;
let password_hash: string;
let now = NOW;

beforeAll(async () => {
  api = await startApi(await freshDatabase(), { now: () => now });
  await person(api.db, EMAIL, 'UR4');
  password_hash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  now = NOW;
  const anna = api.db.updateTable('users').set({ password_hash, is_active: true });
  await anna.where('email', '=', EMAIL).execute();
});

interface Browser {
  readonly cookie: string;
  readonly token: string;
}

const send = async (method: string, path: string, headers: Record<string, string> = {}, payload?: object) => {
  const url = `/api/v2/${path}`;
  const more = payload === undefined ? {} : { payload };
  const answer = await api.app.inject({ method: method as InjectOptions['method'] & 'GET', url, headers, ...more });
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json(), headers: answer.headers };
};
const open = (password: string, headers: Record<string, string> = {}, email = EMAIL) =>
  send('POST', 'session/', headers, { email, password });

async function loggedIn(headers: Record<string, string> = {}): Promise<Browser> {
  const answer = await open(PASSWORD, headers);
  expect(answer.status).toBe(200);
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '', token: answer.body.csrf_token };
}
const by = ({ cookie, token }: Browser) => ({ cookie, 'x-csrftoken': token });
const statusOf = async ({ cookie }: Browser) => (await send('GET', 'users/me/', { cookie })).status;

test('a session: opened, used, read, ended', async () => {
  const opened = await open(PASSWORD, {}, 'Anna@Example.com');
  expect(opened).toMatchObject({
    status: 200,
    body: {
      user: { email: EMAIL, last_login: new Date(NOW).toISOString() },
      operations: expect.arrayContaining(['listConnections', 'createConnector']),
      csrf_token: expect.any(String),
    },
    headers: { 'cache-control': 'no-store' },
  });
  const [cookie = '', ...flags] = String(opened.headers['set-cookie']).split('; ');
  expect(cookie).toMatch(/^sde-sessionid=[\da-f]{40}$/);
  expect(flags.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
  const token = opened.body.csrf_token;
  expect(await send('GET', 'session/', { cookie })).toMatchObject({ status: 200, body: opened.body });
  expect((await send('POST', 'business-units/', { cookie, 'x-csrftoken': token }, UNIT)).status).toBe(201);
  const ended = await send('DELETE', 'session/', { cookie, 'x-csrftoken': token });
  expect(ended.status).toBe(204);
  expect(String(ended.headers['set-cookie'])).toMatch(/^sde-sessionid=; .*Expires=Thu, 01 Jan 1970/);
  expect(await send('GET', 'users/me/', { cookie })).toMatchObject({
    status: 401,
    body: { detail: 'The session has ended: log in again.' },
  });
});

test('the cookie is Secure exactly where people come by https', async () => {
  const http = await startApi(await freshDatabase(), { baseUrl: 'http://localhost:8080' });
  await http.db.updateTable('users').set({ password_hash }).execute();
  const payload = { email: 'admin@example.com', password: PASSWORD };
  const answer = await http.app.inject({ method: 'POST', url: '/api/v2/session/', payload });
  expect(String(answer.headers['set-cookie'])).toMatch(/^sde-sessionid=\w+; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('with a token or password there is no session, and no token is needed for changes', async () => {
  const basic = { authorization: `Basic ${Buffer.from(`${EMAIL}:${PASSWORD}`).toString('base64')}` };
  for (const headers of [basic, { authorization: `Token token-of-${EMAIL}` }]) {
    expect(await send('GET', 'session/', headers)).toMatchObject({ status: 200, body: { csrf_token: null } });
    expect((await send('POST', 'business-units/', headers, { name: headers.authorization })).status).toBe(201);
    expect((await send('DELETE', 'session/', headers)).status).toBe(404);
  }
  const browser = await loggedIn();
  const both = { cookie: browser.cookie, authorization: `Token token-of-${EMAIL}` };
  expect((await send('POST', 'business-units/', both, { name: 'Both' })).status).toBe(201);
  expect((await send('GET', 'users/me/', { ...both, authorization: 'Token wrong' })).status).toBe(401);
});

test.each([
  ['no password', { email: EMAIL }, 400, { password: ['This field is required.'] }],
  ['a number', { email: EMAIL, password: 1 }, 400, { password: ['Not a valid string.'] }],
  ['a wrong one', { email: EMAIL, password: 'wrong' }, 401, { detail: 'Invalid username/password.' }],
  ['an empty one', { email: EMAIL, password: '' }, 401, { detail: 'Invalid username/password.' }],
  ['nobody', { email: 'x@example.com', password: PASSWORD }, 401, { detail: 'Invalid username/password.' }],
])('%s opens nothing', async (_what, body, status, told) => {
  const answer = await send('POST', 'session/', {}, body);
  expect(answer).toMatchObject({ status, body: told });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('an Idempotency-Key does not replay a log-in', async () => {
  const one = await loggedIn({ 'idempotency-key': 'k' });
  const two = await loggedIn({ 'idempotency-key': 'k' });
  expect(two.cookie).not.toBe(one.cookie);
});

test('a change needs the token of this very session, in composites too; reading does not', async () => {
  const [mine, other] = [await loggedIn(), await loggedIn()];
  const { cookie } = mine;
  const refused = {
    status: 403,
    body: { detail: expect.stringMatching(/^CSRF Failed: CSRF token (missing|incorrect)\./) },
  };
  for (const headers of [{ cookie }, { cookie, 'x-csrftoken': 'x' }, { cookie, 'x-csrftoken': other.token }])
    for (const [method, path] of [
      ['POST', 'business-units/'],
      ['PATCH', 'users/me/'],
      ['DELETE', 'session/'],
    ] as const)
      expect(await send(method, path, headers, {})).toMatchObject(refused);
  const composite_request = [
    { method: 'POST', path: '/api/v2/business-units/', reference_id: 'a', body: { name: 'In' } },
  ];
  expect((await send('POST', 'composite/', { cookie }, { composite_request })).status).toBe(403);
  const { body } = await send('POST', 'composite/', { ...by(mine), origin: BASE_URL }, { composite_request });
  expect(body.composite_response[0].http_status_code).toBe(201);
});

test.each(['https://evil.example', 'null', 'https://lockstep.test.evil.example', 'http://lockstep.test:81'])(
  'pages of %s change nothing, whatever the browser adds',
  async (origin) => {
    const browser = await loggedIn();
    const basic = `Basic ${Buffer.from(`${EMAIL}:${PASSWORD}`).toString('base64')}`;
    for (const headers of [by(browser), { authorization: basic }])
      expect(await send('POST', 'business-units/', { ...headers, origin }, UNIT)).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining('LOCKSTEP_BASE_URL') },
      });
    expect((await open(PASSWORD, { origin })).status).toBe(403);
    expect((await send('GET', 'users/me/', { cookie: browser.cookie, origin })).status).toBe(200);
    // A script in a page of its own has the token from its reader, not from the browser.
    const token = { authorization: `Token token-of-${EMAIL}`, origin };
    expect((await send('PATCH', 'users/me/', token, { last_name: 'x' })).status).toBe(200);
  },
);

test('our own pages do: of the base URL, and of the address that was asked', async () => {
  for (const headers of [{ origin: BASE_URL }, { origin: 'http://localhost:8080', host: 'localhost:8080' }])
    expect((await open(PASSWORD, headers)).status).toBe(200);
});

test('a log-in takes no id from outside, and ends the one that it came with', async () => {
  const planted = { cookie: `sde-sessionid=${'a'.repeat(40)}` };
  const first = await loggedIn(planted);
  expect(first.cookie).not.toBe(planted.cookie);
  const second = await loggedIn({ cookie: first.cookie });
  expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
});

test('a session ends when it is not used, and however much it is used', async () => {
  const browser = await loggedIn();
  now += SESSION_IDLE - 1;
  expect(await statusOf(browser)).toBe(200);
  now += SESSION_IDLE - 1;
  expect(await statusOf(browser)).toBe(200);
  now += SESSION_IDLE;
  expect(await statusOf(browser)).toBe(401);
  now = NOW;
  const busy = await loggedIn();
  while (now + SESSION_IDLE - 1 < NOW + SESSION_KEPT) {
    now += SESSION_IDLE - 1;
    expect(await statusOf(busy)).toBe(200);
  }
  now = NOW + SESSION_KEPT;
  expect(await statusOf(busy)).toBe(401);
  await loggedIn(); // and takes what has ended along
  const left = await api.db.selectFrom('sessions').select('created').execute();
  expect(left.map(({ created }) => created.getTime())).toEqual([now]);
});

test.each([
  ['their own new password', (own: Browser) => send('PATCH', 'users/me/', by(own), { password: 'another one here' })],
  ['a password that they are given', () => api.call('PATCH', 'users/2/', { password: 'another one here' })],
  ['being deactivated', () => api.call('PATCH', 'users/2/', { is_active: false })],
])('%s ends all sessions of a user, for good, and of nobody else', async (_what, change) => {
  await api.db.updateTable('users').set({ password_hash }).where('id', '=', 1).execute();
  const [one, two] = [await loggedIn(), await loggedIn()];
  const answer = await open(PASSWORD, {}, 'admin@example.com');
  const other = { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '', token: '' };
  expect((await change(one)).status).toBe(200);
  expect([await statusOf(one), await statusOf(two), await statusOf(other)]).toEqual([401, 401, 200]);
  await api.call('PATCH', 'users/2/', { is_active: true });
  expect(await statusOf(one)).toBe(401);
});

test('other changes of a user end nothing', async () => {
  const browser = await loggedIn();
  for (const body of [{ first_name: 'A' }, { role: 'UR4' }, { is_active: true }])
    expect((await api.call('PATCH', 'users/2/', body)).status).toBe(200);
  expect(await statusOf(browser)).toBe(200);
});

test('of a log-in and a change of the password at once, no session with the former one is left', async () => {
  const stale = { ...(await accountById(api.db, 2))!, password_hash: 'scrypt$former$former' };
  expect(await startSession(api.db, stale, NOW)).toBeNull();
  for (let round = 0; round < 5; round += 1) {
    await api.db.updateTable('users').set({ password_hash }).where('email', '=', EMAIL).execute();
    await Promise.all([open(PASSWORD), api.call('PATCH', 'users/2/', { password: 'another one here' })]);
    expect(await api.db.selectFrom('sessions').select('hash').where('user_id', '=', 2).execute()).toEqual([]);
  }
});

test('who asks by a session is one query, and once a minute another one', async () => {
  const { cookie } = await loggedIn();
  const { db, queries } = counting(api.db);
  const ask = async () => {
    const before = queries();
    expect(await resumeSession(db, cookie.split('=')[1] ?? '', now)).toMatchObject({ email: EMAIL });
    return queries() - before;
  };
  const counts = [await ask()];
  now += 60_001;
  counts.push(await ask(), await ask());
  expect(counts).toEqual([1, 2, 1]);
});

test('neither the id nor the token of a session is in the database', async () => {
  const { cookie, token } = await loggedIn();
  const rows = JSON.stringify(await api.db.selectFrom('sessions').selectAll().execute());
  expect(rows).not.toContain(cookie.split('=')[1]);
  expect(rows).not.toContain(token);
});
