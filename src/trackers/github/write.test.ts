import { describe, expect, test } from 'vitest';
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Tracker } from '../../model/tracker.ts';
import { issueOf, requestsOf } from '../contract-story.ts';
import { failed, jsonAnswer } from '../fake.ts';
import { placeOf } from './fake-world.ts';
import { connectTo, serve, type Cast } from './testing.ts';

const FIELDS: IssueFields = {
  title: 'T1: Check it',
  body: 'The text',
  priority: 'High',
  status: 'open',
  parent: null,
  custom: {},
  labels: [],
  assignee: null,
};

const draftOf = (tracker: Tracker, fields: Partial<IssueFields> = {}, n = 1): IssueDraft => ({
  taskId: `T${n}`,
  marker: `ls-${'a'.repeat(13)}${String(n)
    .padStart(3, '0')
    .replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? 'a')}`,
  fields: tracker.normalize({ ...FIELDS, ...fields }),
  taskUrl: 'https://lockstep.example/t',
});

const create = async (tracker: Tracker, fields: Partial<IssueFields> = {}, n = 1): Promise<WriteOutcome | undefined> =>
  (await tracker.create([draftOf(tracker, fields, n)]))[0];

const made = async (tracker: Tracker, fields: Partial<IssueFields> = {}, n = 1): Promise<Issue> =>
  issueOf(await create(tracker, fields, n));

async function update(
  tracker: Tracker,
  issue: Issue,
  fields: Partial<IssueFields>,
  more: Partial<Pick<IssueChange, 'marker' | 'comment' | 'passing'>> = {},
): Promise<WriteOutcome | undefined> {
  const about = { taskId: 'T1', issue, fields, taskUrl: 'https://lockstep.example/t' };
  const change = { marker: null, comment: null, ...about, ...more };
  return (await tracker.update([change]))[0];
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

function begin(params: ParamValues = {}): Cast & { readonly tracker: Tracker } {
  const cast = serve();
  return { ...cast, tracker: cast.connect(params).tracker };
}

describe('a new issue', () => {
  test('is one request with everything inside', async () => {
    const cast = serve();
    cast.shop.milestones.push('v1', 'v2');
    cast.fake.world.types.push('Task');
    const connected = cast.connect({
      sync_assignees: true,
      issue_tracker_user_map: '{"ann@example.com":"ann"}',
      issue_tracker_custom_fields: '{"milestone":"v2","type":"Task"}',
    });
    const { tracker, ledger } = connected;
    await tracker.metadata();
    const before = requestsOf(connected);
    const fields = { labels: ['pci'], assignee: 'ann@example.com', custom: { milestone: 'v2', type: 'Task' } };
    const issue = await made(tracker, fields);
    expect(requestsOf(connected) - before).toBe(1);
    expect(issue.fields).toMatchObject({ ...fields, priority: 'High', title: 'T1: Check it' });
    expect(cast.fake.issue(issue.id)).toMatchObject({
      labels: ['lockstep', 'High', 'pci'],
      milestone: 'v2',
      type: 'Task',
    });
    expect(ledger.table().create).toBe(1);
  });

  test('that cannot be labelled is closed, loses its mark, and stops the run', async () => {
    const { fake, shop, sync, tracker } = begin();
    await tracker.metadata();
    shop.roles.set(sync, 'read');
    expect(await thrownBy(create(tracker))).toMatchObject({
      kind: 'settings',
      param: 'github_marker_label',
      message: expect.stringContaining('dropped the label "lockstep" of the new issue #1'),
    });
    const title = expect.stringMatching(/^Withdrawn: /);
    expect(fake.issues()).toMatchObject([{ state: 'closed', reason: 'not_planned', body: '', title }]);
    expect(await tracker.lookup([draftOf(tracker).marker])).toEqual([]);
  });

  test('whose assignee is not taken is made without', async () => {
    const { fake, tracker } = begin({ sync_assignees: true, issue_tracker_user_map: '{"ann@example.com":"ann"}' });
    await tracker.metadata();
    fake.world.accounts.splice(1, 1);
    expect((await made(tracker, { assignee: 'ann@example.com' })).fields.assignee).toBeNull();
  });

  test('becomes a sub-issue, a hundred times', async () => {
    const { fake, shop, ann, connect } = serve();
    const parent = fake.addIssue(shop, ann.login);
    const { tracker } = connect({ issue_tracker_parent_issue: '1', issue_tracker_server: 'github.example' });
    fake.limits.isOn = false;
    const issues: Issue[] = [];
    for (let n = 1; n <= 101; n += 1) issues.push(await made(tracker, { parent: '1' }, n));
    expect(issues.map(({ fields }) => fields.parent)).toEqual([...Array.from({ length: 100 }, () => '1'), null]);
    const [first, last] = [issues[0], issues[100]];
    if (first === undefined || last === undefined) throw new Error('none made');
    expect(await update(tracker, last, { parent: '1' })).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('more than 100 sub-issues') },
    });
    expect(issueOf(await update(tracker, first, { parent: null })).fields.parent).toBeNull();
    expect(issueOf(await update(tracker, last, { parent: '1' })).fields.parent).toBe('1');
    expect(fake.issue(last.id).parent).toBe(parent);
  });

  test('is put below another parent in the place of the former one', async () => {
    const { fake, shop, ann, connect } = serve();
    const [, second] = [fake.addIssue(shop, ann.login), fake.addIssue(shop, ann.login)];
    const issue = await made(connect({ issue_tracker_parent_issue: '1' }).tracker, { parent: '1' }, 1);
    const { tracker } = connect({ issue_tracker_parent_issue: '2' });
    expect(issueOf(await update(tracker, issue, { parent: '2' })).fields.parent).toBe('2');
    expect(fake.issue(issue.id).parent).toBe(second);
  });

  test('that GitHub refuses is told in its words, and the others go on', async () => {
    const { tracker } = begin({ issue_tracker_custom_fields: '{"type":"Story"}' });
    expect(await create(tracker, { custom: { type: 'Story' } })).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: 'GitHub refuses it: "Validation Failed", "type invalid".' },
    });
  });

  test('with a milestone that is not there says which there are', async () => {
    const { tracker } = begin({ issue_tracker_custom_fields: '{"milestone":"v9"}' });
    expect(await create(tracker, { custom: { milestone: 'v9' } })).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('no milestone "v9"; it has none') },
    });
  });

  test.each([
    ['issues are switched off', (cast: Cast) => (cast.shop.hasIssues = false), 'switch them on'],
    ['the repository is archived', (cast: Cast) => (cast.shop.isArchived = true), 'unarchive it'],
    ['the token may not write', (cast: Cast) => (cast.sync.mayWrite = false), 'Issues, read and write'],
  ])('where %s stops the run', async (_what, prepare, says) => {
    const cast = begin();
    await cast.tracker.metadata();
    prepare(cast);
    expect(await thrownBy(create(cast.tracker))).toMatchObject({
      kind: 'settings',
      message: expect.stringContaining(says),
    });
  });

  test('nobody is notified by it', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker, { body: 'Ask @ann, see #1' });
    await tracker.comment(issue, 'Ask @ann', 'ls-n1');
    expect(fake.world.mentioned).toEqual([]);
  });
});

describe('a changed issue', () => {
  test('tells before it is opened for another reason that this is only on the way', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker, { status: 'closed' });
    const told: (readonly [step: string, then: string])[] = [];
    const passing = async (step: string) => void told.push([step, fake.issue(issue.id).state]);
    await update(tracker, issue, { status: 'not_planned' }, { passing });
    expect(told).toEqual([['open', 'closed']]);
  });

  test('gets another reason only by being opened', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker, { status: 'closed' });
    expect(issue.fields.status).toBe('closed');
    const next = issueOf(await update(tracker, issue, { status: 'not_planned' }));
    expect(next.fields.status).toBe('not_planned');
    expect(issueOf(await update(tracker, next, { status: 'duplicate' })).fields.status).toBe('duplicate');
    expect(fake.issue(issue.id).events.map(({ type }) => type)).toEqual([
      'ClosedEvent',
      'ReopenedEvent',
      'ClosedEvent',
      'ReopenedEvent',
      'ClosedEvent',
    ]);
  });

  test('keeps a label that somebody adds meanwhile, and misses none that somebody took off', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker, { labels: ['one', 'two'] });
    fake.edit(issue.id, { labels: ['lockstep', 'High', 'two', 'theirs'] });
    const labels = issueOf(await update(tracker, issue, { labels: ['three'] })).fields.labels;
    expect(labels).toEqual(['theirs', 'three']);
  });

  test('shows labels in the spelling that GitHub knows, and none of them twice', async () => {
    const { shop, tracker } = begin();
    shop.labels.push('PCI');
    await tracker.metadata();
    const issue = await made(tracker, { labels: ['pci', 'Pci', 'lockstep', 'HIGH'] });
    expect(issue.fields).toMatchObject({ labels: ['PCI'], priority: 'High' });
  });

  test('has one priority, whatever people gave it', async () => {
    const { fake, tracker } = begin();
    const { id } = await made(tracker);
    fake.edit(id, { labels: ['lockstep', 'High', 'Low'] });
    const [seen] = await tracker.read([id]);
    if (seen === undefined) throw new Error('not there');
    expect(seen.fields.priority).toBe('High, Low');
    expect(issueOf(await update(tracker, seen, { priority: 'Medium' })).fields.priority).toBe('Medium');
    expect(fake.issue(id).labels).toEqual(['lockstep', 'Medium']);
  });

  test('whose labels are not allowed any more says so', async () => {
    const { shop, sync, tracker } = begin();
    const issue = await made(tracker);
    shop.roles.set(sync, 'read');
    expect(await thrownBy(update(tracker, issue, { labels: ['pci'] }))).toMatchObject({
      kind: 'settings',
      message: expect.stringMatching(/push access to label.*role Triage or Write/),
    });
  });

  test('adopted from people gets mark and label', async () => {
    const { fake, shop, tracker } = begin();
    const theirs = fake.addIssue(shop, 'ann', { title: 'T1: Check it', body: 'Mine\r\nand mine' });
    const [found] = (await tracker.pull({ extent: 'project', total: null, known: () => undefined })).issues;
    if (found === undefined) throw new Error('not there');
    const { marker } = draftOf(tracker);
    const issue = issueOf(await update(tracker, found, { body: 'Ours' }, { marker }));
    expect(issue).toMatchObject({ marker, fields: { body: 'Ours' } });
    expect(theirs.labels).toEqual(['lockstep']);
    expect(theirs.body).toContain('Mine\nand mine');
  });

  test('linked once more gets the new mark in the place of the former one', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker);
    fake.edit(issue.id, { body: `Above\n\n${issue.description}\n\nBelow` });
    const [seen] = await tracker.read([issue.id]);
    if (seen === undefined) throw new Error('not there');
    const { marker } = draftOf(tracker, {}, 2);
    const again = issueOf(await update(tracker, { ...seen, marker: null }, {}, { marker }));
    expect(again).toMatchObject({ marker, fields: { body: 'The text' } });
    expect(again.description).toMatch(/^Above\n\n<!--[\s\S]*-->\n\nBelow$/);
  });

  test('that was deleted is gone; a repository that is hidden is not', async () => {
    const { fake, shop, sync, tracker } = begin();
    const issue = await made(tracker);
    const other = await made(tracker, {}, 2);
    fake.remove(issue.id);
    expect(await update(tracker, issue, { title: 'x' })).toMatchObject({ ok: false, error: { kind: 'gone' } });
    expect(await update(tracker, issue, { labels: ['x'] })).toMatchObject({ ok: false, error: { kind: 'gone' } });
    expect(await thrownBy(tracker.comment(issue, 'x', 'ls-n1'))).toMatchObject({ kind: 'gone' });
    shop.roles.delete(sync);
    expect(await thrownBy(update(tracker, other, { title: 'x' }))).toMatchObject({ kind: 'settings' });
  });

  test('at which GitHub fails does not keep the others waiting', async () => {
    const { fake, tracker } = begin();
    const [one, two] = [await made(tracker), await made(tracker, {}, 2)];
    fake.faults.add({ ...failed, method: 'PATCH', times: 1 });
    const change = { fields: { title: 'x' }, marker: null, comment: null, taskUrl: 'https://x' };
    const outcomes = await tracker.update([
      { ...change, taskId: 'T1', issue: one },
      { ...change, taskId: 'T2', issue: two },
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('that is locked takes no comment from those who may not label', async () => {
    const { fake, shop, sync, tracker } = begin();
    const issue = await made(tracker);
    fake.edit(issue.id, { isLocked: true });
    shop.roles.set(sync, 'read');
    expect(await thrownBy(tracker.comment(issue, 'x', 'ls-n1'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Unlock it'),
    });
  });
});

describe('what moved', () => {
  test('is followed, written to, and costs one request more from then on', async () => {
    const { fake, other, connect } = serve();
    const first = connect();
    const issue = await made(first.tracker);
    fake.transfer(issue.id, other);
    const metadata = await first.tracker.metadata();
    const second = connect({}, metadata);
    await second.tracker.pull({ extent: 'changes', total: 1, known: () => issue });
    const [away] = await second.tracker.read([issue.id]);
    if (away === undefined) throw new Error('not followed');
    expect(away).toMatchObject({ id: issue.id, key: 'acme/other#1', project: String(other.id) });
    expect(issueOf(await update(second.tracker, away, { title: 'There' }))).toMatchObject({
      id: issue.id,
      key: 'acme/other#1',
    });
    const third = connect({}, metadata);
    await third.tracker.pull({ extent: 'changes', total: 1, known: () => away });
    const before = requestsOf(third);
    expect(await third.tracker.read([issue.id])).toMatchObject([{ fields: { title: 'There' } }]);
    expect(requestsOf(third) - before).toBe(1);
  });

  test('is written to though nobody knew that it had moved', async () => {
    const { fake, other, tracker } = begin();
    const issue = await made(tracker);
    fake.transfer(issue.id, other);
    await update(tracker, issue, { title: 'There' });
    expect(fake.issue(issue.id)).toMatchObject({ title: 'There', repository: other });
  });

  test('to where we may not look is missing', async () => {
    const { fake, other, sync, tracker } = begin();
    const issue = await made(tracker);
    fake.transfer(issue.id, other);
    other.roles.delete(sync);
    expect(await tracker.read([issue.id])).toEqual([]);
  });

  test('a renamed repository is the same one, at the price of one redirect a run', async () => {
    const { fake, shop, connect } = serve();
    const first = connect();
    const metadata = await first.tracker.metadata();
    const issue = await made(first.tracker);
    fake.rename(shop, 'store');
    const second = connect({}, metadata);
    const request = {
      extent: 'changes',
      total: 1,
      known: (id: string) => (id === issue.id ? issue : undefined),
    } as const;
    expect(await second.tracker.pull(request)).toMatchObject({ seen: [issue.id], complete: true });
    expect(requestsOf(second)).toBe(2);
    expect(issueOf(await update(second.tracker, issue, { title: 'Still' })).id).toBe(issue.id);
    await made(second.tracker, {}, 2);
    expect(requestsOf(second)).toBe(4);
    expect((await connect().tracker.metadata()).projectName).toBe('acme/store');
  });

  test('redirects to other servers are not followed', async () => {
    const { fake, tracker } = begin();
    const { text } = jsonAnswer(301, {});
    const answer = { status: 301, headers: { location: 'https://evil.example/repos/acme/shop?token=1' }, text };
    fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer });
    expect(await thrownBy(tracker.metadata())).toMatchObject({
      kind: 'settings',
      message: expect.stringMatching(/https:\/\/evil\.example\/repos\/acme\/shop \(301\)/),
    });
  });
});

describe('who carries a mark', () => {
  test('does not count when people marked it as a duplicate of another one', async () => {
    const { fake, tracker } = begin();
    const issue = await made(tracker);
    const copy = fake.copy(issue.id, 'ann');
    const { marker } = draftOf(tracker);
    expect(await tracker.lookup([marker])).toHaveLength(2);
    fake.edit(placeOf(copy), { labels: ['lockstep', 'Duplicate'] });
    expect((await tracker.lookup([marker])).map(({ id }) => id)).toEqual([issue.id]);
    fake.edit(issue.id, { labels: ['lockstep', 'duplicate'] });
    expect(await tracker.lookup([marker])).toHaveLength(2);
  });

  test('is not offered for a task at first contact when people marked it as a duplicate', async () => {
    const { fake, shop, ann, tracker } = begin();
    const issues = ['T1: a', 'T1: b'].map((title) => {
      const issue = fake.addIssue(shop, ann.login);
      issue.title = title;
      return issue;
    });
    issues[1]?.labels.push('duplicate');
    const { issues: offered } = await tracker.pull({ extent: 'project', total: null, known: () => undefined });
    expect(offered.map(({ fields }) => fields.title)).toEqual(['T1: a']);
  });

  test('is searched for elsewhere only where few are missing', async () => {
    const { connect } = serve();
    const connected = connect();
    await connected.tracker.metadata();
    const asked = async (count: number): Promise<number> => {
      const before = requestsOf(connected);
      await connected.tracker.lookup(Array.from({ length: count }, (_, n) => draftOf(connected.tracker, {}, n).marker));
      return requestsOf(connected) - before;
    };
    expect([await asked(1), await asked(7), await asked(31)]).toEqual([2, 3, 1]);
    const { lookupFloor } = connected.tracker;
    expect([lookupFloor(1, 0), lookupFloor(7, 0), lookupFloor(31, 0), lookupFloor(250, 250)]).toEqual([2, 3, 1, 3]);
  });
});

test('issues are read by what people call them; pull requests are none', async () => {
  const { fake, shop, tracker } = begin();
  const issue = await made(tracker);
  fake.addPullRequest(shop, 'ann', []);
  const read = async (...names: string[]) => (await tracker.read(names)).map(({ id }) => id);
  expect(await read('#1')).toEqual([issue.id]);
  expect(await read('#2', '#3', 'acme/shop#1', 'nonsense', '77-1')).toEqual([]);
});

describe('what changed', () => {
  const known = (issues: readonly Issue[]) => (id: string) => issues.find((issue) => issue.id === id);

  test('is a 304 where nothing did, and that is free', async () => {
    const { fake, connect } = serve();
    const first = connect();
    const metadata = await first.tracker.metadata();
    const issue = await made(first.tracker);
    const { cursor = null } = await first.tracker.pull({ extent: 'changes', total: 1, known: known([issue]) });
    const second = connect({}, metadata);
    const request = { extent: 'changes', total: 1, cursor, known: known([issue]) } as const;
    expect(await second.tracker.pull(request)).toEqual({ issues: [], seen: [], total: 1, complete: false, cursor });
    fake.edit(issue.id, { title: 'Edited' });
    expect((await second.tracker.pull(request)).issues).toMatchObject([{ fields: { title: 'Edited' } }]);
  });

  test('is asked for anew where other parameters read the same answer in another way', async () => {
    const { connect } = serve();
    const first = connect();
    const issue = await made(first.tracker);
    const { cursor = null } = await first.tracker.pull({ extent: 'changes', total: 1, known: known([issue]) });
    const other = connect({ issue_tracker_priority_map: '{"1-10":"Urgent"}' });
    const { issues } = await other.tracker.pull({ extent: 'changes', total: 1, cursor, known: known([issue]) });
    expect(issues).toMatchObject([{ fields: { priority: null, labels: ['High'] } }]);
  });

  test('is neither a pull request nor an issue on which people only put our label', async () => {
    const { fake, shop, tracker } = begin();
    const { id, description } = await made(tracker);
    fake.remove(id);
    // Whose description somebody copied from an issue of ours.
    fake.addPullRequest(shop, 'ann', ['lockstep']).body = description;
    fake.addIssue(shop, 'ann', { labels: ['lockstep'] });
    expect(await tracker.pull({ extent: 'changes', total: 0, known: () => undefined })).toMatchObject({
      issues: [],
      total: 0,
    });
  });

  test('of a field is told by the timeline', async () => {
    const { fake, tracker } = begin();
    const { id } = await made(tracker);
    fake.edit(id, { title: 'Else' });
    const time = fake.issue(id).updated;
    fake.edit(id, { state: 'closed' });
    const told = async (field: 'title' | 'status' | 'body' | 'priority') => (await tracker.fieldTimes([id], field))[id];
    expect(await told('title')).toBe(Math.floor(time / 1_000) * 1_000);
    expect(await told('status')).toBe(Math.floor(fake.issue(id).updated / 1_000) * 1_000);
    expect(await told('body')).toBe(Math.floor(fake.issue(id).created / 1_000) * 1_000);
    expect(await told('priority')).toBeNull();
  });
});

test('a talk of more than a hundred comments is read to its end', async () => {
  const { fake, tracker } = begin();
  const issue = await made(tracker);
  for (let n = 0; n < 230; n += 1) fake.say(issue.id, 'ann', `Comment ${n}`);
  const comments = (await tracker.comments([issue.id]))[issue.id] ?? [];
  expect(comments).toHaveLength(230);
  expect(comments.at(-1)).toMatchObject({ text: 'Comment 229', author: 'ann', origin: null });
});

test('whether everybody can read it is known although nobody may be asked without credentials any more', async () => {
  const { fake, shop, sync, params } = serve();
  const limited = { handle: fake.handle.bind(fake) };
  const { tracker } = connectTo(limited, params);
  for (let n = 0; n < 60; n += 1) await tracker.isPublic();
  expect(await tracker.isPublic()).toBe(false);
  shop.isPrivate = false;
  expect([await tracker.isPublic(), shop.roles.has(sync)]).toEqual([true, true]);
});
