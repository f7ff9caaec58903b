import { beforeAll, beforeEach, expect, test } from 'vitest';
import { aConnection, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { ServerDeps } from './deps.ts';
import { SYSTEMS } from '../trackers/systems.ts';

let api: TestApi;
let connection: number;
let late = 0;
/** Fails after this many depths; null never. */
let failsAfter: number | null = null;
/** That of the first depth. */
let warning = '';
let tried: Record<string, unknown> = {};
const testTracker: ServerDeps['testTracker'] = async (_system, params, _depth, passed) => {
  tried = params;
  for (let depth = 0; depth < 3; depth += 1) {
    if (depth === failsAfter)
      throw new TrackerError('settings', 'There is no such project.', { param: 'issue_tracker_project' });
    passed?.(depth === 0 ? warning : '');
  }
};
beforeAll(async () => {
  api = await startApi(await freshDatabase(), { testTracker, now: () => NOW + late });
  connection = await aConnection(api);
});
beforeEach(() => {
  failsAfter = null;
  warning = '';
  late = 0;
});

const run = (call = api.call) => call('POST', `connections/issue-tracker/${connection}/test/`, {});

test('health tells the configuration, the database and the work that waits', async () => {
  const { status, body } = await api.call('GET', 'health/');
  expect(status).toBe(200);
  expect(body).toEqual({
    version: '0.0.0',
    configuration: { base_url: 'https://lockstep.test', advanced: true, systems: SYSTEMS.map(({ name }) => name) },
    database: { version: expect.stringMatching(/^\d+/), pending_migrations: [] },
    jobs: { running: 0, waiting: 0, waiting_since: null },
    problems: [],
  });
});

test('a job that nobody takes is a problem', async () => {
  await api.call('POST', 'jobs/issue-tracker/', { connection, ready: false });
  expect((await api.call('GET', 'health/')).body).toMatchObject({ jobs: { waiting: 1 }, problems: [] });
  late = 6 * 60_000;
  const { body } = await api.call('GET', 'health/');
  expect(body.jobs.waiting_since).toBe(new Date(NOW).toISOString());
  expect(body.problems).toEqual([expect.stringMatching(/LOCKSTEP_ROLE=worker/)]);
});

test('a database behind the program is a problem', async () => {
  const db = await freshDatabase();
  const behind = await startApi(db, { testTracker });
  await db.deleteFrom('kysely_migration' as never).execute();
  const { body } = await behind.call('GET', 'health/');
  expect(body.database.pending_migrations).toContain('0001-init.sql');
  expect(body.problems).toEqual([expect.stringMatching(/lockstep migrate/)]);
});

test('a stored connection is tried with the parameters and secrets in force', async () => {
  const passed = { success: true, param: null, message: '' };
  expect(await run()).toMatchObject({
    status: 200,
    body: { success: true, depths: ['server', 'project', 'settings'].map((depth) => ({ depth, ...passed })) },
  });
  expect(tried['issue_tracker_project']).toBe('pay');
  expect(tried['issue_tracker_api_token']).toBeInstanceOf(Secret);
});

test('a depth that passed tells what will be wrong before long', async () => {
  warning = 'The token ends tomorrow: make a new one.';
  expect((await run()).body).toMatchObject({ success: true, depths: [{ success: true, message: warning }, {}, {}] });
});

test('the depth that fails says why, and deeper ones are not tried', async () => {
  failsAfter = 1;
  const { status, body } = await run();
  expect(status).toBe(200);
  expect(body).toEqual({
    success: false,
    depths: [
      { depth: 'server', success: true, param: null, message: '' },
      { depth: 'project', success: false, param: 'issue_tracker_project', message: 'There is no such project.' },
      { depth: 'settings', success: null, param: null, message: '' },
    ],
  });
});

test('a secret that the key does not open is told, not a fault', async () => {
  const broken = JSON.stringify({ issue_tracker_api_token: 'not sealed' });
  const id = await aConnection(api);
  await api.db
    .updateTable('connectors')
    .set({ secrets: broken })
    .where('id', '=', (eb) => eb.selectFrom('connections').select('connector_id').where('id', '=', id))
    .execute();
  const { status, body } = await api.call('POST', `connections/issue-tracker/${id}/test/`, {});
  expect(status).toBe(200);
  expect(body.depths[0]).toMatchObject({ success: false });
  expect(body.depths[0].message).not.toBe('');
});

test('only for those who may edit connections', async () => {
  const call = api.as(await person(api.db, 'stranger@example.com', 'UR1'));
  expect((await call('GET', 'health/')).status).toBe(403);
  expect((await run(call)).status).toBe(404);
  expect((await api.call('POST', 'connections/issue-tracker/999/test/', {})).status).toBe(404);
});
