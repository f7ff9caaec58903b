/** What people see and change of themselves. */
import { beforeAll, expect, test } from 'vitest';
import { person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let me: TestApi['call'];
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  me = api.as(await person(api.db, 'me@example.com', 'UR1'));
});

test('names and password are one’s own; nothing else is', async () => {
  const before = (await me('GET', 'users/me/')).body;
  const names = { first_name: 'Max', last_name: 'Moe' };
  const more = { role: 'UR4', is_superuser: true, groups: ['G1'], email: 'other@example.com', password_hash: 'x' };
  const changed = await me('PATCH', 'users/me/', { ...names, ...more });
  expect(changed).toMatchObject({ status: 200, body: { ...before, ...names } });
  expect((await me('PATCH', 'users/me/', { password: 'long enough here' })).body).toEqual(changed.body);
  const authorization = `Basic ${Buffer.from('me@example.com:long enough here').toString('base64')}`;
  expect((await me('GET', 'users/me/', undefined, { authorization })).body).toEqual(changed.body);
});

const QUIET = { notify_on_job_failed: false, notify_on_task_status_changed: false, notify_on_task_note_added: false };

test('the profile keeps what one wants to hear of', async () => {
  expect((await me('GET', 'users/me/profile/')).body).toEqual(QUIET);
  const loud = { ...QUIET, notify_on_job_failed: true };
  const patched = await me('PATCH', 'users/me/profile/', { notify_on_job_failed: 'true', is_superuser: true });
  expect(patched).toMatchObject({ status: 200, body: loud });
  expect((await me('GET', 'users/me/profile/')).body).toEqual(loud);
  expect((await me('PATCH', 'users/me/profile/')).body).toEqual(loud);
  expect((await api.call('GET', 'users/me/profile/')).body).toEqual(QUIET);
  expect((await me('GET', 'users/me/')).body.is_superuser).toBe(false);
});

test.each([
  ['users/me/', { password: 'short' }, { password: ['Ensure this field has at least 12 characters.'] }],
  ['users/me/', { first_name: 5 }, { first_name: ['Not a valid string.'] }],
  ['users/me/profile/', { notify_on_job_failed: 7 }, { notify_on_job_failed: ['Must be a valid boolean.'] }],
])('%s refuses %j', async (path, body, errors) => {
  expect(await me('PATCH', path, body)).toMatchObject({ status: 400, body: errors });
});

test('without "Modify own user settings" one only reads', async () => {
  const nobody = api.as(await person(api.db, 'nobody@example.com', 'UR2'));
  for (const path of ['users/me/', 'users/me/profile/']) {
    expect((await nobody('GET', path)).status).toBe(200);
    expect((await nobody('PATCH', path, {})).status).toBe(403);
  }
});
