import { beforeEach, expect, test } from 'vitest';
import type { Issue, IssueChange, IssueFields } from '../../model/issue.ts';
import { Secret } from '../../model/secret.ts';
import type { Tracker } from '../../model/tracker.ts';
import { busy, failed, jsonAnswer, lost } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import type { FakeProject, FakeUser } from './fake-world.ts';
import { FakeRedmine, refusing } from './fake.ts';

const MARKER = 'ls-aaaaaaaaaaaaaaaa';
const URL = 'https://lockstep.example/tasks/1-T1';

let fake: FakeRedmine;
let user: FakeUser;
let project: FakeProject;
let tracker: Tracker;

beforeEach(() => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeRedmine(
    () => (now += 100),
    () => 0.5,
  );
  user = fake.addUser('sync');
  project = fake.addProject('demo', { Manager: user });
  fake.addField('External ID', { projects: [project.id] });
  tracker = connectFake(fake, { issue_tracker_api_token: new Secret(user.key) }).tracker;
});

const fieldsOf = (fields: Partial<IssueFields> = {}): IssueFields =>
  tracker.normalize({
    title: 'T1: a',
    body: 'text',
    priority: 'High',
    status: 'New',
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
    ...fields,
  });

const create = async (fields: Partial<IssueFields> = {}) =>
  (await tracker.create([{ taskId: 'T1', marker: MARKER, fields: fieldsOf(fields), taskUrl: URL }]))[0];

const created = async (fields: Partial<IssueFields> = {}): Promise<Issue> => {
  const outcome = await create(fields);
  if (outcome?.ok !== true) throw new Error('not created');
  return outcome.issue;
};

const update = async (issue: Issue, change: Partial<IssueChange>) =>
  (
    await tracker.update([{ taskId: 'T1', issue, fields: {}, marker: null, comment: null, taskUrl: URL, ...change }])
  )[0];

test.each([
  ['the connection breaks', lost],
  ['the server says that it failed', failed],
])(
  'when %s after a create, it throws down, sends nothing again, and the look-up finds the one issue',
  async (_what, trouble) => {
    fake.faults.add({ method: 'POST', times: 1, ...trouble });
    await expect(create()).rejects.toMatchObject({ kind: 'down' });
    expect(fake.world.issues.size).toBe(1);
    expect((await tracker.lookup([MARKER])).map(({ marker }) => marker)).toEqual([MARKER]);
  },
);

test('a create that Redmine refuses quotes its words', async () => {
  fake.faults.add({ method: 'POST', times: 1, ...refusing('Moon is in the wrong phase') });
  const outcome = await create();
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(outcome?.ok === false && outcome.error.message).toContain('"Moon is in the wrong phase"');
});

test('a short pause is waited for, a long one is told', async () => {
  fake.faults.add({ method: 'POST', times: 1, ...busy('5') });
  expect(await create()).toMatchObject({ ok: true });
  fake.faults.add({ method: 'POST', times: 1, ...busy('3600') });
  await expect(create()).rejects.toMatchObject({ kind: 'busy', retryAt: expect.any(Number) as number });
  expect(fake.world.issues.size).toBe(1);
});

test('a create in a project that was closed meanwhile says so, not three times "cannot be blank"', async () => {
  await tracker.metadata();
  project.status = 5;
  await expect(create()).rejects.toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
});

test('a status that the role may not set is refused, naming those it may set', async () => {
  const issue = await created();
  fake.world.allows = (_role, from, to) => from?.id === to.id || to.name === 'In Progress';
  const outcome = await update(issue, { fields: { status: 'Closed', title: 'T1: b' } });
  const message = outcome?.ok === false ? outcome.error.message : '';
  expect(message).toContain('status: wanted "Closed", it shows "New"');
  expect(message).toContain('This account may set: New, In Progress');
  expect(message).not.toContain('title');
});

test('a parent keeps the priority of its children, and that is told', async () => {
  const issue = await created();
  await tracker.create([
    { taskId: 'T2', marker: 'ls-bbbbbbbbbbbbbbbb', fields: fieldsOf({ parent: issue.id }), taskUrl: URL },
  ]);
  const outcome = await update(issue, { fields: { priority: 'Low' } });
  expect(outcome?.ok === false && outcome.error.message).toContain('priority: wanted "Low", it shows "High"');
});

test('an account that may not edit any more is told what it needs', async () => {
  const issue = await created();
  project.members.set(user.id, 6);
  const outcome = await update(issue, { fields: { title: 'x' } });
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(outcome?.ok === false && outcome.error.message).toContain('"Edit issues"');
});

test('an update in a closed project stops the run', async () => {
  const issue = await created();
  project.status = 5;
  await expect(update(issue, { fields: { title: 'x' } })).rejects.toMatchObject({ kind: 'settings' });
});

test('an adopted issue gets marker and block, and keeps what people wrote', async () => {
  const issue = await created();
  fake.edit(Number(issue.id), { description: 'By a person', custom_fields: [{ id: 1, value: '' }] });
  const [found] = await tracker.read([issue.id]);
  expect(found).toMatchObject({ marker: null, fields: { body: null } });
  const outcome = await update(found ?? issue, { marker: MARKER, fields: { body: 'Ours' } });
  expect(outcome).toMatchObject({ ok: true, issue: { marker: MARKER, fields: { body: 'Ours' } } });
  expect(outcome?.ok === true && outcome.issue.description).toMatch(
    /^"T1 in Lockstep":.*\n\nOurs\n\n.*-end\n\nBy a person$/,
  );
});

test('custom fields are written by name and read back', async () => {
  fake.addField('Team', { projects: [project.id] });
  const params = { issue_tracker_api_token: new Secret(user.key), issue_tracker_custom_fields: '{"Team":"$project"}' };
  tracker = connectFake(fake, params).tracker;
  const issue = await created({ custom: { Team: 'Payments' }, labels: [], assignee: null });
  expect(issue.fields.custom).toEqual({ Team: 'Payments' });
  expect(await update(issue, { fields: { custom: { Team: 'Billing' }, labels: [], assignee: null } })).toMatchObject({
    ok: true,
  });
});

test('several updates are confirmed by one read, each with its own outcome', async () => {
  const issue = await created();
  const other = await created();
  const ledgerOf = connectFake(fake, { issue_tracker_api_token: new Secret(user.key) });
  await ledgerOf.tracker.metadata();
  fake.remove(Number(other.id));
  const change = { taskId: 'T1', fields: { title: 'T1: z' }, marker: null, comment: null, taskUrl: URL };
  const outcomes = await ledgerOf.tracker.update([
    { ...change, issue },
    { ...change, issue: other },
  ]);
  expect(outcomes).toMatchObject([
    { ok: true, issue: { fields: { title: 'T1: z' } } },
    { ok: false, error: { kind: 'gone' } },
  ]);
  expect(ledgerOf.ledger.table()).toMatchObject({ update: 2, 'read-back': 1 });
});

test('a create that the role does not allow at all stops the run with the permission that lacks', async () => {
  await tracker.metadata();
  project.members.set(user.id, 6);
  fake.faults.add({ method: 'POST', times: 1, when: 'instead', answer: jsonAnswer(403) });
  const failure = await create().then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(String(failure)).toContain('"Add issues"');
});

test('a long value with a symbol at the cut is quoted as well-formed text, which the database takes', async () => {
  const issue = await created();
  const change = { fields: { parent: `${'x'.repeat(79)}😀` } };
  fake.faults.add({ method: 'PUT', times: 1, when: 'instead', answer: jsonAnswer(204) });
  const outcome = await update(issue, change);
  const message = outcome?.ok === false ? outcome.error.message : '';
  expect(message).toContain('xxx');
  expect(message.isWellFormed()).toBe(true);
});
