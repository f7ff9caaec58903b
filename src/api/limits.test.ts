import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { hashPassword } from '../store/passwords.ts';

const DETAIL = /^Request was throttled\. Expected available in \d{1,2} seconds?\.$/;

const ask = async (api: TestApi, authorization: string, remoteAddress = '192.0.2.1', more = {}) => {
  const headers = { authorization, ...more };
  const { statusCode, headers: got, body } = await api.app.inject({ url: '/api/v2/users/me/', headers, remoteAddress });
  return { status: statusCode, retryAfter: Number(got['retry-after']), detail: JSON.parse(body).detail as string };
};
const TWENTY_REFUSED = Array.from({ length: 20 }, () => 401);
const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const atOnce = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, () => work()));
const times = async <T>(count: number, work: () => Promise<T>): Promise<T[]> => {
  const done: T[] = [];
  while (done.length < count) done.push(await work());
  return done;
};

test('a caller has so many requests a minute, whatever others do; without one it is the address', async () => {
  const api = await startApi(await freshDatabase(), { rateLimit: 3 });
  const other = `Token ${await person(api.db, 'other@example.com', 'UR1')}`;
  const admin = 'Token token-of-admin@example.com';
  expect((await times(3, () => ask(api, admin))).map(({ status }) => status)).toEqual([200, 200, 200]);
  const refused = await ask(api, admin, '192.0.2.2');
  expect(refused).toMatchObject({ status: 429, detail: expect.stringMatching(DETAIL) });
  expect(refused.retryAfter).toBeGreaterThan(0);
  expect(refused.retryAfter).toBeLessThanOrEqual(60);
  expect((await ask(api, other)).status).toBe(200);
  expect((await times(4, () => ask(api, ''))).map(({ status }) => status)).toEqual([401, 401, 401, 429]);
  expect((await ask(api, '', '192.0.2.9')).status).toBe(401);
  expect((await ask(api, other)).status).toBe(200);
  expect((await api.app.inject({ url: '/healthz' })).statusCode).toBe(200);
});

test('each call of a composite counts', async () => {
  const api = await startApi(await freshDatabase(), { rateLimit: 3 });
  const composite_request = ['a', 'b', 'c'].map((reference_id) => ({
    reference_id,
    method: 'GET',
    path: '/api/v2/users/me/',
  }));
  const { body } = await api.call('POST', 'composite/', { composite_request });
  expect(body.composite_response.map((one: { http_status_code: number }) => one.http_status_code)).toEqual([
    200, 200, 429,
  ]);
});

test('an address behind a trusted proxy is the one that the proxy names', async () => {
  const api = await startApi(await freshDatabase(), { rateLimit: 1, trustProxy: ['10.0.0.1'] });
  const from = (forwarded: string, proxy: string) => ask(api, '', proxy, { 'x-forwarded-for': forwarded });
  expect((await from('198.51.100.1', '10.0.0.1')).status).toBe(401);
  expect((await from('198.51.100.2', '10.0.0.1')).status).toBe(401);
  expect((await from('203.0.113.9, 198.51.100.2', '10.0.0.1')).status).toBe(429);
  expect((await from('198.51.100.3', '10.0.0.2')).status).toBe(401);
  expect((await from('198.51.100.4', '10.0.0.2')).status).toBe(429);
});

let guarded: TestApi;
beforeAll(async () => {
  guarded = await startApi(await freshDatabase());
  const password_hash = await hashPassword('right');
  for (const email of ['anna@example.com', 'bert@example.com', 'carl@example.com']) {
    await person(guarded.db, email, 'UR1');
    await guarded.db.updateTable('users').set({ password_hash }).where('email', '=', email).execute();
  }
});

test('twenty wrong passwords a minute from one address, then not even the right one is tried there', async () => {
  let last = 0;
  const guess = () => ask(guarded, basic(`${(last += 1)}@example.com`, 'wrong'));
  const guesses = await times(21, guess);
  expect(guesses.map(({ status }) => status)).toEqual([...TWENTY_REFUSED, 429]);
  expect(await ask(guarded, basic('bert@example.com', 'right'))).toMatchObject({
    status: 429,
    detail: expect.stringMatching(DETAIL),
  });
  expect((await ask(guarded, basic('bert@example.com', 'right'), '192.0.2.7')).status).toBe(200);
});

test('and for one account from everywhere; a token of it goes on working, from the same address too', async () => {
  let last = 0;
  const guess = () => ask(guarded, basic('Anna@example.com', 'wrong'), `198.51.100.${(last += 1)}`);
  const guesses = await atOnce(60, guess);
  expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(20);
  expect((await ask(guarded, basic('anna@example.com', 'right'), '203.0.113.1')).status).toBe(429);
  expect((await ask(guarded, basic('bert@example.com', 'right'), '203.0.113.1')).status).toBe(200);
  expect((await ask(guarded, 'Token token-of-anna@example.com', '198.51.100.1')).status).toBe(200);
});

test('wrong tokens count as log-ins that failed, and keep no right one out', async () => {
  const wrong = await times(21, () => ask(guarded, 'Token nonsense', '203.0.113.5'));
  expect(wrong.map(({ status }) => status)).toEqual([...TWENTY_REFUSED, 429]);
  expect((await ask(guarded, 'Token token-of-anna@example.com', '203.0.113.5')).status).toBe(200);
  const right = await atOnce(50, () => ask(guarded, basic('bert@example.com', 'right'), '203.0.113.6'));
  expect(right.filter(({ status }) => status !== 200)).toEqual([]);
});

test('who goes on guessing waits until the hour is over; a session that is open stays open', async () => {
  const logIn = async (password: string, remoteAddress = '203.0.113.7', email = 'carl@example.com') => {
    const payload = { email, password };
    const { statusCode, headers } = await guarded.app.inject({
      method: 'POST',
      url: '/api/v2/session/',
      payload,
      remoteAddress,
    });
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    return { status: statusCode, wait: Number(headers['retry-after']), cookie };
  };
  const { cookie } = await logIn('right');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  for (const _minute of [1, 2, 3]) {
    expect((await times(20, () => logIn('wrong'))).map(({ status }) => status)).toEqual(TWENTY_REFUSED);
    expect((await logIn('right')).wait).toBeGreaterThan(0);
    vi.setSystemTime(Date.now() + 60_000);
  }
  for (const refused of [
    await logIn('right'),
    await logIn('right', '203.0.113.8'),
    await logIn('right', '203.0.113.7', 'bert@example.com'),
  ]) {
    expect(refused.status).toBe(429);
    expect(refused.wait).toBeGreaterThan(3_000);
  }
  const url = '/api/v2/users/me/';
  expect((await guarded.app.inject({ url, headers: { cookie }, remoteAddress: '203.0.113.7' })).statusCode).toBe(200);
  vi.setSystemTime(Date.now() + 57 * 60_000);
  expect((await logIn('right')).status).toBe(200);
});
