import { describe, expect, test } from 'vitest';
import type { Issue, IssueChange, IssueFields, WriteOutcome } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Tracker } from '../../model/tracker.ts';
import type { Connected } from '../contract-story.ts';
import { busy, failed, jsonAnswer, lost, type Fake } from '../fake.ts';
import { refusing } from './fake.ts';
import { connect, PLACES, serve, type Place, type Server, type Wishes } from './testing.ts';

const MARKER = 'ls-aaaaaaaaaaaaaaaa';
const URL_OF_TASK = 'https://lockstep.example/tasks/1-T1';

interface Bench extends Server, Connected {
  readonly open: string;
  readonly done: string;
  create(fields?: Partial<IssueFields>, marker?: string): Promise<WriteOutcome | undefined>;
  created(fields?: Partial<IssueFields>, marker?: string): Promise<Issue>;
  update(issue: Issue, change: Partial<IssueChange>): Promise<WriteOutcome | undefined>;
}

async function bench(
  place: Place,
  {
    params = {},
    prepare = () => undefined,
    ...wishes
  }: Wishes & { params?: ParamValues; prepare?: (server: Server) => void } = {},
): Promise<Bench> {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const server = serve(place, () => (now += 100), wishes);
  prepare(server);
  const connected = connect(server.fake, { ...server.params, ...params });
  const { tracker } = connected;
  await tracker.metadata();
  const open = place === 'data center' ? 'Open' : 'To Do';
  const create = async (fields: Partial<IssueFields> = {}, marker = MARKER) => {
    const draft = { taskId: 'T1', marker, fields: fieldsOf(tracker, open, fields), taskUrl: URL_OF_TASK };
    return (await tracker.create([draft]))[0];
  };
  return {
    ...server,
    ...connected,
    open,
    done: place === 'data center' ? 'Closed' : 'Done',
    create,
    created: async (fields, marker) => issueOf(await create(fields, marker)),
    update: async (issue, change) =>
      (
        await tracker.update([
          { taskId: 'T1', issue, fields: {}, marker: null, comment: null, taskUrl: URL_OF_TASK, ...change },
        ])
      )[0],
  };
}

const fieldsOf = (tracker: Tracker, status: string, fields: Partial<IssueFields>): IssueFields =>
  tracker.normalize({
    title: 'T1: a',
    body: 'text',
    priority: 'High',
    status,
    parent: null,
    custom: {},
    labels: [],
    assignee: null,
    ...fields,
  });

function issueOf(outcome: WriteOutcome | undefined): Issue {
  if (outcome?.ok === true) return outcome.issue;
  throw new Error(outcome?.error.message ?? 'no outcome');
}

const messageOf = (outcome: WriteOutcome | undefined): string => (outcome?.ok === false ? outcome.error.message : '');

describe.each(PLACES)('on %s', (place) => {
  test.each([
    ['the connection breaks', lost],
    ['the server says that it failed', failed],
  ])(
    'when %s after a create, it throws down, sends nothing again, and the look-up finds the one issue',
    async (_what, trouble) => {
      const { fake, tracker, create } = await bench(place);
      fake.faults.add({ method: 'POST', times: 1, ...trouble });
      await expect(create()).rejects.toMatchObject({ kind: 'down' });
      expect(fake.world.issues.size).toBe(1);
      expect((await tracker.lookup([MARKER])).map(({ marker }) => marker)).toEqual([MARKER]);
    },
  );

  test('a server that fails at a question is down, whatever the question', async () => {
    const { fake, tracker, created } = await bench(place);
    const issue = await created();
    const questions = [
      () => tracker.pull({ extent: 'changes', total: null, known: () => undefined }),
      () => tracker.lookup([MARKER]),
      () => tracker.read([issue.id]),
      () => tracker.comments([issue.id]),
      () => tracker.fieldTimes([issue.id], 'status'),
      () => tracker.metadata(),
    ];
    for (const question of questions) {
      for (const method of ['GET', 'POST'])
        fake.faults.add({ method, times: 1, when: 'instead', answer: failed.answer });
      await expect(question()).rejects.toMatchObject({ kind: 'down' });
      fake.faults.clear();
    }
  });

  test('a search that Jira does not take is told in its words', async () => {
    const { fake, tracker } = await bench(place);
    const words = "The value '10000' does not exist for the field 'project'.";
    const answer = jsonAnswer(400, { errorMessages: [words], errors: {} });
    for (const method of ['GET', 'POST']) fake.faults.add({ method, times: 1, when: 'instead', answer });
    const pulling = tracker.pull({ extent: 'changes', total: null, known: () => undefined });
    await expect(pulling).rejects.toMatchObject({
      kind: 'settings',
      message: expect.stringContaining("does not exist for the field 'project'") as string,
    });
  });

  test('a CAPTCHA is about the credentials also where the lists are read', async () => {
    const { fake, tracker } = await bench(place);
    const headers = { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://jira.example/login' };
    const answer = jsonAnswer(403, undefined, headers);
    fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer });
    await expect(tracker.metadata()).rejects.toMatchObject({ kind: 'credentials' });
  });

  test('a create that Jira refuses quotes its words', async () => {
    const { fake, create } = await bench(place);
    fake.faults.add({ method: 'POST', times: 1, ...refusing('Moon is in the wrong phase.') });
    const outcome = await create();
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(messageOf(outcome)).toContain('"Moon is in the wrong phase"');
  });

  test('a batch refused whole without saying why is halved until it is known which one is at fault', async () => {
    const { fake, tracker, open } = await bench(place);
    const drafts = [1, 2, 3, 4].map((n) => ({
      taskId: `T${n}`,
      marker: `ls-aaaaaaaaaaaaaaa${'abcdef'[n] ?? 'z'}`,
      fields: fieldsOf(tracker, open, { title: `T${n}: a` }),
      taskUrl: URL_OF_TASK,
    }));
    fake.faults.add({ method: 'POST', times: 2, ...refusing('Something is wrong.') });
    const outcomes = await tracker.create(drafts);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(fake.world.issues.size).toBe(4);
  });

  test('a short pause is waited for, a long one is told', async () => {
    const { fake, create } = await bench(place);
    fake.faults.add({ method: 'POST', times: 1, ...busy('5') });
    expect(await create()).toMatchObject({ ok: true });
    fake.faults.add({ method: 'POST', times: 1, ...busy('3600') });
    await expect(create()).rejects.toMatchObject({ kind: 'busy', retryAt: expect.any(Number) as number });
    expect(fake.world.issues.size).toBe(1);
  });

  test('an adopted issue gets marker, labels and block, and keeps what people wrote', async () => {
    const { fake, tracker, created, update } = await bench(place);
    const copy = fake.clone((await created()).id);
    fake.edit(copy.id, { description: 'By a person', labels: ['theirs'] });
    const [found] = await tracker.read([copy.id]);
    if (found === undefined) throw new Error('the clone is gone');
    expect(found).toMatchObject({ marker: null, fields: { body: null, labels: ['theirs'] } });
    const other = 'ls-bbbbbbbbbbbbbbbb';
    const outcome = await update(found, { marker: other, fields: { body: 'Ours' } });
    expect(outcome).toMatchObject({ ok: true, issue: { marker: other, fields: { body: 'Ours', labels: ['theirs'] } } });
    expect(issueOf(outcome).description).toContain('By a person');
    expect((await tracker.lookup([other])).map(({ id }) => id)).toEqual([copy.id]);
  });

  test('an account that may not edit is told what it needs', async () => {
    const { fake, created, update } = await bench(place);
    const issue = await created();
    fake.faults.add({
      method: 'PUT',
      times: 1,
      when: 'instead',
      answer: jsonAnswer(403, { errorMessages: ['No.'], errors: {} }),
    });
    const outcome = await update(issue, { fields: { title: 'x' } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(messageOf(outcome)).toContain('"Edit issues"');
  });

  test('an update that fails on the way does not keep the others from being written', async () => {
    const { fake, tracker, created } = await bench(place);
    const issues = [
      await created(),
      await created({}, 'ls-bbbbbbbbbbbbbbbb'),
      await created({}, 'ls-cccccccccccccccc'),
    ];
    fake.faults.add({ method: 'PUT', times: 1, when: 'instead', answer: failed.answer });
    const change = { taskId: 'T1', fields: { title: 'T1: z' }, marker: null, comment: null, taskUrl: URL_OF_TASK };
    const outcomes = await tracker.update(issues.map((issue) => ({ ...change, issue })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
  });

  test('whom Jira does not take as assignee is left out, and the issue is made and changed all the same', async () => {
    const params = { sync_assignees: true, issue_tracker_user_map: '{"Eve@example.com": "nobody-there"}' };
    const { created, update } = await bench(place, { params });
    const issue = await created({ assignee: 'eve@example.com' });
    expect(issue.fields.assignee).toBeNull();
    const outcome = await update(issue, { fields: { assignee: 'eve@example.com', title: 'T1: b' } });
    expect(issueOf(outcome).fields).toMatchObject({ title: 'T1: b', assignee: null });
  });

  test('an account whose address is hidden is known by the map', async () => {
    const { fake, account, created } = await bench(place, {
      params: { sync_assignees: true },
      prepare: ({ fake }) => void fake.addAccount('shy', { email: 'shy@example.com', emailHidden: true }),
    });
    const shy = fake.world.accounts.find(({ name }) => name === 'shy');
    expect(shy).not.toBe(account);
    const issue = await created();
    fake.edit(issue.id, { assignee: shy?.accountId ?? '' });
    const map = JSON.stringify({ 'shy@example.com': shy?.accountId });
    const params = { ...serveParams(place, account), sync_assignees: true, issue_tracker_user_map: map };
    const { tracker } = connect(fake, params);
    const [read] = await tracker.read([issue.id]);
    expect(read?.fields.assignee).toBe('shy@example.com');
    expect((await tracker.metadata()).people).toContain('shy@example.com');
  });

  test.each<[string, string, readonly (string | readonly [string, readonly string[]])[]]>([
    ['textfield', 'Payments', []],
    ['textarea', 'Some *words*\n\n* one', []],
    ['float', '12.5', []],
    ['datepicker', '2026-11-23', []],
    ['datetime', '2026-11-23T12:00:00.000Z', []],
    ['select', 'B', ['A', 'B']],
    ['radiobuttons', 'A', ['A', 'B']],
    ['multiselect', 'A, B', ['A', 'B']],
    ['multicheckboxes', 'B', ['A', 'B']],
    ['cascadingselect', 'A > y', [['A', ['x', 'y']], 'B']],
    ['labels', 'one, two', []],
    ['components', 'A, B', ['A', 'B']],
    ['versions', 'A', ['A', 'B']],
  ])('a field of the kind %s is written by its name and read back', async (kind, value, options) => {
    const custom = JSON.stringify({ Own: '$context' });
    const { created, update } = await bench(place, {
      params: { issue_tracker_custom_fields: custom, issue_tracker_context: 'x' },
      prepare: ({ fake }) => void fake.addField('Own', { kind, ...(options.length === 0 ? {} : { options }) }),
    });
    const issue = await created({ custom: { Own: value } });
    expect(issue.fields.custom['Own']?.replaceAll('*', '-')).toBe(value.replaceAll('*', '-'));
    expect(issueOf(await update(issue, { fields: { custom: { Own: '' } } })).fields.custom).toEqual({ Own: '' });
  });

  test('a value that a field does not take is the fault of its own issue only', async () => {
    const { create, created } = await bench(place, {
      params: { issue_tracker_custom_fields: '{"Own":"$context"}', issue_tracker_context: 'x' },
      prepare: ({ fake }) => void fake.addField('Own', { kind: 'select', options: ['A'] }),
    });
    const outcome = await create({ custom: { Own: 'Z' } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused', param: 'issue_tracker_custom_fields' } });
    expect(messageOf(outcome)).toBe('Field "Own" does not take "Z"; it takes one option: A.');
    expect((await created({ custom: { Own: 'a' } })).fields.custom).toEqual({ Own: 'A' });
  });

  test('issues are made under an epic, taken from under it, and put back', async () => {
    const epic = await epicOf(place);
    const { fake, tracker } = epic;
    const draft = { taskId: 'T1', marker: MARKER, taskUrl: URL_OF_TASK };
    const under = tracker.normalize({ ...fieldsOf(tracker, epic.open, {}), parent: epic.key });
    const [made] = await tracker.create([{ ...draft, fields: under }]);
    const issue = issueOf(made);
    expect(issue.fields.parent).toBe(epic.id);
    const change = { taskId: 'T1', issue, marker: null, comment: null, taskUrl: URL_OF_TASK };
    const [free] = await tracker.update([{ ...change, fields: { parent: null } }]);
    expect(issueOf(free).fields.parent).toBeNull();
    const [back] = await tracker.update([{ ...change, fields: { parent: epic.id } }]);
    expect(issueOf(back).fields.parent).toBe(epic.id);
    expect(fake.world.issues.size).toBe(2);
  });

  test('sub-tasks are made under their issue', async () => {
    const parent = await bench(place);
    const { key, id } = await parent.created({}, 'ls-bbbbbbbbbbbbbbbb');
    const params = { ...parent.params, jira_issue_type: 'Sub-task', issue_tracker_parent_issue: key };
    const { tracker } = connect(parent.fake, params);
    await tracker.check('settings');
    const fields = fieldsOf(tracker, parent.open, { parent: key });
    const [made] = await tracker.create([{ taskId: 'T1', marker: MARKER, fields, taskUrl: URL_OF_TASK }]);
    expect(issueOf(made).fields.parent).toBe(id);
    expect(parent.fake.issue(issueOf(made).id).type.name).toBe('Sub-task');
  });

  test.each([
    ['has no screen', {}, null],
    ['asks for a comment', { fields: [] }, { errorMessages: [], errors: { comment: 'Comment is required.' } }],
  ])('a comment is left once, also where the transition %s', async (_what, screen, complaint) => {
    const statuses = [{ name: 'Open', category: 'new' } as const, { name: 'Closed', category: 'done' } as const];
    const transitions = [{ name: 'Close', from: ['Open'], to: 'Closed', ...screen }];
    const workflow = { statuses, transitions, initial: 'Open' };
    const { fake, created, update } = await bench(place, { project: { workflow } });
    const issue = await created({ status: 'Open' });
    if (complaint !== null)
      fake.faults.add({ method: 'POST', times: 1, when: 'instead', answer: jsonAnswer(400, complaint) });
    const outcome = await update(issue, { fields: { status: 'Closed' }, comment: 'Out of scope.' });
    expect(issueOf(outcome).fields.status).toBe('Closed');
    const said = fake.issue(issue.id).comments.map(({ body }) => JSON.stringify(body));
    expect(said).toEqual([expect.stringContaining('Out of scope.')]);
  });

  test('a comment that Jira does not take is the fault of its own issue only', async () => {
    const { fake, tracker, created, done } = await bench(place);
    const issues = [await created(), await created({}, 'ls-bbbbbbbbbbbbbbbb')];
    fake.world.commentLimit = 0;
    const change = { taskId: 'T1', fields: { status: done }, marker: null, taskUrl: URL_OF_TASK };
    const outcomes = await tracker.update(
      issues.map((issue, at) => ({ ...change, issue, comment: at === 0 ? 'Out of scope.' : null })),
    );
    expect(outcomes).toMatchObject([{ ok: false, error: { kind: 'refused' } }, { ok: true }]);
  });

  test('a comment that not everybody may read stays in Jira', async () => {
    const { fake, account, tracker, created } = await bench(place);
    const { id } = await created();
    fake.say(id, account, 'For all');
    fake.say(id, account, 'For a few', 'Administrators');
    expect((await tracker.comments([id]))[id]?.map(({ text }) => text)).toEqual(['For all']);
  });

  test('a comment that is too long is cut between blocks', async () => {
    const { tracker, created } = await bench(place);
    const issue = await created();
    const { text } = await tracker.comment(issue, `First\n\n${'word '.repeat(7_000)}`, 'ls-n1');
    expect(text).toBe('First\n\n*The rest is in the task.*');
  });

  test('a link back is made where that is wanted', async () => {
    const params = { jira_remote_link: true };
    const { fake, created } = await bench(place, { params });
    const issue = await created();
    expect(fake.issue(issue.id).links.map(({ globalId }) => globalId)).toEqual([MARKER]);
  });
});

function serveParams(place: Place, account: Server['account']): ParamValues {
  const { params } = serve(place, () => 0);
  return { ...params, issue_tracker_api_token: account.token };
}

/** An epic, and a tracker that makes issues under it. */
async function epicOf(place: Place) {
  const base = await bench(place);
  const params = { ...base.params, jira_issue_type: 'Epic' };
  const fields = place === 'data center' ? { issue_tracker_custom_fields: '{"Epic Name":"E"}' } : {};
  const { tracker } = connect(base.fake, { ...params, ...fields });
  await tracker.metadata();
  const custom: Record<string, string> = place === 'data center' ? { 'Epic Name': 'E' } : {};
  const draft = { taskId: 'T9', marker: 'ls-eeeeeeeeeeeeeeee', taskUrl: URL_OF_TASK };
  const [made] = await tracker.create([{ ...draft, fields: fieldsOf(tracker, base.open, { custom }) }]);
  const { id, key } = issueOf(made);
  const under = connect(base.fake, { ...base.params, issue_tracker_parent_issue: key });
  await under.tracker.metadata();
  return { ...base, tracker: under.tracker, id, key };
}

describe('screens of transitions', () => {
  const workflow = {
    statuses: [
      { name: 'Open', category: 'new' },
      { name: 'Closed', category: 'done' },
    ],
    transitions: [{ name: 'Close', from: ['Open'], to: 'Closed', fields: ['resolution', 'customfield_1'] }],
    initial: 'Open',
  } as const;
  const prepare = ({ fake }: Server): void =>
    void fake.addField('Root cause', { id: 'customfield_1', kind: 'textfield' });

  test('are filled in from the parameters', async () => {
    const params = { jira_resolution: "Won't Fix", jira_transition_fields: '{"Root cause": "Code"}' };
    const { fake, created, update } = await bench('data center', { project: { workflow }, prepare, params });
    const issue = await created();
    const outcome = await update(issue, { fields: { status: 'Closed' }, comment: 'Out of scope.' });
    expect(issueOf(outcome).fields.status).toBe('Closed');
    const { values, comments } = fake.issue(issue.id);
    expect(values['customfield_1']).toBe('Code');
    expect(fake.world.resolutions.find(({ id }) => id === values['resolution'])?.name).toBe("Won't Fix");
    expect(comments.map(({ body }) => body)).toEqual(['Out of scope.']);
  });

  test('that ask for what nobody gives are named, and the issue stays', async () => {
    const { fake, created, update } = await bench('data center', { project: { workflow }, prepare });
    const issue = await created();
    const outcome = await update(issue, { fields: { status: 'Closed' } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused', param: 'jira_transition_fields' } });
    expect(messageOf(outcome)).toContain('"Root cause": give it a value in jira_transition_fields');
    expect(fake.issue(issue.id).status.name).toBe('Open');
  });
});

test('who administers the project goes the shortest way, and an issue that cannot get there stays', async () => {
  const statuses = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => ({ name, category: 'new' }) as const);
  const chain = ['AB', 'BC', 'CD', 'DE', 'EF'].map(([from = '', to = '']) => ({ name: `to ${to}`, from: [from], to }));
  const workflow = { statuses, transitions: chain, initial: 'A' };
  const { fake, ledger, created, update } = await bench('site', { admin: true, project: { workflow } });
  const issue = await created({ status: 'A' });
  const stuck = await update(issue, { fields: { status: 'G' } });
  expect(messageOf(stuck)).toBe(
    'PAY-1 is in "A", and no transition leads from there to "G": the workflow offers "to B" (to B). Add a transition to "G" ' +
      'to the workflow, or name another status in sde_status_map.',
  );
  expect(fake.issue(issue.id).status.name).toBe('A');
  const before = ledger.table().metadata;
  expect(issueOf(await update(issue, { fields: { status: 'F' } })).fields.status).toBe('F');
  expect(ledger.table().metadata).toBe(before);
});

test('an issue whose answer says nothing of it is not told as created', async () => {
  const { fake, create } = await bench('site');
  fake.faults.add({ method: 'POST', times: 1, when: 'after', answer: jsonAnswer(201, { issues: [], errors: [] }) });
  expect(await create()).toMatchObject({ ok: false, error: { kind: 'down' } });
});

test('a step that a create may not take any more is taken afterwards', async () => {
  const { fake, project, created, create } = await bench('site');
  await created({ status: 'Done' });
  const { workflow } = project;
  const transitions = workflow.transitions.map((one) => ({ ...one, id: `9${one.id}` }));
  Object.assign(project, { workflow: { ...workflow, transitions } });
  expect(await create({ status: 'Done' }, 'ls-bbbbbbbbbbbbbbbb')).toMatchObject({
    ok: true,
    issue: { fields: { status: 'Done' } },
  });
  expect(fake.world.issues.size).toBe(2);
});

test('what a queue has moved that does not come to its end is not moved again', async () => {
  const statuses = ['Open', 'Done'].map((name) => ({ name, category: 'new' }) as const);
  const transitions = [{ name: 'Do', from: ['Open'], to: 'Done' }];
  const project = { workflow: { statuses, transitions, initial: 'Open' } };
  const { fake, tracker, created } = await bench('site', { bulkChange: true, project });
  const issues = [];
  for (const letter of 'abcd') issues.push(await created({ status: 'Open' }, `ls-aaaaaaaaaaaaaaa${letter}`));
  fake.world.tasksEnd = false;
  const change = { taskId: 'T1', fields: { status: 'Done' }, marker: null, comment: null, taskUrl: URL_OF_TASK };
  const outcomes = await tracker.update(issues.map((issue) => ({ ...change, issue })));
  expect(outcomes.map((outcome) => messageOf(outcome))).toEqual(['', '', '', '']);
});

test('an answer that names the new issues in another order than that of their creation is not trusted', async () => {
  const { fake, params } = serve('site', () => Date.parse('2026-03-01T12:00:00Z'));
  const turning: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      if (answer === null || !request.url.endsWith('/issue/bulk') || fake.world.issues.size < 4) return answer;
      const { issues, errors } = JSON.parse(answer.text) as { issues: Json[]; errors: Json[] };
      return { ...answer, text: JSON.stringify({ issues: issues.toReversed(), errors }) };
    },
  };
  const { tracker } = connect(turning, params);
  await tracker.metadata();
  const draft = (letter: string) => ({
    taskId: `T${letter}`,
    marker: `ls-aaaaaaaaaaaaaaa${letter}`,
    fields: fieldsOf(tracker, 'To Do', {}),
    taskUrl: URL_OF_TASK,
  });
  await tracker.create([draft('a'), draft('b')]);
  const issues = (await tracker.create([draft('c'), draft('d')])).map(issueOf);
  const markers = issues.map(({ id }) => (fake.issue(id).properties['lockstep'] as { marker: string }).marker);
  expect(markers).toEqual([draft('c').marker, draft('d').marker]);
});
