import { beforeEach, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { ensureAdministrator } from '../store/users.ts';

const BODY = { email: 'ann@example.com', password: 'long enough here' };

let api: TestApi;
let first: TestApi['call'];
beforeEach(async () => {
  const db = await freshDatabase();
  await ensureAdministrator(db, 'printed-at-the-start', new Date(NOW));
  api = await startApi(db);
  first = api.as('printed-at-the-start');
});

const needed = async () => (await api.app.inject({ url: '/api/v2/first-run/' })).json();
const opened = async (payload: object) =>
  (await api.app.inject({ method: 'POST', url: '/api/v2/session/', payload })).statusCode;

test('the administrator gets an address and a password, once; the token stays', async () => {
  expect(await needed()).toEqual({ needed: true });
  expect(await first('POST', 'first-run/', BODY)).toMatchObject({ status: 200, body: { id: 1, email: BODY.email } });
  expect(await needed()).toEqual({ needed: false });
  expect(await opened(BODY)).toBe(200);
  expect(await first('POST', 'first-run/', { ...BODY, email: 'other@example.com' })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('users/me/') },
  });
  expect((await first('GET', 'users/me/')).body.email).toBe(BODY.email);
});

test('it is for administrators, and says what is wrong', async () => {
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR3'));
  expect((await lead('POST', 'first-run/', BODY)).status).toBe(403);
  expect((await api.as('another')('POST', 'first-run/', BODY)).status).toBe(401);
  const refused = [
    [{}, ['email', 'password']],
    [{ ...BODY, password: 'short' }, ['password']],
    [{ ...BODY, email: 'no address' }, ['email']],
    [{ ...BODY, email: 'lead@example.com' }, ['email']],
  ] as const;
  for (const [body, fields] of refused) {
    const answer = await first('POST', 'first-run/', body);
    expect([answer.status, Object.keys(answer.body)]).toEqual([400, fields]);
  }
  expect(await needed()).toEqual({ needed: true });
});

test("other people's passwords and deactivated administrators make no difference", async () => {
  await first('POST', 'users/', { ...BODY, email: 'user@example.com' });
  expect(await needed()).toEqual({ needed: true });
  const other = { ...BODY, email: 'second@example.com', is_superuser: true };
  const { id } = (await first('POST', 'users/', other)).body;
  expect(await needed()).toEqual({ needed: false });
  await first('PATCH', `users/${id}/`, { is_active: false });
  expect(await needed()).toEqual({ needed: true });
});
