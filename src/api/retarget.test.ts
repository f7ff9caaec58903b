/** A connection that names another place: its links are history, and the next plan is held. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, NOW, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
let serial = 0;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Moving');
});

/** A connection with two live links. */
async function linked(): Promise<{ id: number; connector: number }> {
  const connector = await aConnector(api);
  const id = await aConnection(api, { project, connector });
  const { server, target } = await placeOf(id);
  const rows = ['T1', 'T2'].map((task_id) => {
    serial += 1;
    const known = { connection_id: id, project_id: project, task_id, marker: `ls-${serial}`, server, target };
    return { ...known, issue_id: String(serial), base: '{}', created: new Date(NOW), updated: new Date(NOW) };
  });
  await api.db.insertInto('links').values(rows).execute();
  return { id, connector };
}

const placeOf = (id: number) =>
  api.db
    .selectFrom('connections')
    .select(['server', 'target', 'progress'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

const live = async (id: number): Promise<number> =>
  (
    await api.db
      .selectFrom('links')
      .select('id')
      .where('connection_id', '=', id)
      .where('retired_at', 'is', null)
      .execute()
  ).length;

const patch = (id: number, body: object) => api.call('PATCH', `connections/issue-tracker/${id}/`, body);

test('remembers the place by system, server and project', async () => {
  const id = await aConnection(api, { project });
  expect(await placeOf(id)).toMatchObject({
    server: 'redmine https://redmine.example.com',
    target: 'redmine https://redmine.example.com pay',
  });
});

test("another tracker's project retires the links and says what will happen", async () => {
  const { id } = await linked();
  expect((await patch(id, { params: { issue_tracker_project: 'web' } })).status).toBe(200);
  expect(await live(id)).toBe(0);
  const { progress, target } = await placeOf(id);
  expect(target).toBe('redmine https://redmine.example.com web');
  expect(progress.retargeted).toBe(
    '2 issues stay in "pay" at https://redmine.example.com; the connection now has its issues in "web" at https://redmine.example.com',
  );
});

test('so does another project of ours', async () => {
  const { id } = await linked();
  const other = await aProject(api, 'The other');
  expect((await patch(id, { project: other })).body).toMatchObject({ project: other });
  expect(await live(id)).toBe(0);
  expect((await placeOf(id)).progress.retargeted).toContain('the tasks of the other project');
});

test('so does another connector on another server, and a connector that moves', async () => {
  const { id, connector } = await linked();
  const elsewhere = await aConnector(api, { params: { ...REDMINE, issue_tracker_server: 'b.example.com' } });
  await patch(id, { connector: elsewhere });
  expect(await live(id)).toBe(0);
  const second = await linked();
  const params = { issue_tracker_server: 'c.example.com', issue_tracker_api_token: 'anew' };
  await api.call('PATCH', `connectors/issue-tracker/${second.connector}/`, { params });
  expect(await live(second.id)).toBe(0);
  expect((await placeOf(second.id)).server).toBe('redmine https://c.example.com');
  expect(connector).not.toBe(elsewhere);
});

test('what runs there is ended, plans for it are discarded, and what waits is served', async () => {
  const { id } = await linked();
  const job = (await api.call('POST', 'jobs/issue-tracker/', { connection: id, ready: false })).body.id;
  await api.db.updateTable('jobs').set({ state: 'running' }).where('id', '=', job).execute();
  const plan = (await api.call('POST', 'plans/', { connection: id })).body.id;
  await api.db.updateTable('plans').set({ state: 'open' }).where('id', '=', plan).execute();
  api.woken.length = 0;
  await patch(id, { params: { issue_tracker_project: 'web' } });
  const message = 'The connection was pointed to another place meanwhile.';
  expect((await api.call('GET', `jobs/issue-tracker/${job}/`)).body).toMatchObject({
    state: 'failed',
    result_message: message,
  });
  expect((await api.call('GET', `plans/${plan}/`)).body).toMatchObject({ state: 'discarded', message });
  expect(api.woken).toEqual([id]);
});

test('anything else leaves the links alone', async () => {
  const { id, connector } = await linked();
  await patch(id, { alias: 'New', frequency: 'daily', params: { issue_tracker_project: 'pay', selected_tasks: 'T1' } });
  await api.call('PATCH', `connectors/issue-tracker/${connector}/`, { params: { sde_min_priority: '2' } });
  expect(await live(id)).toBe(2);
});

test('deleting keeps the links as history, free for another connection', async () => {
  const { id } = await linked();
  const links = await api.db.selectFrom('links').select('id').where('connection_id', '=', id).execute();
  await api.call('DELETE', `connections/issue-tracker/${id}/`);
  const ids = links.map((link) => link.id);
  const rows = await api.db
    .selectFrom('links')
    .select(['connection_id', 'retired_at'])
    .where('id', 'in', ids)
    .execute();
  expect(rows).toEqual([
    { connection_id: null, retired_at: new Date(NOW) },
    { connection_id: null, retired_at: new Date(NOW) },
  ]);
});
