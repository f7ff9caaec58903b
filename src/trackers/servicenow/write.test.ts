import { expect, test } from 'vitest';
import { issueOf } from '../contract-story.ts';
import { refusing } from './fake.ts';
import { aChange, aDraft, aScene, markerOf } from './testing.ts';

const many = (count: number) => Array.from({ length: count }, (_, n) => aDraft(n));

test('several creates are one request, and their outcomes are known by the mark, whatever the order of answers', async () => {
  const { fake, connect } = aScene();
  const { tracker, ledger } = connect();
  await tracker.metadata();
  const outcomes = await tracker.create(many(5));
  expect(outcomes.map((outcome) => issueOf(outcome).marker)).toEqual([0, 1, 2, 3, 4].map(markerOf));
  expect(ledger.table().create).toBe(1);
  expect(fake.tasks()).toHaveLength(5);
  expect(fake.tasks().map(({ values }) => values.get('correlation_display'))).toEqual(Array(5).fill('Lockstep'));
});

test('what a batch finds no time for was not begun, and is sent alone', async () => {
  const { fake, connect } = aScene();
  fake.world.batchServes = 3;
  const { tracker, ledger } = connect();
  const outcomes = await tracker.create(many(5));
  expect(outcomes.map((outcome) => issueOf(outcome).marker)).toEqual([0, 1, 2, 3, 4].map(markerOf));
  expect(fake.tasks()).toHaveLength(5);
  expect(ledger.table().create).toBe(3);
});

test('one refused create of a batch fails alone, in the words of the instance', async () => {
  const { fake, connect } = aScene();
  for (const column of ['close_code', 'close_notes']) fake.world.closingNeeds.add(column);
  const { tracker } = connect({ servicenow_closing_fields: '{}' });
  const [first, second] = await tracker.create([aDraft(0), aDraft(1, { status: 'Closed Complete' })]);
  expect(issueOf(first).fields.status).toBe('Open');
  expect(second).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(second?.ok === false && second.error.message).toMatch(
    /mandatory: close_code, close_notes.*servicenow_closing_fields/,
  );
});

test('closing brings what closing asks for, opening again does not', async () => {
  const { fake, connect } = aScene();
  fake.world.closingNeeds.add('close_code');
  const { tracker } = connect();
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  const closed = issueOf((await tracker.update([aChange(issue, { status: 'Closed Skipped' })]))[0]);
  expect(closed.fields.status).toBe('Closed Skipped');
  expect(fake.task(issue.id).values.get('close_code')).toBe('successful');
  fake.edit(issue.id, { close_code: 'mine' });
  expect(issueOf((await tracker.update([aChange(closed, { status: 'Open' })]))[0]).fields.status).toBe('Open');
  expect(fake.task(issue.id).values.get('close_code')).toBe('mine');
});

test('a column that is dropped without a word is noticed', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  fake.world.tables.get('change_task')?.guarded.add('short_description');
  const [outcome] = await tracker.update([aChange(issue, { title: 'New', priority: '3' })]);
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(outcome?.ok === false && outcome.error.message).toContain('title: wanted "New", it shows "T1 Check"');
});

test('a mark that may not be written stops the run at the first issue', async () => {
  const { fake, connect } = aScene();
  fake.world.tables.get('change_task')?.guarded.add('correlation_id');
  await expect(connect().tracker.create([aDraft(0)])).rejects.toMatchObject({
    kind: 'settings',
    message: expect.stringMatching(/CTASK\d+ without our mark.*correlation_id/),
  });
  expect(fake.tasks()).toHaveLength(1);
});

test('a text that is too long is cut where we say so, not where the column ends', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const fields = tracker.normalize(aDraft(0, { title: 'x'.repeat(300), body: 'word '.repeat(2_000) }).fields);
  expect(fields.title).toHaveLength(160);
  expect(fields.body?.endsWith('The rest is in the task.')).toBe(true);
  const issue = issueOf((await tracker.create([aDraft(0, fields)]))[0]);
  expect(issue.fields).toEqual(fields);
  expect(fake.task(issue.id).values.get('description')?.length).toBeLessThanOrEqual(4_000);
});

test('people write above and below our block, with the line ends of their browser', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  const description = `Above\r\n\r\n${issue.description.replaceAll('\n', '\r\n')}\r\n\r\nBelow`;
  fake.edit(issue.id, { description });
  const [seen] = await tracker.read([issue.id]);
  expect(seen?.fields.body).toBe('Text');
  const again = issueOf((await tracker.update([aChange(seen ?? issue, { body: 'Other' })]))[0]);
  expect(again.description).toMatch(/^Above\n\n.*\n\nOther\n\n.*\n\nBelow$/s);
});

test('an adopted record gets the mark and the block, and keeps its own text', async () => {
  const { fake, change, connect } = aScene();
  const { id } = fake.add('change_task', {
    change_request: change.id,
    short_description: 'T1 Check',
    description: 'Mine',
  });
  const { tracker } = connect();
  const [seen] = await tracker.read([id]);
  if (seen === undefined) throw new Error('not seen');
  const issue = issueOf((await tracker.update([{ ...aChange(seen, { body: 'Text' }), marker: markerOf(1) }]))[0]);
  expect(issue.marker).toBe(markerOf(1));
  expect(issue.description).toMatch(/^T1 in Lockstep: .*Text\n\nText below.*\n\nMine$/s);
});

test('a refusal is in the words of the instance, and an internal error of one record keeps no other waiting', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect();
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  fake.faults.add({ method: 'PATCH', times: 1, ...refusing('Data Policy Exception') });
  const [outcome] = await tracker.update([aChange(issue, { title: 'x' })]);
  expect(outcome?.ok === false && outcome.error.message).toContain('Operation Failed: Data Policy Exception');
});

test('comments: what would be taken for HTML is not, and a journal that hides ours is said', async () => {
  const { fake, connect } = aScene();
  const { tracker } = connect({ sync_comments: true });
  const issue = issueOf((await tracker.create([aDraft(0)]))[0]);
  const text = '[code]<script>alert(1)</script>[/code] is text';
  const comment = await tracker.comment(issue, text, 'ls-n1-abc');
  expect(comment).toMatchObject({ text, origin: 'ls-n1-abc', author: 'sync' });
  expect(fake.journal(issue.id)[0]).not.toContain('[code]');
  fake.world.tables.get('change_task')?.guarded.add('work_notes');
  await expect(tracker.comment(issue, 'y', 'ls-n2-abc')).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('work_notes'),
  });
});

test('a record that lost its place on the way stops the run, too', async () => {
  const { fake, connect } = aScene();
  fake.world.tables.get('change_task')?.guarded.add('change_request');
  await expect(connect().tracker.create([aDraft(0)])).rejects.toMatchObject({
    kind: 'settings',
    message: expect.stringMatching(/CTASK\d+ without its place.*change_request/),
  });
});

test('incidents compute their priority: writing it is noticed, writing the urgency is taken', async () => {
  const { change, connect } = aScene();
  const incidents = { servicenow_table: 'incident', servicenow_below: 'parent', issue_tracker_project: change.id };
  const byPriority = connect(incidents).tracker;
  const issue = issueOf((await byPriority.create([aDraft(0)]))[0]);
  expect(issue.fields.priority).toBe('4');
  const [outcome] = await byPriority.update([aChange(issue, { priority: '1' })]);
  expect(outcome?.ok === false && outcome.error.message).toContain('priority: wanted "1", it shows "4"');
  const byUrgency = connect({ ...incidents, servicenow_priority_field: 'urgency' }).tracker;
  const [seen] = await byUrgency.read([issue.id]);
  const [taken] = await byUrgency.update(seen === undefined ? [] : [aChange(seen, { priority: '1' })]);
  expect(issueOf(taken).fields.priority).toBe('1');
});
