import { beforeAll, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLink, aLinkedProject, type Linked } from '../../test/linked.ts';
import { generations, liveLinks } from '../store/links.ts';
import { wishesOf } from '../store/wishes.ts';

let api: TestApi;
let linked: Linked;

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  linked = await aLinkedProject(api, 'Writes', 5);
  const refusal = JSON.stringify({ fingerprint: 'f', message: 'Summary is required.' });
  await aLink(api, linked, '1');
  await aLink(api, linked, '2', { refusal });
  await aLink(api, linked, '3', { issue_id: null, issue: null });
  await aLink(api, linked, '4');
});

const post = (path: string, body?: object) => api.call('POST', `${linked.path}items/${path}`, body);

test('an unlinked issue stays, and the task gets no other until it is retried', async () => {
  await api.db.updateTable('tasks').set({ artifact_proxy: '#1' }).where('id', '=', 'PT1').execute();
  const { status, body } = await post('PT1/unlink/');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      state: 'unlinked',
      issue: null,
      reason: 'A person unlinked it: it is left without an issue.',
      next_run: '#1 stays in the tracker as it is; the task gets no issue until one is linked to it or it is retried.',
    },
  });
  expect((await wishesOf(api.db, linked.connection))['PT1']).toMatchObject({ leave: true });
  const task = await api.call('GET', `projects/${linked.project}/tasks/PT1/`);
  expect(task.body.artifact_proxy).toBeNull();
  const { server, target } = await api.db
    .selectFrom('connections')
    .select(['server', 'target'])
    .where('id', '=', linked.connection)
    .executeTakeFirstOrThrow();
  const owner = { id: linked.connection, projectId: linked.project, server, target };
  expect(await generations(api.db, owner)).toEqual({ PT1: 1 });

  expect((await post('PT1/unlink/')).status).toBe(409);
  const retried = await post('PT1/retry/');
  expect(retried.body).toMatchObject({ reason: '', next_run: 'A new issue is created, if the task is in scope.' });
  expect(await wishesOf(api.db, linked.connection)).toEqual({});
  expect(await generations(api.db, owner)).toEqual({ PT1: 1 });
});

test('what was refused is forgotten, and only that', async () => {
  const { status, body } = await post('PT2/retry/');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { state: 'in_sync', next_run: 'What was refused is sent again.' },
  });
  expect((await liveLinks(api.db, linked.connection)).map(({ refusal }) => refusal)).toEqual([null, null, null]);
  const again = await post('PT2/retry/');
  expect(again).toMatchObject({
    status: 409,
    body: { detail: 'Nothing of this item was refused: there is nothing to retry.' },
  });
});

test('a refused comment is sent again, too', async () => {
  const { server } = await api.db
    .selectFrom('connections')
    .select('server')
    .where('id', '=', linked.connection)
    .executeTakeFirstOrThrow();
  const comment = { project_id: linked.project, task_id: 'PT4', server, issue_id: '4', refusal: 'no' };
  await api.db
    .insertInto('crossed_comments')
    .values({ ...comment, created: new Date(NOW) })
    .execute();
  expect((await post('PT4/retry/')).status).toBe(200);
  const rows = await api.db.selectFrom('crossed_comments').select('refusal').execute();
  expect(rows).toEqual([{ refusal: null }]);
});

test('an intent cannot be unlinked: its issue may be on its way', async () => {
  expect(await post('PT3/unlink/')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('about to be created') },
  });
});

test('a link without its task is gone with it', async () => {
  await aLink(api, linked, '5');
  await api.call('DELETE', `projects/${linked.project}/tasks/PT5/`);
  const { status, body } = await post('PT5/unlink/');
  expect({ status, body }).toMatchObject({ status: 200, body: { issue: null, state: 'unlinked', status: null } });
  expect((await post('PT5/unlink/')).status).toBe(404);
});

test('never while a run is at work, but while a plan is made', async () => {
  const running = await aLinkedProject(api, 'Running', 1);
  await aLink(api, running, '1');
  const state = { state: 'running', finished: null };
  const job = await aFinishedRun(api, running, {}, state);
  const refused = await api.call('POST', `${running.path}items/PT1/unlink/`);
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('A run is at work') } });
  await api.db.updateTable('jobs').set({ kind: 'plan' }).where('id', '=', job).execute();
  expect((await api.call('POST', `${running.path}items/PT1/unlink/`)).status).toBe(200);
});

test('who did it stands in the history of the item', async () => {
  const history = await api.call('GET', `${linked.path}items/PT1/history/`);
  expect(history.body.results).toMatchObject([
    { kind: 'decided', job: null, data: { do: 'unlink', user: 1 } },
    { kind: 'decided', job: null, data: { do: 'retry', user: 1 } },
  ]);
  const { body } = await api.call('GET', 'activities/?name=UnlinkedItemActivity&ordering=id');
  expect(body.results[0].text).toContain('admin@example.com unlinked item Task 1');
});

test('who may not change the connection may not unlink', async () => {
  const observer = api.as(
    await person(api.db, 'observer-of-items@example.com', 'UR2', { project: linked.project, role: 'PR3' }),
  );
  for (const path of ['unlink', 'retry', 'link'])
    expect((await observer('POST', `${linked.path}items/PT2/${path}/`, { issue: '5' })).status).toBe(403);
});

test('a person links an issue: the next run has to prove it', async () => {
  const other = await aLinkedProject(api, 'Linking', 3);
  const link = (task: string, issue: unknown) => api.call('POST', `${other.path}items/${task}/link/`, { issue });
  await aLink(api, other, '1');
  const { status, body } = await link('PT2', '#77');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      state: 'unlinked',
      reason: 'A person linked issue 77: the next run proves it.',
      next_run: expect.stringContaining('It reads issue 77'),
    },
  });
  expect(await wishesOf(api.db, other.connection)).toEqual({ PT2: { leave: false, link: '77', take: {} } });

  expect(await link('PT1', '5')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('unlink that') },
  });
  for (const issue of ['1', '#1', '77'])
    expect(await link('PT3', issue)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("another task's already") },
    });
  for (const issue of ['', '1) or project = X', 'a b', 'x,y']) expect((await link('PT3', issue)).status).toBe(400);
  expect((await link('PT3', 7)).body).toEqual({ issue: ['Not a valid string.'] });

  await api.call('POST', `${other.path}items/PT1/unlink/`);
  await link('PT1', '5');
  expect((await wishesOf(api.db, other.connection))['PT1']).toEqual({ leave: false, link: '5', take: {} });
  expect((await link('PT3', '1')).status).toBe(200);
});

test('an issue that another connection of the server owns cannot be linked', async () => {
  const owner = await aLinkedProject(api, 'Owner', 1);
  const other = await aLinkedProject(api, 'Other', 1);
  await api.db.updateTable('connections').set({ server: 'Owner' }).where('id', '=', other.connection).execute();
  await aLink(api, owner, '1');
  const refused = await api.call('POST', `${other.path}items/PT1/link/`, { issue: '1' });
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.not.stringContaining('Owner') } });
});
