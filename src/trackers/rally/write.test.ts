import { beforeEach, describe, expect, test } from 'vitest';
import type { Issue, IssueChange, IssueFields } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Tracker } from '../../model/tracker.ts';
import { busy, failed, jsonAnswer, lost, type Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { textOf, type Account, type Thing } from './fake-world.ts';
import { FakeRally, refusing } from './fake.ts';

const MARKER = 'ls-aaaaaaaaaaaaaaaa';
const URL = 'https://lockstep.example/tasks/1-T1';

let fake: FakeRally;
let account: Account;
let workspace: Thing;
let project: Thing;
let tracker: Tracker;

beforeEach(() => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeRally(
    () => (now += 100),
    () => 0.5,
  );
  account = fake.addAccount('sync', { password: 'secret' });
  workspace = fake.addWorkspace('Main');
  project = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  fake.addField(['Defect'], { element: 'c_LockstepRef' });
  tracker = connected().tracker;
});

const connected = (params: ParamValues = {}, server: Fake = fake) =>
  connectFake(server, {
    issue_tracker_api_token: new Secret(account.key),
    issue_tracker_user: account.name,
    issue_tracker_pass: new Secret('secret'),
    rally_card_type: 'Defect',
    ...params,
  });

const fieldsOf = (fields: Partial<IssueFields> = {}): IssueFields =>
  tracker.normalize({
    title: 'T1: a',
    body: 'text',
    priority: 'Normal',
    status: 'Submitted',
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
    ...fields,
  });

const create = async (fields: Partial<IssueFields> = {}, marker = MARKER) =>
  (await tracker.create([{ taskId: 'T1', marker, fields: fieldsOf(fields), taskUrl: URL }]))[0];

const created = async (fields: Partial<IssueFields> = {}, marker = MARKER): Promise<Issue> => {
  const outcome = await create(fields, marker);
  if (outcome?.ok !== true) throw new Error(outcome?.error.message);
  return outcome.issue;
};

const changeOf = (issue: Issue, change: Partial<IssueChange>): IssueChange => ({
  taskId: 'T1',
  issue,
  fields: {},
  marker: null,
  comment: null,
  taskUrl: URL,
  ...change,
});

const update = async (issue: Issue, change: Partial<IssueChange>) =>
  (await tracker.update([changeOf(issue, change)]))[0];

const messageOf = (outcome: Awaited<ReturnType<typeof update>>): string =>
  outcome?.ok === false ? outcome.error.message : '';

describe('a create', () => {
  test.each([
    ['the connection breaks', lost],
    ['the server says that it failed', failed],
  ])('when %s, throws down, sends nothing again, and the look-up finds the one item', async (_what, trouble) => {
    fake.faults.add({ method: 'POST', times: 1, ...trouble });
    await expect(create()).rejects.toMatchObject({ kind: 'down' });
    expect(fake.items()).toHaveLength(1);
    expect((await tracker.lookup([MARKER])).map(({ marker }) => marker)).toEqual([MARKER]);
  });

  test('that Rally refuses quotes its words', async () => {
    fake.addField(['Defect'], { element: 'c_Team', required: true });
    const outcome = await create();
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(messageOf(outcome)).toContain('"Validation error: Defect.c_Team should not be null"');
    expect(messageOf(outcome)).toContain('issue_tracker_custom_fields');
  });

  test('waits for a short pause, and tells a long one', async () => {
    fake.faults.add({ method: 'POST', times: 1, ...busy('5') });
    expect(await create()).toMatchObject({ ok: true });
    fake.faults.add({ method: 'POST', times: 1, ...busy('3600') });
    await expect(create()).rejects.toMatchObject({ kind: 'busy', retryAt: expect.any(Number) as number });
    expect(fake.items()).toHaveLength(1);
  });

  test('whose mark Rally ignores with a mere warning is taken back and stops the run', async () => {
    await tracker.metadata();
    const type = [...fake.world.things.values()].find((one) => textOf(one, 'ElementName') === 'c_LockstepRef');
    type?.values.set('Hidden', true);
    const failure = await create().then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ kind: 'settings', param: 'rally_marker_field' });
    expect(String(failure)).toContain('Ignored JSON element defect.c_LockstepRef');
    expect(fake.items()).toHaveLength(0);
  });

  test('in a project that was closed meanwhile stops the run', async () => {
    await tracker.metadata();
    project.values.set('State', 'Closed');
    await expect(create()).rejects.toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  });

  test('with a tag that Rally does not take is refused alone', async () => {
    fake.faults.add({ method: 'POST', times: 1, ...refusing('Validation error: Tag.Name contained invalid input.') });
    const outcome = await create({ labels: ['odd'] });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(messageOf(outcome)).toContain('the tag "odd"');
    expect(await create({ labels: ['fine'] }, 'ls-bbbbbbbbbbbbbbbb')).toMatchObject({ ok: true });
  });

  test('with an owner that Rally refuses is made without one', async () => {
    const ann = fake.addAccount('ann');
    tracker = connected({ sync_assignees: true }).tracker;
    expect((await tracker.metadata()).people).toContain('ann@example.com');
    fake.faults.add({ method: 'POST', times: 1, ...refusing('Validation error: Defect.Owner is not in the project') });
    expect((await created({ assignee: 'ann@example.com' })).fields.assignee).toBeNull();
    const other = await created({ assignee: 'ann@example.com' }, 'ls-bbbbbbbbbbbbbbbb');
    expect([other.fields.assignee, fake.owner(Number(other.id))]).toEqual(['ann@example.com', ann.thing]);
    expect(await update(other, { fields: { assignee: 'nobody@example.com' } })).toMatchObject({ ok: true });
    expect(fake.owner(Number(other.id))).toBe(ann.thing);
    expect(await update(other, { fields: { assignee: null } })).toMatchObject({ ok: true });
    expect(fake.owner(Number(other.id))).toBeNull();
  });
});

describe('an update', () => {
  test('is confirmed by its own answer', async () => {
    const issue = await created();
    const { tracker: other, ledger } = connected();
    await other.metadata();
    const outcomes = await other.update([changeOf(issue, { fields: { title: 'T1: z', status: 'Closed' } })]);
    expect(outcomes).toMatchObject([{ ok: true, issue: { fields: { title: 'T1: z', status: 'Closed' } } }]);
    expect(ledger.table()).toMatchObject({ update: 1, 'read-back': 0 });
  });

  test('that Rally refuses names the issue and the status', async () => {
    const issue = await created();
    fake.world.rule = () => 'Validation error: close the tasks first';
    const outcome = await update(issue, { fields: { status: 'Closed' } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(messageOf(outcome)).toContain(
      'DE1 (wanted status: "Closed"): Rally refuses it: "Validation error: close the',
    );
  });

  test.each([
    ['Concurrency conflict: [Object has been modified since being read in this context]', 'moved'],
    ['Cannot find object to update', 'gone'],
    ['Validation error: Defect.Name should not be null', 'refused'],
  ])('%s', async (words, kind) => {
    const issue = await created();
    fake.faults.add({ method: 'POST', times: 1, ...refusing(words) });
    expect(await update(issue, { fields: { title: 'x' } })).toMatchObject({ ok: false, error: { kind } });
  });

  test.each([
    ['An Authentication object was not found in the SecurityContext', 'credentials'],
    ['Not authorized to perform action: update defect', 'settings'],
  ])('stops the run at: %s', async (words, kind) => {
    const issue = await created();
    fake.faults.add({ method: 'POST', times: 1, ...refusing(words) });
    await expect(update(issue, { fields: { title: 'x' } })).rejects.toMatchObject({ kind });
  });

  test('of an item that was moved to a project where we may not write is refused alone', async () => {
    const issue = await created();
    const elsewhere = fake.addProject(workspace, 'Elsewhere', [[account, 'Viewer']]);
    fake.edit(Number(issue.id), { Project: elsewhere });
    const [moved] = await tracker.lookup([MARKER]);
    const outcome = await update(moved ?? issue, { fields: { title: 'x' } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  test('that is ignored with a warning is noticed', async () => {
    fake.addField(['Defect'], { element: 'c_Team' });
    tracker = connected({ issue_tracker_custom_fields: '{"Team":"$project"}' }).tracker;
    const issue = await created({ custom: { Team: 'Payments' } });
    expect(issue.fields.custom).toEqual({ Team: 'Payments' });
    const field = [...fake.world.things.values()].find((one) => textOf(one, 'ElementName') === 'c_Team');
    field?.values.set('Hidden', true);
    const message = messageOf(await update(issue, { fields: { custom: { Team: 'Billing' } } }));
    expect(message).toContain('custom: wanted {"Team":"Billing"}, it shows {"Team":"Payments"}');
    expect(message).toContain('Ignored JSON element defect.c_Team');
  });

  test('of labels adds and removes one by one, and keeps what somebody added meanwhile', async () => {
    const issue = await created({ labels: ['b', 'a'] });
    expect(issue.fields.labels).toEqual(['a', 'b']);
    fake.setTags(Number(issue.id), ['a', 'b', 'theirs']);
    const outcome = await update(issue, { fields: { labels: ['b', 'c'] } });
    expect(outcome).toMatchObject({ ok: true, issue: { fields: { labels: ['b', 'c', 'theirs'] } } });
  });

  test('adopts an item: it gets marker and block, and keeps what people wrote', async () => {
    const item = fake.addItem('Defect', project, { Name: 'T1: a', Description: '<div>By a person</div>' });
    const [found] = await tracker.read([String(item.id)]);
    expect(found).toMatchObject({ marker: null, fields: { body: null } });
    if (found === undefined) throw new Error('not found');
    const outcome = await update(found, { marker: MARKER, fields: { body: 'Ours' } });
    expect(outcome).toMatchObject({ ok: true, issue: { marker: MARKER, fields: { body: 'Ours' } } });
    expect(textOf(item, 'Description')).toMatch(/^<p><a .*Ours.*-end.*<div>By a person<\/div>$/s);
    tracker = connected({ rally_marker_field: '' }).tracker;
    const [unmarked] = await tracker.read([String(item.id)]);
    const tagged = await update(unmarked ?? found, { marker: MARKER });
    expect(tagged).toMatchObject({ ok: true, issue: { marker: MARKER, fields: { labels: [] } } });
    expect(fake.tagNames(item.id).toSorted()).toEqual(['lockstep', MARKER]);
  });

  test('of many items gives each its own outcome, in order', async () => {
    const made: Issue[] = [];
    for (let n = 0; n < 12; n += 1) made.push(await created({}, `ls-${'abcdefghijkl'[n]?.repeat(16) ?? ''}`));
    fake.remove(Number(made[3]?.id));
    const outcomes = await tracker.update(
      made.map((issue) => changeOf(issue, { fields: { title: `x ${issue.key}` } })),
    );
    expect(outcomes.map((one) => (one.ok ? one.issue.fields.title : one.error.kind))).toEqual(
      made.map(({ key }, at) => (at === 3 ? 'gone' : `x ${key}`)),
    );
  });
});

test('in a workspace with very many tags they are asked for by name', async () => {
  for (let n = 0; n <= 10_000; n += 1) fake.addTag(`t${n}`);
  const { tracker: other, ledger } = connected();
  await other.metadata();
  const before = ledger.table().metadata;
  tracker = other;
  expect((await created({ labels: ['t7', 't9999', 'new'] })).fields.labels).toEqual(['new', 't7', 't9999']);
  await created({ labels: ['t7'] }, 'ls-bbbbbbbbbbbbbbbb');
  expect(ledger.table().metadata - before).toBe(2);
  expect([...fake.world.things.values()].filter(({ type }) => type === 'Tag')).toHaveLength(10_002);
});

describe('by user and password', () => {
  const basic = { issue_tracker_auth_mode: 'basic' };

  test('one session carries all writes', async () => {
    const { tracker: other, ledger } = connected(basic);
    await other.metadata();
    const before = ledger.table().check;
    tracker = other;
    const issue = await created();
    expect(await update(issue, { fields: { title: 'x' } })).toMatchObject({ ok: true });
    expect(ledger.table().check - before).toBe(1);
  });

  test('a session that is over is begun anew, and the write is done once', async () => {
    tracker = connected(basic).tracker;
    const issue = await created();
    fake.world.sessions.splice(0);
    expect(await update(issue, { fields: { title: 'x' }, comment: 'why' })).toMatchObject({ ok: true });
    fake.world.sessions.splice(0);
    await created({}, 'ls-bbbbbbbbbbbbbbbb');
    expect([fake.items().length, fake.discussion(Number(issue.id)).length]).toEqual([2, 1]);
  });
});

describe('comments', () => {
  test('that are too long are cut between blocks', async () => {
    const { text, origin } = await tracker.comment(await created(), `First\n\n${'word '.repeat(7_000)}`, 'ls-n12-abc');
    expect([text, origin]).toEqual(['First\n\n*The rest is in the task.*', 'ls-n12-abc']);
  });

  test('carry their origin as the last line, and are read of many items with one question', async () => {
    const [one, two] = [await created(), await created({}, 'ls-bbbbbbbbbbbbbbbb')];
    const written = await tracker.comment(one, 'Look at *this*:\n\n- a', 'ls-n12-abc');
    expect(written).toMatchObject({ text: 'Look at *this*:\n\n- a', origin: 'ls-n12-abc' });
    fake.say(Number(one.id), fake.addAccount('ann'), '<div>Seen, <b>thanks</b></div>');
    fake.say(Number(two.id), account, 'ls-n12-abc is not at the end');
    const { tracker: other, ledger } = connected();
    await other.metadata();
    const comments = await other.comments([one.id, two.id]);
    expect(comments[one.id]).toEqual([
      written,
      {
        ...written,
        id: expect.any(String) as string,
        at: expect.any(Number) as number,
        author: 'ann@example.com',
        text: 'Seen, **thanks**',
        origin: null,
      },
    ]);
    expect(comments[two.id]).toMatchObject([{ text: 'ls-n12-abc is not at the end', origin: null }]);
    expect(ledger.table().comment).toBe(1);
  });
});

test('an answer that is too long for us is asked for again in smaller pages', async () => {
  for (let n = 0; n < 30; n += 1)
    fake.addItem('Defect', project, { c_LockstepRef: `ls-${'abcdefghijklmnopqrstuvwxyz2345'[n]?.repeat(16) ?? ''}` });
  const cutting: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      const isTooLong = answer !== null && answer.text.length > 20_000;
      return isTooLong ? { ...answer, text: answer.text.slice(0, 20_000), isTooLong } : answer;
    },
  };
  const { tracker: other } = connected({}, cutting);
  const { issues, complete } = await other.pull({ known: () => undefined, total: null, extent: 'marked' });
  expect([issues.length, complete]).toEqual([30, true]);
});

test('what looks like HTML in a title is written in another way, because Rally would refuse it', async () => {
  expect((await created({ title: 'Escape <script> when 1 < 2' })).fields.title).toBe('Escape ‹script> when 1 < 2');
});

test('a write that is answered with a mere reference is read back', async () => {
  const terse: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      if (answer === null || request.method === 'GET') return answer;
      return { ...answer, text: answer.text.replace(/"Object":\{.*?("_ref":"[^"]+").*\}\}\}$/, '"Object":{$1}}}') };
    },
  };
  const { tracker: other, ledger } = connected({}, terse);
  tracker = other;
  const issue = await created();
  expect(issue).toMatchObject({ marker: MARKER, fields: { title: 'T1: a' } });
  expect(await update(issue, { fields: { title: 'x' } })).toMatchObject({
    ok: true,
    issue: { fields: { title: 'x' } },
  });
  expect(ledger.table()).toMatchObject({ create: 1, update: 1, 'read-back': 2 });
});

test('an answer without the names of its tags is no answer', async () => {
  await tracker.metadata();
  const issue = await created({ labels: ['a'] });
  const nameless: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      return answer && { ...answer, text: answer.text.replaceAll('_tagsNameArray', '_other') };
    },
  };
  await expect(connected({}, nameless).tracker.read([issue.id])).rejects.toMatchObject({ kind: 'settings' });
});

test('an internal error at one item is no refusal, and keeps no other from being written', async () => {
  const [one, two] = [await created(), await created({}, 'ls-bbbbbbbbbbbbbbbb')];
  fake.faults.add({ method: 'POST', times: 1, when: 'instead', answer: jsonAnswer(500) });
  const fields = { title: 'x' };
  const outcomes = await tracker.update([changeOf(one, { fields }), changeOf(two, { fields })]);
  expect(outcomes).toMatchObject([{ ok: false, error: { kind: 'down' } }, { ok: true }]);
});
