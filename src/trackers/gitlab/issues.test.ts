/** Statuses, comments, parents, people and secrets of issues, as people handle them in GitLab. */
import { beforeEach, expect, test } from 'vitest';
import { requestsOf } from '../contract-story.ts';
import { LEVELS } from './fake-world.ts';
import { MARKER, Scene } from './testing.ts';

let scene: Scene;

const WORKFLOW = { gitlab_status_scope: 'status', gitlab_closing_labels: 'status::rejected' };

beforeEach(() => {
  scene = new Scene(WORKFLOW);
  for (const label of ['status::doing', 'status::review', 'status::rejected']) scene.project.labels.add(label);
});

const statusNow = async (id: string): Promise<string | undefined> => (await scene.tracker.read([id]))[0]?.fields.status;

test('a label says the status only together with the state to which it belongs', async () => {
  const issue = await scene.created({ status: 'status::doing' });
  const held = scene.held(issue);
  expect([issue.fields.status, issue.fields.labels]).toEqual(['status::doing', []]);
  // Closed on a board, where it keeps the label of its last column.
  scene.fake.edit(held, { state_event: 'close' });
  expect(await statusNow(issue.id)).toBe('closed');
  scene.fake.edit(held, { add_labels: 'status::rejected' });
  expect(await statusNow(issue.id)).toBe('status::rejected');
  scene.fake.edit(held, { state_event: 'reopen' });
  expect(await statusNow(issue.id)).toBe('opened');
});

test.each([true, false])(
  'every status leads to every other, with scopes that exclude (Premium: %s)',
  async (premium) => {
    scene.fake.world.premium = premium;
    const statuses = ['opened', 'status::doing', 'status::rejected', 'closed', 'status::review'];
    let issue = await scene.created();
    for (const from of statuses) {
      for (const to of statuses) {
        for (const status of [from, to]) {
          const before = scene.now.ledger.table().update;
          const outcome = await scene.update(issue, { fields: { status } });
          expect(outcome).toMatchObject({ ok: true, issue: { fields: { status, labels: [] } } });
          expect(scene.now.ledger.table().update - before).toBe(1);
          if (outcome?.ok === true) issue = outcome.issue;
        }
      }
    }
  },
);

test('new issues begin in any status; a closed one costs one request more', async () => {
  for (const status of ['status::rejected', 'closed', 'status::review'])
    expect((await scene.created({ status })).fields.status).toBe(status);
  expect(scene.now.ledger.table()).toMatchObject({ create: 3, update: 2 });
});

test('of several labels of a scope the first counts, and all of them go when another status is set', async () => {
  scene.fake.world.premium = false;
  const issue = await scene.created();
  scene.fake.setLabels(scene.held(issue), ['lockstep', 'status::review', 'status::doing']);
  const [found] = await scene.tracker.read([issue.id]);
  expect(found?.fields).toMatchObject({ status: 'status::doing', labels: [] });
  await scene.update(found ?? issue, { fields: { status: 'opened' } });
  expect(scene.held(issue).labels).toEqual(['lockstep']);
});

test('the time of a status is that of its state or its label, whichever changed last', async () => {
  const issue = await scene.created();
  const timesOf = async (field: 'status' | 'priority' | 'title') =>
    (await scene.tracker.fieldTimes([issue.id], field))[issue.id];
  expect(await timesOf('status')).toBeNull();
  await scene.tracker.pull({ extent: 'marked', total: null, known: (id) => (id === issue.id ? issue : undefined) });
  expect(await timesOf('status')).toBe(issue.createdAt);
  scene.fake.edit(scene.held(issue), { add_labels: 'status::doing' });
  const labelled = scene.held(issue).updated;
  scene.fake.edit(scene.held(issue), { title: 'Later' });
  expect(await timesOf('status')).toBe(labelled);
  scene.fake.edit(scene.held(issue), { state_event: 'close' });
  expect(await timesOf('status')).toBe(scene.held(issue).closed);
  expect(await timesOf('priority')).toBe(scene.held(issue).created);
  expect(await timesOf('title')).toBeNull();
  expect(await scene.tracker.fieldTimes(['40-99'], 'status')).toEqual({ '40-99': null });
});

test('comments for members only, and those of GitLab itself, are nobody’s note', async () => {
  scene.connect({ sync_comments: true });
  const ann = scene.fake.addUser('ann');
  const issue = await scene.created();
  scene.fake.say(scene.held(issue), ann, 'For all');
  scene.fake.say(scene.held(issue), ann, 'For us', true);
  scene.fake.say(scene.held(issue), ann, 'Ours\n\n<!-- lockstep ls-n1-abc -->', true);
  const comments = (await scene.tracker.comments([issue.id, '40-99', 'odd']))[issue.id];
  expect(comments?.map(({ text, origin, author }) => [text, origin, author])).toEqual([
    ['For all', null, 'ann'],
    ['Ours', 'ls-n1-abc', 'ann'],
  ]);
});

test('more than a page of comments is read page by page', async () => {
  const issue = await scene.created();
  for (let at = 0; at < 230; at += 1) scene.fake.say(scene.held(issue), scene.account, `Comment ${at}`);
  const before = requestsOf(scene.now);
  expect((await scene.tracker.comments([issue.id]))[issue.id]).toHaveLength(230);
  expect(requestsOf(scene.now) - before).toBe(3);
});

test('a comment that a person could mistake for a command is a comment', async () => {
  const issue = await scene.created();
  const made = await scene.tracker.comment(issue, '/close\n\nor not, @ann?', 'ls-n1-abc');
  expect(made.text).toBe('/\u200bclose\n\nor not, @\u200bann?');
  expect(scene.held(issue).state).toBe('opened');
  expect(scene.fake.world.notified).toEqual([]);
});

test('a task that is full of commands and mentions changes nothing but its issue’s text', async () => {
  scene.fake.addUser('ann');
  const issue = await scene.created({
    title: '/close @all',
    body: '/confidential\n\n/label ~x\n\n@ann, see #1',
    labels: ['a'],
  });
  expect(scene.held(issue)).toMatchObject({ state: 'opened', confidential: false });
  expect(scene.held(issue).labels.toSorted()).toEqual(['High', 'a', 'lockstep']);
  expect(scene.fake.world.notified).toEqual([]);
  expect(issue.fields).toEqual(
    scene.fields({ title: '/close @all', body: '/confidential\n\n/label ~x\n\n@ann, see #1', labels: ['a'] }),
  );
});

test('confidential issues are created so, stay known, and make a public project no public place', async () => {
  scene.project.visibility = 'public';
  expect(await scene.tracker.isPublic()).toBe(true);
  scene.connect({ gitlab_confidential: true });
  expect(await scene.tracker.isPublic()).toBe(false);
  expect(requestsOf(scene.now)).toBe(0);
  const issue = await scene.created();
  expect(scene.held(issue).confidential).toBe(true);
  expect((await scene.tracker.lookup([MARKER])).map(({ id }) => id)).toEqual([issue.id]);
  // Who may not see it does not.
  scene.project.members.set(scene.account.id, LEVELS.guest);
  const stranger = scene.fake.addUser('stranger');
  scene.fake.world.tokens.push({ ...scene.fake.addToken(stranger), text: 'x' });
  expect(await scene.tracker.read([issue.id])).toHaveLength(1);
});

test('a public project whose issues are for members is not public', async () => {
  scene.project.visibility = 'public';
  scene.project.issuesAccess = 'private';
  expect(await scene.tracker.isPublic()).toBe(false);
  scene.project.visibility = 'internal';
  scene.project.issuesAccess = 'enabled';
  expect(await scene.tracker.isPublic()).toBe(false);
});

test('issues are added to the epic, and taken out of it', async () => {
  scene.fake.world.epics.push({ id: 900, iid: 7, group: 'group' }, { id: 901, iid: 8, group: 'group' });
  scene.connect({ issue_tracker_parent_issue: '7' });
  const issue = await scene.created({ parent: '7' });
  expect([issue.fields.parent, scene.held(issue).epic]).toEqual(['7', 900]);
  scene.fake.edit(scene.held(issue), { epic_id: 901 });
  const [found] = await scene.tracker.read([issue.id]);
  expect(found?.fields.parent).toBe('&8');
  expect(await scene.update(found ?? issue, { fields: { parent: null } })).toMatchObject({ ok: true });
  expect(scene.held(issue).epic).toBeNull();
});

test('of several assignees the known one counts, and who is no member is left out', async () => {
  const [ann, bob] = [scene.fake.addUser('ann'), scene.fake.addUser('bob')];
  ann.publicEmail = null;
  scene.project.members.set(ann.id, LEVELS.reporter);
  scene.connect({ sync_assignees: true, issue_tracker_user_map: '{"a@corp.example":"Ann"}' });
  const issue = await scene.created({ assignee: 'nobody@corp.example' });
  expect(issue.fields.assignee).toBeNull();
  scene.fake.edit(scene.held(issue), { assignee_ids: [ann.id, bob.id] });
  expect((await scene.tracker.read([issue.id]))[0]?.fields.assignee).toBe('a@corp.example');
  scene.fake.edit(scene.held(issue), { assignee_ids: [bob.id] });
  expect((await scene.tracker.read([issue.id]))[0]?.fields.assignee).toBe('bob');
});

test('fields by which issues are looked up are read with them', async () => {
  scene.project.milestones.set(5, 'v2');
  scene.connect({ issue_tracker_custom_lookup_fields: '{"milestone":"v2"}' });
  const issue = await scene.created();
  scene.fake.edit(scene.held(issue), { milestone_id: 5 });
  expect((await scene.tracker.read([issue.id]))[0]?.lookup).toEqual({ milestone: 'v2' });
});
