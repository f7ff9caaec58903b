import { beforeAll, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLinkedProject, type Linked } from '../../test/linked.ts';
import { DAY, HOUR } from '../model/instant.ts';

let api: TestApi;
let linked: Linked;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  linked = await aLinkedProject(api, 'Drift', 0);
});

const ended = (ago: number, counts: object, more: object = {}): Promise<number> =>
  aFinishedRun(api, linked, {}, { finished: new Date(NOW - ago), summary: JSON.stringify({ counts }), ...more });

test('per day: runs, what they brought into sync, what the last one left', async () => {
  await ended(40 * DAY, { done: 100 });
  await ended(DAY + HOUR, { done: 3, held: 9, refused: 1 });
  await ended(DAY, { done: 2, held: 1, refused: 1, skipped: 50 });
  await ended(HOUR, { done: 1 });
  await ended(HOUR, { done: 70 }, { kind: 'plan' });
  await aFinishedRun(api, linked, {}, { state: 'failed' });
  const { status, body } = await api.call('GET', `${linked.path}drift/`);
  expect(status).toBe(200);
  expect(body.results).toEqual([
    { day: '2026-01-01', runs: 2, synced: 5, left: 2 },
    { day: '2026-01-02', runs: 1, synced: 1, left: 0 },
  ]);
  expect((await api.call('GET', `${linked.path}drift/?days=366`)).body.count).toBe(3);
});

test('a strange number of days is refused, a stranger finds nothing', async () => {
  expect((await api.call('GET', `${linked.path}drift/?days=0`)).body).toEqual({
    days: ['Ensure this value is greater than or equal to 1.'],
  });
  const stranger = api.as(await person(api.db, 'stranger-of-drift@example.com', 'UR1'));
  expect((await stranger('GET', `${linked.path}drift/`)).status).toBe(404);
});
