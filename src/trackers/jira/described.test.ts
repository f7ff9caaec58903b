/** Every request of the adapter, held against the official descriptions. */
import { expect, test } from 'vitest';
import type { Issue, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Tracker } from '../../model/tracker.ts';
import { describedBy, readDescription } from '../described.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { connect, PLACES, serve, type Place } from './testing.ts';

type Exchange = readonly [FakeRequest, FakeAnswer];

const URL_OF_TASK = 'https://lockstep.example/t';

/** Every kind of request that the adapter makes, with its answer. */
async function everythingOnce(place: Place): Promise<readonly Exchange[]> {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const workflow = {
    statuses: [
      { name: 'Open', category: 'new' },
      { name: 'Started', category: 'indeterminate' },
      { name: 'Closed', category: 'done' },
    ],
    transitions: [
      { name: 'Start', from: ['Open'], to: 'Started' },
      { name: 'Close', from: ['Started'], to: 'Closed', fields: ['resolution'] },
      { name: 'Reopen', from: ['Closed'], to: 'Open' },
    ],
    initial: 'Open',
  } as const;
  const wishes = { bulkChange: true, admin: place === 'site', project: { workflow } };
  const { fake, params } = serve(place, () => (now += 100), wishes);
  const exchanged: Exchange[] = [];
  const listening: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      exchanged.push([request, answer]);
      return answer;
    },
  };
  fake.addField('Own', { kind: 'textfield' });
  const own = {
    sde_status_map: '{"TODO":"Open","DONE":"Closed","NA":"Closed"}',
    issue_tracker_closed_status: 'Closed',
  };
  const more = { sync_assignees: true, jira_remote_link: true, issue_tracker_custom_fields: '{"Own":"a"}' };
  const { tracker } = connect(listening, { ...params, ...own, ...more });
  await useAll(tracker);
  return exchanged;
}

async function useAll(tracker: Tracker): Promise<void> {
  await tracker.check('server');
  await tracker.check('project');
  await tracker.check('settings');
  const fields: IssueFields = {
    title: 'T1: a',
    body: 'text',
    priority: 'High',
    status: 'Open',
    parent: null,
    custom: { Own: 'a' },
    labels: ['one'],
    assignee: 'sync@example.com',
  };
  const draft = (n: number, status: string): IssueDraft => ({
    taskId: `T${n}`,
    marker: `ls-aaaaaaaaaaaaaaa${'abcdefgh'[n] ?? 'z'}`,
    fields: tracker.normalize({ ...fields, status }),
    taskUrl: URL_OF_TASK,
  });
  const made = await tracker.create([1, 2, 3, 4, 5].map((n) => draft(n, n === 1 ? 'Closed' : 'Open')));
  const issues = made.flatMap((outcome): Issue[] => (outcome.ok ? [outcome.issue] : []));
  expect(issues).toHaveLength(5);
  const change = { marker: null, comment: null, taskUrl: URL_OF_TASK };
  const [first] = issues;
  if (first === undefined) return;
  const edit = { title: 'T1: b', labels: ['two'], status: 'Open', assignee: null };
  await tracker.update([{ ...change, taskId: 'T1', issue: first, fields: edit, marker: first.marker, comment: 'why' }]);
  const others = issues.slice(1).map((issue) => ({ ...change, taskId: 'T2', issue, fields: { status: 'Started' } }));
  await tracker.update(others);
  await tracker.pull({ extent: 'project', total: null, known: () => undefined });
  await tracker.pull({ extent: 'changes', total: null, known: () => undefined });
  await tracker.lookup(issues.map(({ marker }) => marker ?? ''));
  await tracker.read(issues.map(({ id }) => id));
  await tracker.read([first.id]);
  await tracker.comment(first, 'Is *this* enough?', 'ls-n7-abc');
  await tracker.comments([first.id]);
  await tracker.fieldTimes([first.id], 'status');
  await tracker.isPublic();
}

const nameOf = ([{ method, url }]: Exchange): string =>
  `${method} ${new URL(url).pathname
    .replace(/^.*\/rest/, '/rest')
    .replaceAll(/\/\d{3,}/g, '/*')
    .replace('/PAY', '/*')}`;

/** Where a description says "string" against its own example or against recorded answers: null, or a number. */
const UNTRUE = [
  /\/changelog\/histories\/\*\/items\/\*\/(?:from|to)(?:String)? must be string$/,
  /bulk\/queue\/\{taskId\} 200\/(?:created|started|updated) must be string$/,
  /issueChangeLogs\/\*\/changeHistories\/\*\/created must be string$/,
];

test.each(PLACES)('what the adapter sends and the fake answers fits the description, on %s', async (place) => {
  const exchanged = await everythingOnce(place);
  const names = new Set(exchanged.map(nameOf));
  expect(names.size).toBeGreaterThan(14);
  expect([...names].filter((name) => name.includes(place === 'data center' ? '/api/3/' : '/api/2/'))).toEqual(
    place === 'data center' ? [] : ['GET /rest/api/2/serverInfo'],
  );
  const file = place === 'data center' ? 'jira-v2-subset.json' : 'jira-cloud-v3-subset.json';
  const description = readDescription(process.env['LOCKSTEP_SPECS'], file);
  if (description === null) return;
  const check = describedBy(description);
  const found = exchanged.map((exchange) => [nameOf(exchange), check(...exchange)] as const);
  const errors = found
    .flatMap(([, words]) => words ?? [])
    .filter((words) => !UNTRUE.some((untrue) => untrue.test(words)));
  expect([...new Set(errors)]).toEqual([]);
  expect([...new Set(found.flatMap(([name, words]) => (words === null ? [name] : [])))]).toEqual(
    place === 'data center' ? [] : ['GET /rest/api/2/serverInfo'],
  );
});
