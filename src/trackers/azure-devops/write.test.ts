import { beforeEach, describe, expect, test } from 'vitest';
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Tracker } from '../../model/tracker.ts';
import { failed, jsonAnswer, lost, type Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { cmmiTask } from './fake-types.ts';
import { textOf, type Account, type Project } from './fake-world.ts';
import { FakeAzureDevops } from './fake.ts';

const URL_OF_TASK = 'https://lockstep.example/tasks/1-T1';

let now: number;
let fake: FakeAzureDevops;
let account: Account;
let shop: Project;
let sent: string[];

beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z');
  fake = new FakeAzureDevops(() => (now += 100));
  account = fake.addAccount('sync');
  shop = fake.addProject('Shop', [account]);
  sent = [];
});

const listening = (): Fake => ({
  handle: (request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname.replace('/acme', '')}`);
    return fake.handle(request);
  },
});

async function connected(params: ParamValues = {}): Promise<Tracker> {
  const { tracker } = connectFake(listening(), params);
  await tracker.metadata();
  sent = [];
  return tracker;
}

const FIELDS: IssueFields = {
  title: 'T1: a',
  body: 'text',
  priority: '2',
  status: 'New',
  parent: null,
  custom: {},
  labels: [],
  assignee: null,
};

const markerOf = (n: number): string => `ls-${'abcdefghijklmnopqrstuvwxyz'[n % 26] ?? ''}${'a'.repeat(15)}`;

const draftOf = (tracker: Tracker, n: number, fields: Partial<IssueFields> = {}): IssueDraft => ({
  taskId: `T${n}`,
  marker: markerOf(n),
  fields: tracker.normalize({ ...FIELDS, ...fields }),
  taskUrl: URL_OF_TASK,
});

const issueOf = (outcome: WriteOutcome | undefined): Issue => {
  if (outcome?.ok === true) return outcome.issue;
  throw new Error(outcome?.error.message);
};

async function made(tracker: Tracker, n: number, fields: Partial<IssueFields> = {}): Promise<Issue> {
  const [outcome] = await tracker.create([draftOf(tracker, n, fields)]);
  return issueOf(outcome);
}

const changeOf = (issue: Issue, fields: Partial<IssueFields>, more: Partial<IssueChange> = {}): IssueChange => ({
  taskId: 'T1',
  issue,
  fields,
  marker: null,
  comment: null,
  taskUrl: URL_OF_TASK,
  ...more,
});

const errorOf = (outcome: WriteOutcome | undefined) => (outcome?.ok === false ? outcome.error : null);

describe('batches', () => {
  test('several writes are one request, whatever the order of its answers', async () => {
    fake.world.shufflesBatches = true;
    const tracker = await connected();
    const drafts = [1, 2, 3].map((n) => draftOf(tracker, n, { title: `T${n}` }));
    const outcomes = await tracker.create(drafts);
    expect(outcomes.map((outcome) => issueOf(outcome).fields.title)).toEqual(['T1', 'T2', 'T3']);
    const changes = outcomes.map((outcome) => changeOf(issueOf(outcome), { status: 'Closed' }));
    expect((await tracker.update(changes)).map((outcome) => issueOf(outcome).fields.status)).toEqual(
      Array(3).fill('Closed'),
    );
    expect(sent).toEqual(Array(2).fill('PATCH /_apis/wit/$batch'));
  });

  test('one that is refused does not keep the others from being done, and hears why', async () => {
    const tracker = await connected();
    fake.world.rule = (item) =>
      textOf(item, 'System.Title') === 'T2' ? { field: 'System.Title', message: 'T2 is taken' } : null;
    const drafts = [1, 2, 3].map((n) => draftOf(tracker, n, { title: `T${n}` }));
    const [one, two, three] = await tracker.create(drafts);
    expect([issueOf(one).marker, issueOf(three).marker]).toEqual([markerOf(1), markerOf(3)]);
    expect(errorOf(two)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('System.Title: "T2 is taken". A required field'),
    });
  });

  test('a refusal in an answer out of order is nobody’s: the next run looks', async () => {
    fake.world.shufflesBatches = true;
    const tracker = await connected();
    fake.world.rule = (item) =>
      textOf(item, 'System.Title') === 'T3' ? { field: 'System.Title', message: 'T3 is taken' } : null;
    const outcomes = await tracker.create([1, 2, 3].map((n) => draftOf(tracker, n, { title: `T${n}` })));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(errorOf(outcomes[2])?.kind).toBe('down');
  });

  test('a part that the server had no time for may have been done', async () => {
    const tracker = await connected();
    const issues = await Promise.all([1, 2].map((n) => made(tracker, n)));
    const part = { message: 'TF400733: The request has been canceled', typeKey: 'RequestCanceledException' };
    const body = { count: 2, value: [429, 503].map((code) => ({ code, body: JSON.stringify(part) })) };
    fake.faults.add({ method: 'PATCH', times: 1, when: 'instead', answer: jsonAnswer(200, body) });
    const outcomes = await tracker.update(issues.map((issue) => changeOf(issue, { title: 'b' })));
    expect(outcomes.map((outcome) => errorOf(outcome)?.kind)).toEqual(['down', 'down']);
  });

  test.each([lost, failed])('an answer to a batch that is lost is known to be lost', async (trouble) => {
    const tracker = await connected();
    fake.faults.add({ method: 'PATCH', times: 1, ...trouble });
    await expect(tracker.create([1, 2].map((n) => draftOf(tracker, n)))).rejects.toMatchObject({ kind: 'down' });
    expect(fake.items()).toHaveLength(2);
    expect(await tracker.lookup([markerOf(1), markerOf(2)])).toHaveLength(2);
  });

  test('a sign-in page in the place of an answer to a batch says nothing about it', async () => {
    const tracker = await connected();
    const answer = { status: 203, headers: { 'content-type': 'text/html' }, text: '<h1>Sign in</h1>' };
    fake.faults.add({ method: 'PATCH', times: 1, when: 'instead', answer });
    await expect(tracker.create([1, 2].map((n) => draftOf(tracker, n)))).rejects.toMatchObject({ kind: 'down' });
  });

  test('what is too long for one request is halved', async () => {
    const tracker = await connected();
    fake.faults.add({ method: 'PATCH', times: 1, when: 'instead', answer: { status: 413, headers: {}, text: '' } });
    const outcomes = await tracker.create([1, 2, 3, 4].map((n) => draftOf(tracker, n)));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(sent).toHaveLength(3);
  });
});

describe('one by one, where no batch gets through', () => {
  test('the refusal is learned once', async () => {
    fake.world.refusesBatches = true;
    const tracker = await connected();
    const outcomes = await tracker.create([1, 2, 3].map((n) => draftOf(tracker, n)));
    await tracker.update(outcomes.map((outcome) => changeOf(issueOf(outcome), { title: 'b' })));
    expect(sent.filter((request) => request.includes('batch'))).toHaveLength(1);
    expect(fake.items().map((item) => textOf(item, 'System.Title'))).toEqual(['b', 'b', 'b']);
  });

  test('a create that would be sent long after it was announced is not sent', async () => {
    fake.world.refusesBatches = true;
    // Sleeping is all that takes time here: every answer asks for two seconds.
    fake.world.retryAfter = 2;
    const tracker = await connected();
    const outcomes = await tracker.create(Array.from({ length: 26 }, (_, n) => draftOf(tracker, n)));
    const late = outcomes.filter((outcome) => errorOf(outcome)?.kind === 'busy').length;
    expect(late).toBeGreaterThan(0);
    expect(fake.items()).toHaveLength(26 - late);
  });
});

test('a mark takes the place of whatever mark there was, also of one that we were not told of', async () => {
  const tracker = await connected();
  const issue = await made(tracker, 1, { labels: ['pci'] });
  const marker = markerOf(2);
  const [outcome] = await tracker.update([changeOf({ ...issue, marker: null }, {}, { marker })]);
  expect(issueOf(outcome).marker).toBe(marker);
  expect(fake.tagNames(1)).toEqual(['lockstep', marker, 'pci']);
});

describe('what somebody else does meanwhile', () => {
  test('an update of an issue that moved on writes nothing', async () => {
    const tracker = await connected();
    const issue = await made(tracker, 1, { labels: ['pci'] });
    fake.setTags(Number(issue.id), ['lockstep', markerOf(1), 'pci', 'mine']);
    const [outcome] = await tracker.update([changeOf(issue, { labels: [], title: 'b' })]);
    expect(errorOf(outcome)).toMatchObject({
      kind: 'moved',
      message: expect.stringContaining('#1: Somebody changed it'),
    });
    expect(fake.tagNames(1)).toContain('mine');
    const [again] = await tracker.read(['1']);
    expect(again?.fields).toMatchObject({ title: 'T1: a', labels: ['mine', 'pci'] });
  });

  test('an issue that is gone, and one that stands where we may not write', async () => {
    const tracker = await connected();
    const elsewhere = fake.addProject('Elsewhere', [account]);
    account.roles.set(elsewhere, 'Reader');
    const [one, two] = [await made(tracker, 1), await made(tracker, 2)];
    fake.remove(1);
    fake.move(2, elsewhere);
    const [moved] = await tracker.read(['2']);
    const outcomes = await tracker.update([changeOf(one, { title: 'b' }), changeOf(moved ?? two, { title: 'b' })]);
    expect(outcomes.map((outcome) => errorOf(outcome)?.kind)).toEqual(['gone', 'refused']);
    expect(errorOf(outcomes[1])?.message).toContain('TF237111');
  });
});

describe('states', () => {
  beforeEach(() => {
    shop.types.splice(0, 1, cmmiTask());
  });

  const params = { azure_devops_process: 'CMMI' };

  test('are reached step by step, with the comment at the end', async () => {
    const tracker = await connected(params);
    const issue = await made(tracker, 1, { status: 'Resolved' });
    expect(issue.fields.status).toBe('Resolved');
    const back = await tracker.update([changeOf(issue, { status: 'Proposed', title: 'b' }, { comment: 'Again.' })]);
    expect(issueOf(back[0]).fields).toMatchObject({ status: 'Proposed', title: 'b' });
    expect(fake.item(1).comments.map(({ text }) => text)).toEqual(['<p>Again.</p>']);
    expect(sent.slice(-2)).toEqual(Array(2).fill('PATCH /_apis/wit/workitems/1'));
  });

  test('each on the way is told before the work item is put into it, the last is not', async () => {
    const tracker = await connected(params);
    const issue = await made(tracker, 1, { status: 'Resolved' });
    const told: (readonly [step: string, then: string])[] = [];
    const passing = async (step: string) => void told.push([step, textOf(fake.item(1), 'System.State')]);
    await tracker.update([changeOf(issue, { status: 'Proposed' }, { passing })]);
    expect(told).toEqual([['Active', 'Resolved']]);
  });

  test('a state that there is not stops everything before anything is written', async () => {
    const tracker = await connected(params);
    const unknown = { kind: 'settings', param: 'sde_status_map', message: expect.stringContaining('no state "Done"') };
    await expect(tracker.create([draftOf(tracker, 1, { status: 'Done' })])).rejects.toMatchObject(unknown);
    expect(sent).toEqual([]);
    const issue = await made(tracker, 1, { status: 'Proposed' });
    await expect(tracker.update([changeOf(issue, { status: 'Done', title: 'b' })])).rejects.toMatchObject(unknown);
    expect(textOf(fake.item(1), 'System.Title')).toBe('T1: a');
  });

  test('a new one that does not get there stays where it got to', async () => {
    const tracker = await connected(params);
    fake.world.rule = (item) =>
      textOf(item, 'System.State') === 'Closed' ? { field: 'System.State', message: 'never' } : null;
    const issue = await made(tracker, 1, { status: 'Closed' });
    expect(issue.fields.status).toBe('Proposed');
  });

  test('a state that is changed back by a rule is noticed', async () => {
    const tracker = await connected(params);
    const issue = await made(tracker, 1, { status: 'Proposed' });
    fake.world.rule = (item) => {
      item.fields.set('System.State', 'Proposed');
      return null;
    };
    const [outcome] = await tracker.update([changeOf(issue, { status: 'Active' })]);
    expect(errorOf(outcome)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('status: wanted "Active", it shows "Proposed"'),
    });
  });
});

describe('fields', () => {
  test('area, iteration, parent, priority, tags and a mark are there from the beginning', async () => {
    shop.paths.add('Shop\\Security').add('Shop\\Sprint 1');
    const parent = fake.addItem(shop, 'Task');
    const tracker = await connected({
      azure_devops_area_path: 'Shop\\Security',
      azure_devops_iteration_path: 'Shop\\Sprint 1',
      issue_tracker_parent_issue: String(parent.id),
    });
    const issue = await made(tracker, 1, { parent: String(parent.id), labels: ['Two, words'], priority: '1' });
    expect(issue.fields).toMatchObject({ parent: String(parent.id), labels: ['two words'], priority: '1' });
    const item = fake.item(Number(issue.id));
    expect(textOf(item, 'System.AreaPath')).toBe('Shop\\Security');
    expect(textOf(item, 'System.IterationPath')).toBe('Shop\\Sprint 1');
    expect(fake.tagNames(item.id)).toEqual(['lockstep', markerOf(1), 'two words']);
    const [without] = await tracker.update([changeOf(issue, { parent: null })]);
    expect(issueOf(without).fields.parent).toBeNull();
    const [again] = await tracker.update([changeOf(issueOf(without), { parent: String(parent.id) })]);
    expect(issueOf(again).fields.parent).toBe(String(parent.id));
  });

  test('custom fields keep their kinds, and rich text is not compared letter by letter', async () => {
    for (const type of shop.types)
      type.fields.push(
        { ref: 'Custom.Team', name: 'Team', type: 'string' },
        { ref: 'Custom.Size', name: 'Size', type: 'integer' },
        { ref: 'Custom.Public', name: 'Public', type: 'boolean' },
        { ref: 'Custom.Notes', name: 'Notes', type: 'html' },
      );
    const custom = { Team: ' a\nb ', 'Custom.Size': '3', Public: 'true', Notes: 'a <br /> b' };
    const tracker = await connected({ issue_tracker_custom_fields: JSON.stringify(custom) });
    const issue = await made(tracker, 1, { custom });
    expect(issue.fields.custom).toEqual({ Team: 'a b', 'Custom.Size': '3', Public: 'true', Notes: 'a <br> b' });
    expect(fake.item(1).fields.get('Custom.Size')).toBe(3);
    const change = { custom: { Team: 'c', 'Custom.Size': '4', Public: 'false', Notes: 'x <br /> y' } };
    const [outcome] = await tracker.update([changeOf(issue, change)]);
    expect(issueOf(outcome).fields.custom).toMatchObject({ Team: 'c', 'Custom.Size': '4', Public: 'false' });
  });

  test('a tag is the same in any case', async () => {
    fake.setTags(fake.addItem(shop, 'Task').id, ['PCI']);
    const tracker = await connected();
    const issue = await made(tracker, 2, { labels: ['pci'] });
    expect(fake.tagNames(Number(issue.id))).toContain('PCI');
    expect(issue.fields.labels).toEqual(['pci']);
  });

  test('somebody who may not be assigned is left out, the rest is written', async () => {
    const left = fake.addAccount('left');
    left.roles.set(shop, 'Contributor');
    const tracker = await connected({ sync_assignees: true });
    fake.world.accounts.pop();
    const drafts = [1, 2].map((n) => draftOf(tracker, n, { assignee: n === 1 ? left.name : account.name }));
    const outcomes = await tracker.create(drafts);
    expect(outcomes.map((outcome) => issueOf(outcome).fields.assignee)).toEqual([null, account.name]);
    const change = changeOf(issueOf(outcomes[0]), { assignee: left.name, title: 'b' });
    expect(issueOf((await tracker.update([change]))[0]).fields).toMatchObject({ title: 'b', assignee: null });
  });

  test('a new item that comes without its mark is taken back, and the run stops', async () => {
    const tracker = await connected();
    fake.world.rule = (item) => {
      item.fields.set('System.Tags', []);
      return null;
    };
    for (const numbers of [[1], [1, 2]]) {
      const drafts = numbers.map((n) => draftOf(tracker, n));
      await expect(tracker.create(drafts)).rejects.toMatchObject({
        kind: 'settings',
        param: 'azure_devops_marker_field',
        message: expect.stringContaining('recycle bin'),
      });
    }
  });
});
