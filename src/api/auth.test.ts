import { beforeAll, expect, test } from 'vitest';
import { counting, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { hashPassword } from '../store/passwords.ts';
import { ensureAdministrator } from '../store/users.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  token = await person(api.db, 'Anna@Example.com', 'UR1');
  const password_hash = await hashPassword('correct: horse');
  await api.db.updateTable('users').set({ password_hash }).where('email', '=', 'Anna@Example.com').execute();
});

const me = async (authorization?: string) => {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await api.app.inject({ url: '/api/v2/users/me/', headers });
  return { status: answer.statusCode, body: answer.json(), challenge: answer.headers['www-authenticate'] };
};
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test.each(['Token $', 'token $', 'TOKEN   $', 'Token "$"', "Token '$'"])('%s is accepted', async (form) => {
  expect((await me(form.replace('$', token))).status).toBe(200);
});

test('so is Basic, in any case of the name, with a colon in the password', async () => {
  expect(await me(basic('anna@example.com:correct: horse'))).toMatchObject({
    status: 200,
    body: { email: 'Anna@Example.com' },
  });
  expect((await me(basic('anna@example.com:correct: horse').replace('Basic', 'basic'))).status).toBe(200);
});

test.each([
  ['nothing', undefined, 'Authentication credentials were not provided.'],
  ['another scheme', 'Bearer abc', 'Authentication credentials were not provided.'],
  ['a wrong token', 'Token nonsense', 'Invalid token.'],
  ['an empty token', 'Token ', 'Invalid token header. No credentials provided.'],
  ['a token with spaces', 'Token a b', 'Invalid token header. Token string should not contain spaces.'],
  ['a wrong password', basic('anna@example.com:wrong'), 'Invalid username/password.'],
  ['an unknown name', basic('nobody@example.com:wrong'), 'Invalid username/password.'],
  ['no password', basic('anna'), 'Invalid basic header. Credentials not correctly base64 encoded.'],
])('%s is refused with the exact text', async (_what, authorization, detail) => {
  expect(await me(authorization)).toEqual({ status: 401, body: { detail }, challenge: 'Token' });
});

test('a user without a password cannot log in with an empty one', async () => {
  await person(api.db, 'bob@example.com', 'UR1');
  expect((await me(basic('bob@example.com:'))).status).toBe(401);
});

test('inactive users are refused', async () => {
  const left = await person(api.db, 'left@example.com', 'UR1');
  await api.db.updateTable('users').set({ is_active: false }).where('email', '=', 'left@example.com').execute();
  expect(await me(`Token ${left}`)).toMatchObject({ status: 401, body: { detail: 'User inactive or deleted.' } });
});

test('tokens are stored as hashes', async () => {
  const rows = await api.db.selectFrom('api_tokens').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('the first start makes the administrator: with the token given, or with one that is told once', async () => {
  const now = new Date(0);
  const given = await freshDatabase();
  expect(await ensureAdministrator(given, 'given-token', now)).toBeNull();
  const first = await startApi(given);
  expect((await first.as('given-token')('GET', 'users/me/')).body).toMatchObject({ is_superuser: true, role: 'UR4' });
  const random = await freshDatabase();
  const made = await ensureAdministrator(random, null, now);
  expect(made).toMatch(/^[\da-f]{40}$/);
  expect(await ensureAdministrator(random, null, now)).toBeNull();
});

test('who calls, and what they hold by role and groups, is one query', async () => {
  const { db, queries } = counting(await freshDatabase());
  const counted = await startApi(db);
  const call = counted.as(await person(db, 'ann@example.com', 'UR2'));
  expect((await call('POST', 'business-units/', {})).status).toBe(403);
  await counted.call('POST', 'groups/', { name: 'Administrators', role: 'UR4', members: [2] });
  const before = queries();
  expect((await call('POST', 'business-units/', {})).status).toBe(400); // permitted, but without a name
  expect(queries() - before).toBe(1);
});
