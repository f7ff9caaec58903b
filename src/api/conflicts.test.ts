import { beforeAll, expect, test } from 'vitest';
import { NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLink, aLinkedProject, issueOf, type Linked } from '../../test/linked.ts';
import { saveChanges } from '../store/links.ts';
import { wishesOf } from '../store/wishes.ts';

let api: TestApi;
let linked: Linked;

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  linked = await aLinkedProject(api, 'Conflicts', 3);
  const issue = JSON.stringify(issueOf('1', { title: 'theirs', status: 'Closed' }));
  await aLink(api, linked, '1', { issue, conflicts: ['title', 'status'] });
  await aLink(api, linked, '2', { conflicts: ['custom'] });
  await aLink(api, linked, '3');
});

const list = async (query = '') => (await api.call('GET', `${linked.path}conflicts/${query}`)).body.results;
const resolve = (path: string, body: object) => api.call('POST', `${linked.path}conflicts/${path}/`, body);
const at = new Date(NOW).toISOString();

test('each field that waits, with what was agreed and what both sides say', async () => {
  const all = await list();
  expect(all.map(({ task, field }: Record<string, string>) => [task, field])).toEqual([
    [`${linked.project}-PT1`, 'status'],
    [`${linked.project}-PT1`, 'title'],
    [`${linked.project}-PT2`, 'custom'],
  ]);
  expect(all[1]).toEqual({
    task: `${linked.project}-PT1`,
    title: 'Task 1',
    issue: { reference: '1', name: '#1', link: 'https://tracker.example/1' },
    field: 'title',
    base: { task: 'Task 1', issue: 'PT1: Task 1' },
    task_side: { value: 'Task 1', at, by: 1 },
    issue_side: { value: 'theirs', at },
    take: null,
  });
  expect(all[2]).toMatchObject({ base: null, task_side: { value: null }, issue_side: { value: '[]' } });
  expect(await list('?field=title&search=pt1')).toHaveLength(1);
  expect(await list('?page_size=2&page=2')).toHaveLength(1);
});

test('a decision is kept for the next run, with what the person saw, and used up by it', async () => {
  const { status, body } = await resolve('PT1/title', { take: 'task' });
  expect({ status, body }).toMatchObject({ status: 200, body: { field: 'title', take: 'task' } });
  await resolve('PT1/title', { take: 'issue' });
  await resolve('PT1/status', { take: 'task' });
  expect((await wishesOf(api.db, linked.connection))['PT1']?.take).toEqual({
    title: { side: 'issue', issue: 'theirs', taskVersion: 1 },
    status: { side: 'task', issue: 'Closed', taskVersion: 1 },
  });
  const { server, target } = await api.db
    .selectFrom('connections')
    .select(['server', 'target'])
    .where('id', '=', linked.connection)
    .executeTakeFirstOrThrow();
  const owner = { id: linked.connection, projectId: linked.project, server, target };
  const base = { title: { task: 'Task 1', issue: 'theirs', mapping: 'm' } };
  await saveChanges(api.db, owner, [{ taskId: 'PT1', base, conflicts: ['status'] }], new Date(NOW));
  expect(Object.keys((await wishesOf(api.db, linked.connection))['PT1']?.take ?? {})).toEqual(['status']);
  expect(await list('?field=title')).toEqual([]);
});

test('always makes a rule, which can be taken back', async () => {
  await resolve('PT1/status', { take: 'issue', always: true });
  const rules = await api.call('GET', `${linked.path}rules/`);
  expect(rules.body.results).toEqual([{ field: 'status', take: 'issue' }]);
  expect((await api.call('DELETE', `${linked.path}rules/status/`)).status).toBe(204);
  expect((await api.call('DELETE', `${linked.path}rules/status/`)).status).toBe(404);
  expect((await api.call('GET', `${linked.path}rules/`)).body.results).toEqual([]);
});

test('what is no conflict, or no choice, is refused', async () => {
  expect((await resolve('PT3/title', { take: 'task' })).status).toBe(404);
  expect((await resolve('PT1/labels', { take: 'task' })).status).toBe(404);
  expect(await resolve('PT1/status', { take: 'both' })).toMatchObject({
    status: 400,
    body: { take: ['"both" is not a valid choice.'] },
  });
  expect((await resolve('PT1/status', {})).body).toEqual({ take: ['This field is required.'] });
});

test('not while a run is at work', async () => {
  const job = await aFinishedRun(api, linked, {}, { state: 'running', finished: null });
  expect((await resolve('PT1/status', { take: 'task' })).status).toBe(409);
  await api.db.deleteFrom('jobs').where('id', '=', job).execute();
});

test('who may only look sees them and decides nothing', async () => {
  const observer = api.as(
    await person(api.db, 'observer-of-conflicts@example.com', 'UR2', { project: linked.project, role: 'PR3' }),
  );
  expect((await observer('GET', `${linked.path}conflicts/`)).body.count).toBe(2);
  expect((await observer('GET', `${linked.path}rules/`)).status).toBe(200);
  expect((await observer('POST', `${linked.path}conflicts/PT1/status/`, { take: 'task' })).status).toBe(403);
  expect((await observer('DELETE', `${linked.path}rules/status/`)).status).toBe(403);
});
