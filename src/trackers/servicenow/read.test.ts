import { expect, test } from 'vitest';
import { issueOf } from '../contract-story.ts';
import type { Fake } from '../fake.ts';
import { aDraft, aScene, markerOf } from './testing.ts';

const pull = { known: () => undefined, total: null, extent: 'marked' } as const;

test('an answer that holds what was not asked for leads to no conclusion', async () => {
  const { fake, change, connect } = aScene();
  fake.add('change_task', { change_request: change.id });
  const { tracker } = connect();
  await tracker.metadata();
  fake.world.tables.get('change_task')?.columns.delete('correlation_id');
  for (const question of [tracker.pull(pull), tracker.lookup([markerOf(1)])])
    await expect(question).rejects.toMatchObject({ kind: 'settings', param: 'servicenow_table' });
});

test('records that the account may not see make no answer complete', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const [hidden] = await tracker.create([0, 1, 2].map((n) => aDraft(n)));
  fake.task(issueOf(hidden).id).isHidden = true;
  const { seen, complete, total } = await tracker.pull(pull);
  expect([seen.length, complete, total]).toEqual([2, false, 3]);
});

test('marks of people that only begin like ours do not count as ours', async () => {
  const { fake, change, connect } = aScene();
  fake.add('change_task', { change_request: change.id, correlation_id: 'other-system-7' });
  const { tracker } = connect();
  expect((await tracker.pull(pull)).seen).toEqual([]);
  expect((await tracker.pull({ ...pull, extent: 'project' })).issues).toMatchObject([{ marker: null }]);
});

test('a web page in place of an answer is no list', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  await tracker.metadata();
  fake.world.isAsleep = true;
  await expect(tracker.pull(pull)).rejects.toMatchObject({ kind: expect.stringMatching(/down|settings/) });
});

test('a record of the moment is read by id past any filter, and a hundred ids are one question', async () => {
  const { connect } = aScene();
  const { tracker, ledger } = connect();
  const made = (await tracker.create(Array.from({ length: 20 }, (_, n) => aDraft(n)))).map((one) => issueOf(one).id);
  const ids = [...made, ...Array.from({ length: 130 }, (_, n) => String(n).padStart(32, 'f'))];
  expect((await tracker.read(ids)).map(({ id }) => id).sort()).toEqual(made.toSorted());
  expect(ledger.table()['read-back']).toBe(2);
});

test('no question of ours carries a sign that would change it', async () => {
  const { fake, connect } = aScene();
  const queries: string[] = [];
  const listening: Fake = {
    handle: (request) => {
      const url = new URL(request.url);
      queries.push(url.searchParams.get('sysparm_query') ?? '');
      return fake.handle(request);
    },
  };
  const { tracker } = connect({ issue_tracker_project: 'javascript:gs.log(1)' }, listening);
  await expect(tracker.metadata()).rejects.toMatchObject({ param: 'issue_tracker_project' });
  expect(queries).toEqual([]);
});

test('choices that are in another language, or none any more, are none; a table of its own choices has only those', async () => {
  const { fake, connect } = aScene();
  const add = (name: string, label: string, more = {}): unknown =>
    fake.add('sys_choice', { name, element: 'state', value: '9', label, language: 'en', inactive: 'false', ...more });
  add('incident', 'Resolved');
  add('task', 'Fermé', { language: 'fr' });
  add('task', 'Once', { inactive: 'true' });
  const usual = ['Pending', 'Open', 'Work in Progress', 'Closed Complete', 'Closed Incomplete', 'Closed Skipped'];
  const statuses = async (params = {}) => (await connect(params).tracker.metadata()).statuses;
  expect(await statuses()).toEqual(usual);
  expect(await statuses({ servicenow_table: 'incident', servicenow_below: 'parent' })).toEqual(['Resolved']);
  for (const column of ['language', 'inactive']) fake.world.tables.get('sys_choice')?.columns.delete(column);
  await expect(statuses()).rejects.toMatchObject({ kind: 'settings' });
});

test('what customers read is not taken for work notes, although a part of the question was left out', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect({ sync_comments: true });
  const { id } = issueOf((await tracker.create([aDraft(0)]))[0]);
  fake.edit(id, { work_notes: 'For us', comments: 'For customers' });
  expect((await tracker.comments([id]))[id]).toMatchObject([{ text: 'For us' }]);
  fake.world.tables.get('sys_journal_field')?.columns.delete('element');
  expect(await tracker.comments([id])).toEqual({});
});

test('a page of which everything is hidden is neither the last one nor a proof', async () => {
  const { fake, connect } = aScene();
  const { tracker, ledger } = connect();
  await tracker.metadata();
  const [oldest] = await tracker.create([aDraft(0)]);
  const { id } = issueOf(oldest);
  for (let n = 0; n < 600; n += 1) fake.copy(id);
  for (const record of fake.tasks()) record.isHidden = record.id !== id;
  expect(await tracker.pull(pull)).toMatchObject({ seen: [id], total: 601, complete: false });
  expect(ledger.table().sweep).toBe(2);
});

test('what is hidden is not looked for in vain: it exists, and would be made again', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const [first] = await tracker.create([0, 1].map((n) => aDraft(n)));
  fake.task(issueOf(first).id).isHidden = true;
  await expect(tracker.lookup([markerOf(0)])).rejects.toMatchObject({
    kind: 'settings',
    message: expect.stringContaining('let it read them'),
  });
  expect(await tracker.lookup([markerOf(1)])).toHaveLength(1);
  // Hidden ones of others are no obstacle, however many marks are asked for.
  const others = Array.from(
    { length: 150 },
    (_, n) => `ls-bbbbbbbbbbbbbb${'abcdefghijklmno'.charAt(n % 15)}${'234567abcd'.charAt(n / 15)}`,
  );
  expect(await tracker.lookup([markerOf(1), ...others])).toHaveLength(1);
});

test('a talk whose first entries are hidden is read to its end', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect({ sync_comments: true });
  const { id } = issueOf((await tracker.create([aDraft(0)]))[0]);
  for (let n = 0; n < 501; n += 1) fake.edit(id, { work_notes: `Note ${n}` });
  const entries = [...(fake.world.tables.get('sys_journal_field')?.records.values() ?? [])];
  for (const entry of entries.slice(0, 500)) entry.isHidden = true;
  expect((await tracker.comments([id]))[id]).toMatchObject([{ text: 'Note 500' }]);
});

test('where ServiceNow does not understand by what we ask for a record, no other one is taken for it', async () => {
  const { fake, change, connect } = aScene();
  const { tracker } = connect();
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  fake.world.tables.get('change_request')?.columns.delete('number');
  await expect(connect().tracker.metadata()).rejects.toMatchObject({ param: 'issue_tracker_project' });
  expect((await connect({ issue_tracker_project: change.id }).tracker.metadata()).home).toBe(change.id);
  fake.world.tables.get('change_task')?.columns.delete('sys_id');
  expect(await tracker.read([issue.id])).toEqual([]);
});
