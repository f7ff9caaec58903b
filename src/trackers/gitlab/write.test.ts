import { beforeEach, expect, test } from 'vitest';
import { busy, failed, jsonAnswer, lost } from '../fake.ts';
import { LEVELS } from './fake-world.ts';
import { MARKER, Scene, wordsOf } from './testing.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});

test.each([
  ['the connection breaks', lost],
  ['the server says that it failed', failed],
])('when %s after a create, it throws down, and the look-up finds the one issue', async (_what, trouble) => {
  scene.fake.faults.add({ method: 'POST', times: 1, ...trouble });
  await expect(scene.create()).rejects.toMatchObject({ kind: 'down' });
  expect(scene.fake.world.issues.size).toBe(1);
  expect((await scene.tracker.lookup([MARKER])).map(({ marker }) => marker)).toEqual([MARKER]);
});

test.each([
  [
    { message: { title: ["can't be blank"], base: ['Moon is in the wrong phase'] } },
    '"title can\'t be blank", "base Moon',
  ],
  [{ message: { error: 'Spam detected' } }, '"error Spam detected"'],
  [{ error: 'title is too long' }, '"title is too long"'],
  ['<h1>odd</h1>', 'it answered 400'],
])('a create that GitLab refuses with %j quotes its words', async (body, words) => {
  scene.fake.faults.add({ method: 'POST', times: 1, when: 'instead', answer: jsonAnswer(400, body) });
  const outcome = await scene.create();
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(wordsOf(outcome)).toContain(words);
});

test('a short pause is waited for, a long one is told', async () => {
  scene.fake.faults.add({ method: 'POST', times: 1, ...busy('5') });
  expect(await scene.create()).toMatchObject({ ok: true });
  scene.fake.faults.add({ method: 'POST', times: 1, ...busy('3600') });
  await expect(scene.create()).rejects.toMatchObject({ kind: 'busy', retryAt: expect.any(Number) as number });
  expect(scene.fake.world.issues.size).toBe(1);
});

test('what a guest labels is dropped without a word: the issue is taken back, and the run stops with the remedy', async () => {
  await scene.tracker.metadata();
  scene.project.members.set(scene.account.id, LEVELS.guest);
  await expect(scene.create()).rejects.toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  const [issue] = scene.fake.world.issues.values();
  // Nobody meets it again as the task's, neither by its mark nor by its title.
  expect(issue).toMatchObject({ state: 'closed', description: '', title: expect.stringMatching(/^Withdrawn: /) });
  await expect(scene.create()).rejects.toThrow('needs the role Planner');
});

test('a project that was archived meanwhile stops the run, and so does a token that may only read', async () => {
  const issue = await scene.created();
  scene.project.archived = true;
  await expect(scene.create()).rejects.toThrow('is archived');
  await expect(scene.update(issue, { fields: { title: 'x' } })).rejects.toMatchObject({ kind: 'settings' });
  scene.project.archived = false;
  const { account } = scene;
  scene.fake.world.tokens.splice(0, 1, {
    user: account,
    text: scene.fake.world.tokens[0]?.text ?? '',
    scopes: ['read_api'],
    expires: null,
    isOauth: false,
  });
  await expect(scene.create()).rejects.toMatchObject({ kind: 'settings', param: 'issue_tracker_api_token' });
  await expect(scene.create()).rejects.toThrow('make one with the scope api');
});

test('one request changes everything: title, text, state, labels, priority, assignee, milestone, date, weight', async () => {
  const ann = scene.fake.addUser('ann');
  scene.project.members.set(ann.id, LEVELS.reporter);
  scene.project.milestones.set(5, 'v2');
  scene.connect({
    sync_assignees: true,
    issue_tracker_custom_fields: '{"milestone":"$project","due_date":"2026-01-01","weight":"1"}',
  });
  const issue = await scene.created({ labels: ['a', 'b'], custom: { milestone: '', due_date: '', weight: '' } });
  const before = scene.now.ledger.table().update;
  const fields = {
    title: 'T1: b',
    body: 'Other',
    status: 'closed',
    labels: ['b', 'c'],
    priority: 'Low',
    assignee: 'ann@example.com',
    custom: { milestone: 'v2', due_date: '2026-12-31', weight: '3' },
  };
  const outcome = await scene.update(issue, { fields });
  expect(outcome).toMatchObject({ ok: true, issue: { fields } });
  expect(scene.now.ledger.table().update - before).toBe(1);
  expect(scene.held(issue).labels.toSorted()).toEqual(['Low', 'b', 'c', 'lockstep']);
  const none = { custom: { milestone: '', due_date: '', weight: '' }, assignee: null };
  expect(await scene.update(issue, { fields: none })).toMatchObject({ ok: true, issue: { fields: none } });
});

test.each([
  [{ milestone: 'v9' }, 'no milestone "v9"; it has v2'],
  [{ due_date: 'tomorrow' }, 'no date'],
  [{ weight: 'heavy' }, 'no weight'],
])('%j is refused for that issue alone', async (custom, words) => {
  scene.project.milestones.set(5, 'v2');
  scene.connect({ issue_tracker_custom_fields: '{"milestone":"v2","due_date":"2026-01-01","weight":"1"}' });
  const issue = await scene.created({ custom: {} });
  const outcome = await scene.update(issue, { fields: { custom } });
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(wordsOf(outcome)).toContain(words);
});

test('without GitLab Premium a weight is ignored without a word, and that is told', async () => {
  scene.fake.world.premium = false;
  scene.connect({ issue_tracker_custom_fields: '{"weight":"3"}' });
  const issue = await scene.created({ custom: {} });
  const outcome = await scene.update(issue, { fields: { custom: { weight: '3' } } });
  expect(wordsOf(outcome)).toContain('custom: wanted {"weight":"3"}, it shows {"weight":""}');
  expect(wordsOf(outcome)).toContain('need GitLab Premium');
});

test('labels of people that come and go meanwhile stay as they are', async () => {
  const issue = await scene.created({ labels: ['ours'] });
  scene.fake.setLabels(scene.held(issue), [...scene.held(issue).labels, 'theirs']);
  const outcome = await scene.update(issue, { fields: { labels: ['new'] } });
  expect(outcome).toMatchObject({ ok: true, issue: { fields: { labels: ['new', 'theirs'] } } });
});

test('tags that GitLab would take for something else are no labels', async () => {
  scene.connect({
    gitlab_status_scope: 'status',
    issue_tracker_priority_map: '{"6-10":"priority::high","1-5":"priority::low"}',
  });
  const labels = ['lockstep', 'priority::odd', 'status::odd', 'a,b', '<b>c', 'x::1', 'x::2', 'x::y::1', '  d  e '];
  const fields = scene.fields({ labels, priority: 'priority::high' });
  expect(fields.labels).toEqual(['a;b', 'd e', 'x::2', 'x::y::1', '‹b>c']);
  const issue = await scene.created({ labels, priority: 'priority::high' });
  expect(issue.fields).toMatchObject({ labels: fields.labels, priority: 'priority::high' });
  const outcome = await scene.update(issue, { fields: { priority: 'priority::low' } });
  expect(outcome).toMatchObject({ ok: true, issue: { fields: { priority: 'priority::low', labels: fields.labels } } });
});

test('an adopted issue gets marker, label and block, and keeps what people wrote', async () => {
  const held = scene.fake.add(scene.project, { title: 'T1: a', description: 'By a person\r\nwith two lines' });
  const [found] = await scene.tracker.read([String(held.iid)]);
  expect(found).toMatchObject({ id: `${scene.project.id}-${held.iid}`, marker: null, fields: { body: null } });
  if (found === undefined) throw new Error('not found');
  const outcome = await scene.update(found, { marker: MARKER, fields: { body: 'Ours' } });
  expect(outcome).toMatchObject({ ok: true, issue: { marker: MARKER, fields: { body: 'Ours' } } });
  expect(held.labels).toEqual(['lockstep']);
  expect(held.description).toMatch(
    /^<!-- lockstep .*\n\[T1 in Lockstep\].*\n\nOurs\n\n.* -->\n\nBy a person\nwith two lines$/,
  );
});

test('an issue that is linked once more gets the new mark in the place of the former one', async () => {
  const issue = await scene.created();
  scene.fake.edit(scene.held(issue), { description: `Above\n\n${issue.description}\n\nBelow` });
  const [seen] = await scene.tracker.read([issue.id]);
  if (seen === undefined) throw new Error('not found');
  const marker = 'ls-bbbbbbbbbbbbbbbb';
  const outcome = await scene.update({ ...seen, marker: null }, { marker });
  expect(outcome).toMatchObject({ ok: true, issue: { marker, fields: { body: 'text' } } });
  expect(scene.held(issue).description).toMatch(/^Above\n\n<!--[^]*-->\n\nBelow$/);
});

test('an account that may not edit an issue is told so for that issue', async () => {
  const issue = await scene.created();
  const other = await scene.created({ title: 'T2' });
  scene.fake.faults.add({
    method: 'PUT',
    times: 1,
    when: 'instead',
    answer: jsonAnswer(403, { message: '403 Forbidden' }),
  });
  const change = { taskId: 'T1', marker: null, comment: null, taskUrl: '' };
  const outcomes = await scene.tracker.update([
    { ...change, issue, fields: { status: 'closed' } },
    { ...change, issue: other, fields: { title: 'T2: b' } },
  ]);
  expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
  expect(wordsOf(outcomes[0])).toContain(`${issue.key} (wanted status: "closed"): GitLab refuses it: "403 Forbidden"`);
});

test('a server that fails at one issue does not stop the others', async () => {
  const issue = await scene.created();
  scene.fake.faults.add({ method: 'PUT', times: 1, when: 'instead', answer: jsonAnswer(500, {}) });
  expect(await scene.update(issue, { fields: { title: 'x' } })).toMatchObject({ ok: false, error: { kind: 'down' } });
});

test('a status that is no label of the project stops the run: writing it would make one', async () => {
  scene.connect({ gitlab_status_scope: 'status' });
  await expect(scene.create({ status: 'status::typo' })).rejects.toMatchObject({
    kind: 'settings',
    param: 'sde_status_map',
  });
  expect(scene.fake.world.issues.size).toBe(0);
});

test('a locked discussion takes no comment, and that is told', async () => {
  const issue = await scene.created();
  scene.fake.faults.add({
    method: 'POST',
    times: 1,
    when: 'instead',
    answer: jsonAnswer(403, { message: '403 Forbidden' }),
  });
  const outcome = await scene.update(issue, { fields: { title: 'x' }, comment: 'why' });
  expect(wordsOf(outcome)).toContain('does not take a comment on #1: "403 Forbidden". Unlock');
});
