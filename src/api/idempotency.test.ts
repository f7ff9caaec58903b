import { beforeAll, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let now = NOW;
beforeAll(async () => {
  api = await startApi(await freshDatabase(), { now: () => now });
});

const make = (key: string, name: string, call = api.call) =>
  call('POST', 'business-units/', { name }, { 'idempotency-key': key });
const count = async (name: string): Promise<number> =>
  (await api.call('GET', `business-units/?name=${name}`)).body.count;

test('the same request gives the recorded answer and happens once', async () => {
  const first = await make('k1', 'once');
  const second = await make('k1', 'once');
  expect(first.status).toBe(201);
  expect(second).toMatchObject({ status: 201, body: first.body });
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(await count('once')).toBe(1);
});

test('another request under the same key is refused', async () => {
  await make('k2', 'mine');
  const { status, body } = await make('k2', 'other');
  expect(status).toBe(422);
  expect(body.detail).toContain('choose a new key');
  expect(await count('other')).toBe(0);
});

test('while the first is at work, a second is told to wait', async () => {
  const [a, b] = await Promise.all([make('k3', 'race'), make('k3', 'race')]);
  const statuses = [a.status, b.status].toSorted((x, y) => x - y);
  expect([
    [201, 201],
    [201, 409],
  ]).toContainEqual(statuses);
  expect(await count('race')).toBe(1);
  await api.db.updateTable('idempotency_keys').set({ status: null }).where('key', '=', 'k3').execute();
  const { status, body } = await make('k3', 'race');
  expect([status, body.detail]).toEqual([409, expect.stringContaining('still being worked on')]);
});

test('a refusal frees the key', async () => {
  expect((await make('k4', '')).status).toBe(400);
  await make('k5', 'taken');
  expect((await make('k4', 'taken')).status).toBe(400);
  expect((await make('k4', 'free')).status).toBe(201);
});

test('keys are everybody’s own, and forgotten after a day', async () => {
  const other = api.as(await person(api.db, 'other@example.com', 'UR4'));
  await make('k6', 'shared');
  expect((await make('k6', 'not shared', other)).status).toBe(201);
  now += 25 * 3_600_000;
  expect((await make('k6', 'tomorrow')).status).toBe(201);
});

test('keys have 1 to 200 characters', async () => {
  expect(await make('x'.repeat(201), 'long')).toMatchObject({
    status: 400,
    body: { 'Idempotency-Key': ['Give 1 to 200 characters.'] },
  });
});

test('an answer with a secret is not recorded', async () => {
  const token = await person(api.db, 'token@example.com', 'UR1');
  const id = (await api.as(token)('GET', 'users/me/')).body.id;
  const first = await api.call('POST', `users/${id}/api-token/`, undefined, { 'idempotency-key': 'k7' });
  const rows = await api.db.selectFrom('idempotency_keys').selectAll().execute();
  expect(first.status).toBe(200);
  expect(JSON.stringify(rows)).not.toContain(first.body.token);
});
