/** Every request of the adapter and every answer of the fake, held against GitHub's published description. */
import { expect, test } from 'vitest';
import type { Issue, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Tracker } from '../../model/tracker.ts';
import { describedBy, readDescription } from '../described.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { connectTo, serve } from './testing.ts';

type Exchange = readonly [FakeRequest, FakeAnswer];

/** Every kind of request that the adapter makes, with its answer. */
async function everythingOnce(): Promise<readonly Exchange[]> {
  const { fake, shop, other, ann, params } = serve();
  fake.addIssue(shop, ann.login, { title: 'A parent' });
  shop.milestones.push('v1');
  fake.world.types.push('Task');
  const exchanged: Exchange[] = [];
  const listening: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      exchanged.push([request, answer]);
      return answer;
    },
  };
  const more = {
    sync_assignees: true,
    issue_tracker_user_map: '{"ann@example.com":"ann"}',
    issue_tracker_custom_fields: '{"milestone":"v1","type":"Task"}',
    issue_tracker_parent_issue: '1',
  };
  const { tracker, projects } = connectTo(listening, { ...params, ...more });
  await projects();
  const issues = await useAll(tracker);
  const [first] = issues;
  if (first === undefined) throw new Error('none made');
  fake.transfer(first.id, other);
  await tracker.read([first.id]);
  await tracker.lookup([first.marker ?? '']);
  fake.remove(issues[1]?.id ?? '');
  await tracker.read([issues[1]?.id ?? '']);
  shop.hasIssues = false;
  await tracker.pull({ extent: 'changes', total: null, known: () => undefined }).catch(() => undefined);
  return exchanged;
}

async function useAll(tracker: Tracker): Promise<readonly Issue[]> {
  await tracker.check('server');
  await tracker.check('project');
  await tracker.check('settings');
  const fields: IssueFields = {
    title: 'T1: a',
    body: 'text',
    priority: 'High',
    status: 'open',
    parent: '1',
    custom: { milestone: 'v1', type: 'Task' },
    labels: ['one'],
    assignee: 'ann@example.com',
  };
  const draft = (n: number, status: string): IssueDraft => ({
    taskId: `T${n}`,
    marker: `ls-aaaaaaaaaaaaaaa${'abcdefgh'[n] ?? 'z'}`,
    fields: tracker.normalize({ ...fields, status }),
    taskUrl: 'https://lockstep.example/t',
  });
  const made = [await tracker.create([draft(1, 'closed')]), await tracker.create([draft(2, 'open')])].flat();
  const issues = made.flatMap((outcome): Issue[] => (outcome.ok ? [outcome.issue] : []));
  const [first] = issues;
  if (first === undefined) return [];
  const edit = { title: 'T1: b', labels: ['two'], status: 'not_planned', assignee: null, parent: null };
  const change = {
    taskId: 'T1',
    issue: first,
    fields: edit,
    marker: first.marker,
    comment: 'why',
    taskUrl: 'https://x',
  };
  await tracker.update([change]);
  const known = (id: string): Issue | undefined => issues.find((issue) => issue.id === id);
  await tracker.pull({ extent: 'project', total: null, known });
  const { cursor = null } = await tracker.pull({ extent: 'changes', total: null, known });
  await tracker.pull({ extent: 'changes', total: null, cursor, known });
  await tracker.lookup(['ls-zzzzzzzzzzzzzzzz']);
  await tracker.comment(first, 'Is *this* enough?', 'ls-n7-abc');
  await tracker.comments([first.id]);
  await tracker.fieldTimes([first.id], 'status');
  await tracker.isPublic();
  return issues;
}

const nameOf = ([{ method, url }, answer]: Exchange): string =>
  `${method} ${new URL(url).pathname.replaceAll(/\/\d+/g, '/*').replace(/labels\/\w+/, 'labels/*')} ${answer?.status ?? ''}`;

/** What there is no description of at hand, or none at all. */
const UNDESCRIBED = [/^POST \/graphql/, /^GET \/user\/repos/, /^GET \/repositories\/\*\/issues\/\*/];

/** No reason is null, as recorded, whatever the list of reasons says; and what every list may answer is said for few. */
const UNTRUE = [/state_reason must be equal to one of the allowed values$/, /issues (?:304|410) is not described$/];

test('what the adapter sends and the fake answers fits the description', async () => {
  const exchanged = await everythingOnce();
  const names = [...new Set(exchanged.map(nameOf))];
  expect(names.length).toBeGreaterThan(20);
  const description = readDescription(process.env['LOCKSTEP_SPECS'], 'github-rest-subset.json');
  if (description === null) return;
  const check = describedBy(description);
  const found = exchanged.map((exchange) => [nameOf(exchange), check(...exchange)] as const);
  const errors = [...new Set(found.flatMap(([, words]) => words ?? []))];
  expect(errors.filter((words) => !UNTRUE.some((untrue) => untrue.test(words)))).toEqual([]);
  const unknown = [...new Set(found.flatMap(([name, words]) => (words === null ? [name] : [])))];
  expect(unknown.filter((name) => !UNDESCRIBED.some((pattern) => pattern.test(name)))).toEqual([]);
});
