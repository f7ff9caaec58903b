import { beforeAll, expect, test } from 'vitest';
import { counting, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { aFinishedRun, aLink, aLinkedProject, issueOf, type Linked } from '../../test/linked.ts';
import type { Skip } from '../model/plan.ts';
import { appendEvents } from '../store/events.ts';
import { countItems, listItems } from '../store/items.ts';

let api: TestApi;
let shown: Linked;
let job: number;

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  shown = await aLinkedProject(api, 'Items', 9);
  await aLink(api, shown, '1');
  await aLink(api, shown, '2', { issue: JSON.stringify(issueOf('2', { status: 'Closed' })) });
  await aLink(api, shown, '3', { conflicts: ['status'] });
  await aLink(api, shown, '4', { refusal: JSON.stringify({ fingerprint: 'f', message: 'Summary is required.' }) });
  await aLink(api, shown, '5');
  await aLink(api, shown, '6', { issue_id: null, issue: null });
  await aLink(api, shown, '7', { closed_by_us: true });
  await aLink(api, shown, '8');
  await api.db
    .updateTable('connections')
    .set({ progress: JSON.stringify({ missing: ['5'] }) })
    .where('id', '=', shown.connection)
    .execute();
  job = await aFinishedRun(api, shown, { PT8: 'held', PT9: 'skipped' });
});

const list = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await api.call('GET', `${shown.path}items/${query}`)).body.results;

test('every task has a state', async () => {
  const states = (await list()).map(({ task, state }) => [task, state]);
  expect(states).toEqual(
    ['in_sync', 'differs', 'conflict', 'refused', 'missing', 'intent', 'closed_by_us', 'differs', 'unlinked'].map(
      (state, at) => [`${shown.project}-PT${at + 1}`, state],
    ),
  );
  expect((await api.call('GET', `${shown.path}item-counts/`)).body).toEqual({
    in_sync: 1,
    kept: 0,
    differs: 2,
    conflict: 1,
    refused: 1,
    missing: 1,
    intent: 1,
    closed_by_us: 1,
    unlinked: 1,
  });
});

test('one item: both statuses, the issue, what differs, why', async () => {
  expect((await api.call('GET', `${shown.path}items/PT2/`)).body).toEqual({
    task: `${shown.project}-PT2`,
    title: 'Task 2',
    status: 'TS2',
    issue: { reference: '2', name: '#2', link: 'https://tracker.example/2', status: 'Closed' },
    state: 'differs',
    differs: ['status'],
    conflicts: [],
    reason: '',
    outcome: null,
    updated: new Date(NOW).toISOString(),
  });
  expect((await api.call('GET', `${shown.path}items/${shown.project}-PT4/`)).body).toMatchObject({
    reason: 'Summary is required.',
  });
  const at = new Date(NOW).toISOString();
  expect((await api.call('GET', `${shown.path}items/PT9/`)).body).toMatchObject({
    issue: null,
    reason: 'It is skipped.',
    outcome: { job, at, action: 'update', result: 'skipped', issue: null, reason: 'It is skipped.' },
    updated: null,
  });
});

test('look-ups, search, ordering and pages', async () => {
  const tasks = async (query: string) => (await list(query)).map(({ task }) => task);
  const one = (at: number) => `${shown.project}-PT${at}`;
  expect(await tasks('?state=conflict')).toEqual([one(3)]);
  expect(await tasks('?state__in=missing,intent')).toEqual([one(5), one(6)]);
  expect(await tasks(`?task=${one(1)}`)).toEqual([one(1)]);
  expect(await tasks('?search=%232')).toEqual([one(2)]);
  expect(await tasks('?issue_status=Closed')).toEqual([one(2)]);
  expect(await tasks('?result=held')).toEqual([one(8)]);
  expect(await tasks('?ordering=-title&page_size=2')).toEqual([one(9), one(8)]);
  const { status, body } = await api.call('GET', `${shown.path}items/?state=fine`);
  expect({ status, body }).toEqual({ status: 400, body: { state: ['"fine" is not a valid choice.'] } });
});

test('a plan that is newer than the last run says what is to be done', async () => {
  const planned = await aLinkedProject(api, 'Planned', 2);
  await aLink(api, planned, '1');
  await aFinishedRun(api, planned, { PT2: 'skipped' });
  const skip: Skip = {
    do: 'skip',
    taskId: 'PT2',
    title: 'Task 2',
    reason: { code: 'filtered', text: 'too small', remedy: 'Widen the filters.' },
    cause: 'none',
    cost: 0,
    held: null,
    issueId: null,
    issueKey: null,
    conflicts: [],
    decisions: [],
  };
  const update = { ...skip, do: 'update', taskId: 'PT1', reason: { code: 'task-edited', text: 'edited', remedy: '' } };
  const later = new Date(NOW + 1);
  const row = { connection_id: planned.connection, state: 'open', created: later, updated: later } as const;
  await api.db
    .insertInto('plans')
    .values({ ...row, actions: JSON.stringify([update, skip]) })
    .execute();
  expect((await api.call('GET', `${planned.path}items/`)).body.results).toMatchObject([
    { state: 'differs', reason: 'edited' },
    { state: 'unlinked', reason: 'too small. Widen the filters.' },
  ]);
  await aFinishedRun(api, planned, {}, { finished: new Date(NOW + 2) });
  expect((await api.call('GET', `${planned.path}items/PT1/`)).body).toMatchObject({ state: 'in_sync', reason: '' });
});

test('what people edited in the tracker and a run left as it is, is kept until something changes', async () => {
  const left = await aLinkedProject(api, 'Kept', 2);
  const edited = issueOf('1', { title: 'PT1: Ours now' });
  await aLink(api, left, '1', { issue: JSON.stringify(edited) });
  await aLink(api, left, '2');
  const first = async () => (await api.call('GET', `${left.path}items/PT1/`)).body.state;
  const word = async () => (await api.call('GET', `${left.path}?include=state`)).body.state.state;
  const run = (results: Record<string, string>, more: Record<string, unknown> = {}) =>
    aFinishedRun(api, left, results, { started: new Date(NOW), ...more });
  expect(await first()).toBe('differs');
  await run({ PT1: 'skipped' }, { state: 'failed' });
  expect(await first()).toBe('differs');
  await run({ PT1: 'skipped' });
  expect([await first(), await word()]).toEqual(['kept', 'in_sync']);
  expect((await api.call('GET', `${left.path}items/?state=kept`)).body.count).toBe(1);
  expect((await api.call('GET', `${left.path}item-counts/`)).body).toMatchObject({ kept: 1, in_sync: 1, differs: 0 });
  // A later run that does not tell of it (a part of a plan was applied) changes nothing.
  await run({ PT2: 'done' }, { kind: 'apply' });
  expect(await first()).toBe('kept');
  const later = new Date(NOW + 1);
  const touch = (table: 'links' | 'tasks', updated: Date) =>
    api.db.updateTable(table).set({ updated }).where('project_id', '=', left.project).execute();
  await touch('links', later);
  expect([await first(), await word()]).toEqual(['differs', 'differs']);
  await touch('links', new Date(NOW));
  await touch('tasks', later);
  expect(await first()).toBe('differs');
  await touch('tasks', new Date(NOW));
  await api.db.updateTable('tasks').set({ title: 'Ours' }).where('project_id', '=', left.project).execute();
  expect(await first()).toBe('differs');
});

test('a plan that wants to write what was kept says so', async () => {
  const left = await aLinkedProject(api, 'Kept and planned', 1);
  await aLink(api, left, '1', { issue: JSON.stringify(issueOf('1', { title: 'PT1: Ours now' })) });
  await aFinishedRun(api, left, { PT1: 'skipped' }, { started: new Date(NOW) });
  const later = new Date(NOW + 1);
  const plan = { connection_id: left.connection, state: 'open', created: later, updated: later } as const;
  const planned = async (action: string) => {
    const actions = JSON.stringify([{ do: action, taskId: 'PT1', reason: { code: 'filtered', text: '', remedy: '' } }]);
    await api.db
      .insertInto('plans')
      .values({ ...plan, actions })
      .execute();
    return (await api.call('GET', `${left.path}items/PT1/`)).body.state;
  };
  expect(await planned('skip')).toBe('kept');
  expect(await planned('update')).toBe('differs');
});

test('a link whose task is gone is shown until its issue is closed', async () => {
  const left = await aLinkedProject(api, 'Left', 1);
  await aLink(api, left, '1');
  await api.call('DELETE', `projects/${left.project}/tasks/PT1/`);
  expect((await api.call('GET', `${left.path}items/`)).body.results).toMatchObject([
    { title: 'PT1: Task 1', status: null, state: 'differs' },
  ]);
});

test('the history of a pair is that of its connection', async () => {
  const at = new Date(NOW);
  const origin = { projectId: shown.project, jobId: job, at };
  const event = { taskId: 'PT1', kind: 'observed' as const, data: { issue: '#1' } };
  await appendEvents(api.db, [event], { ...origin, connectionId: shown.connection });
  await appendEvents(api.db, [event], { ...origin, connectionId: shown.connection + 1_000 });
  const { status, body } = await api.call('GET', `${shown.path}items/PT1/history/`);
  expect(status).toBe(200);
  expect(body.results).toMatchObject([{ kind: 'observed', connection: shown.connection, data: { issue: '#1' } }]);
});

test('what is not there, or not to be seen, is not found', async () => {
  for (const path of ['items/PT99/', 'items/PT99/history/'])
    expect((await api.call('GET', shown.path + path)).status).toBe(404);
  const stranger = api.as(await person(api.db, 'stranger-of-items@example.com', 'UR1'));
  for (const path of ['items/', 'item-counts/', 'items/PT1/', 'items/PT1/history/'])
    expect((await stranger('GET', shown.path + path)).status).toBe(404);
});

test('the number of statements does not grow', async () => {
  const { db, queries } = counting(api.db);
  await listItems(db, shown.connection, {}, { limit: 5, offset: 0 });
  await countItems(db, [shown.connection, shown.connection + 1]);
  expect(queries()).toBe(3);
});
