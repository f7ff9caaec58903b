import { expect, test } from 'vitest';
import { describedBy, readDescription } from '../described.ts';
import type { FakeAnswer, FakeRequest } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { LEVELS } from './fake-world.ts';
import { MARKER, Scene } from './testing.ts';

/** Texts in the description that are something else: it was made by a generator that does not know better. */
const EXPECTED: readonly RegExp[] = [
  // Numbers, objects and booleans that the description calls texts.
  /^(?:GET|POST|PUT) \/api\/v4\/projects\/\{id\}\/issues\S* 20[01](?:\/\*)?\/(?:user_notes_count|moved_to_id|weight|milestone\/id|epic\/\w+) must be string$/,
  /^(?:GET|POST|PUT) \/api\/v4\/projects\/\{id\}\/issues\S* 20[01](?:\/\*)?\/assignees must be object$/,
  // What is not there is null.
  /\/(?:closed_at|due_date|weight|moved_to_id|milestone|epic|assignee|discussion_locked|expires_at|description) must be (?:string|object|boolean)$/,
  /personal_access_tokens\/self|members\/all\/\{user_id\} 200\/access_level must be string$/,
  /permissions\/(?:project|group)_access(?:\/access_level)? must be (?:object|string)$/,
  // A weight is taken away by giving none.
  /^PUT \S+ request\/weight must be integer$/,
  // Only what works is described.
  / (?:304|400|401|403|404) is not described$/,
];

const description = readDescription(process.env['LOCKSTEP_SPECS'], 'gitlab-v4-subset.json');

test(
  description === null
    ? "GitLab's official description is not at hand: LOCKSTEP_SPECS names no folder with gitlab-v4-subset.json"
    : "what the adapter sends and the fake answers fits GitLab's official description",
  async () => {
    const exchanged = await everythingOnce();
    expect(exchanged.length).toBeGreaterThan(25);
    if (description === null) return;
    const check = describedBy(description);
    const found = exchanged.map(([request, answer]) => check(request, answer));
    const wrong = found.flatMap((one) => one ?? []).filter((words) => !EXPECTED.some((one) => one.test(words)));
    expect(wrong).toEqual([]);
    expect(found.filter((one) => one !== null).length).toBeGreaterThan(14);
  },
);

/** Every kind of request that the adapter makes, with its answer. */
async function everythingOnce(): Promise<readonly (readonly [FakeRequest, FakeAnswer])[]> {
  const exchanged: (readonly [FakeRequest, FakeAnswer])[] = [];
  const scene = new Scene();
  const { fake, project, account, elsewhere } = scene;
  project.labels.add('status::doing');
  project.milestones.set(5, 'v2');
  fake.world.epics.push({ id: 900, iid: 7, group: 'group' });
  const ann = fake.addUser('ann');
  project.members.set(ann.id, LEVELS.reporter);
  const listening = {
    handle: (request: FakeRequest): FakeAnswer => {
      const answer = fake.handle(request);
      exchanged.push([request, answer]);
      return answer;
    },
  };
  scene.now = connectFake(listening, {
    ...scene.params,
    sync_assignees: true,
    sync_comments: true,
    gitlab_status_scope: 'status',
    gitlab_confidential: true,
    issue_tracker_parent_issue: '7',
    issue_tracker_custom_fields: '{"milestone":"v2","due_date":"2026-12-31","weight":"3"}',
  });
  const { tracker } = scene.now;
  for (const depth of ['server', 'project', 'settings'] as const) await tracker.check(depth);
  const custom = { milestone: 'v2', due_date: '2026-12-31', weight: '3' };
  const issue = await scene.created({ status: 'closed', labels: ['a'], parent: '7', assignee: ann.email, custom });
  const fields = {
    title: 'T1: b',
    status: 'status::doing',
    parent: null,
    labels: ['b'],
    priority: 'Low',
    assignee: null,
  };
  await scene.update(issue, {
    fields: { ...fields, custom: { ...custom, milestone: '', weight: '' } },
    comment: 'why',
  });
  await tracker.comment(issue, 'hello', 'ls-n1-abc');
  const known = () => undefined;
  await tracker.pull({ extent: 'project', total: null, known });
  const { total, cursor = null } = await tracker.pull({ extent: 'changes', total: 1, known });
  await tracker.pull({ extent: 'changes', total, cursor, known });
  await tracker.comments([issue.id]);
  await tracker.fieldTimes([issue.id], 'status');
  fake.move(scene.held(issue), elsewhere);
  await tracker.lookup([MARKER]);
  project.guests.set(account.id, LEVELS.reporter);
  project.members.delete(account.id);
  await tracker.check('project');
  scene.now = connectFake(listening, scene.params);
  await scene.tracker.isPublic();
  return exchanged;
}
