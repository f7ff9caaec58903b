import { beforeAll, expect, test } from 'vitest';
import { aConnection, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLink, aLinkedProject } from '../../test/linked.ts';
import { counting } from '../../test/api.ts';
import { connectionStates } from '../store/connection-states.ts';
import { sweepSchedules } from '../store/schedule.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

const PATH = 'connections/issue-tracker/';

test('a paused schedule waits, says who paused it, and goes on', async () => {
  const id = await aConnection(api, { frequency: 'hourly' });
  const { status, body } = await api.call('POST', `${PATH}${id}/pause/`);
  const since = new Date(NOW).toISOString();
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      next_run_at: null,
      note: 'No automatic runs: a person paused them.',
      stopped_because: null,
      paused: { since, by: 1 },
    },
  });
  const woken: number[] = [];
  const sweep = (now: number) => ({
    now,
    advanced: true,
    wake: async (_trx: unknown, one: number) => void woken.push(one),
  });
  expect(await sweepSchedules(api.db, sweep(NOW + 301_000))).toBe(0);
  const shown = await api.call('GET', `${PATH}${id}/?include=schedule,state`);
  expect(shown.body.schedule).toEqual(body);
  expect(shown.body.state.state).toBe('paused');

  expect((await api.call('DELETE', `${PATH}${id}/pause/`)).status).toBe(204);
  const { schedule } = (await api.call('GET', `${PATH}${id}/?include=schedule`)).body;
  expect(schedule).toMatchObject({ note: '', paused: null, next_run_at: expect.any(String) });
  expect(await sweepSchedules(api.db, sweep(Date.parse(schedule.next_run_at)))).toBe(1);
  expect(woken).toEqual([id]);
});

test("a person's sync runs although the connection is paused", async () => {
  const id = await aConnection(api);
  await api.call('POST', `${PATH}${id}/pause/`);
  const job = await api.call('POST', 'jobs/issue-tracker/', { connection: id, ready: false });
  expect(job).toMatchObject({ status: 201, body: { state: 'queued' } });
  expect((await api.call('GET', `${PATH}${id}/?include=state`)).body.state.state).toBe('running');
});

test('who may not change the connection may not pause it', async () => {
  const { project, path } = await aLinkedProject(api, 'Not to pause', 0);
  const observer = api.as(await person(api.db, 'observer-of-pause@example.com', 'UR2', { project, role: 'PR3' }));
  for (const method of ['POST', 'DELETE']) expect((await observer(method, `${path}pause/`)).status).toBe(403);
});

test('a connection in one word', async () => {
  const linked = await aLinkedProject(api, 'States', 2);
  const state = async () => (await api.call('GET', `${linked.path}?include=state`)).body.state;
  expect(await state()).toMatchObject({ state: 'never_run', items: { unlinked: 2, in_sync: 0 } });
  await aFinishedRun(api, linked, {}, { state: 'failed' });
  expect((await state()).state).toBe('failing');
  const counts = { counts: { done: 1, held: 3 } };
  await aFinishedRun(api, linked, {}, { summary: JSON.stringify(counts) });
  expect((await state()).state).toBe('held');
  await aFinishedRun(api, linked, {});
  expect((await state()).state).toBe('in_sync');
  await aLink(api, linked, '1', { conflicts: ['status'] });
  expect(await state()).toMatchObject({ state: 'conflict', items: { conflict: 1, unlinked: 1 } });
  await api.db.updateTable('links').set({ conflicts: [], refusal: '{"message":"no"}' }).execute();
  expect((await state()).state).toBe('differs');
  await api.db
    .updateTable('connections')
    .set({ stopped_because: 'The key was refused.' })
    .where('id', '=', linked.connection)
    .execute();
  expect((await state()).state).toBe('failing');
  expect((await api.call('GET', linked.path)).body).not.toHaveProperty('state');
});

test('the states of a list are one query', async () => {
  const ids = (await api.call('GET', PATH)).body.results.map(({ id }: { id: number }) => id);
  const { db, queries } = counting(api.db);
  expect((await connectionStates(db, ids)).size).toBe(ids.length);
  expect(queries()).toBe(1);
  const { body } = await api.call('GET', `${PATH}?include=state`);
  expect(body.results.every((row: object) => 'state' in row)).toBe(true);
});
