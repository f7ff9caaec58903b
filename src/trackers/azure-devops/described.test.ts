/** Every request of the adapter and every answer of the fake, held against the official description. */
import { expect, test } from 'vitest';
import type { Issue } from '../../model/issue.ts';
import { describedBy, readDescription } from '../described.ts';
import type { Fake, FakeAnswer, FakeRequest } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { cmmiTask } from './fake-types.ts';
import { FakeAzureDevops } from './fake.ts';

type Exchange = readonly [FakeRequest, FakeAnswer];

const TASK_URL = 'https://lockstep.example/t';

/** Every kind of request that the adapter makes, with its answer. */
async function everythingOnce(): Promise<readonly Exchange[]> {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const fake = new FakeAzureDevops(() => (now += 100));
  const account = fake.addAccount('sync');
  const shop = fake.addProject('Shop', [account], [cmmiTask()]);
  for (const { fields } of shop.types) fields.push({ ref: 'Custom.Team', name: 'Team', type: 'string' });
  const parent = fake.addItem(shop, 'Task');
  const exchanged: Exchange[] = [];
  const listening: Fake = {
    handle: (request) => {
      const answer = fake.handle(request);
      exchanged.push([request, answer]);
      return answer;
    },
  };
  const { tracker, projects } = connectFake(listening, {
    azure_devops_process: 'CMMI',
    sync_assignees: true,
    sync_comments: true,
    issue_tracker_parent_issue: String(parent.id),
    issue_tracker_custom_fields: '{"Team":"Blue"}',
  });
  for (const depth of ['server', 'project', 'settings'] as const) await tracker.check(depth);
  const drafts = [1, 2, 3].map((n) => ({
    taskId: `T${n}`,
    marker: `ls-${'abcd'[n] ?? 'z'}${'a'.repeat(15)}`,
    fields: tracker.normalize({
      title: `T${n}`,
      body: 'text',
      priority: '2',
      status: n === 1 ? 'Resolved' : 'Proposed',
      parent: String(parent.id),
      custom: { Team: 'Blue' },
      labels: ['one'],
      assignee: account.name,
    }),
    taskUrl: TASK_URL,
  }));
  const made = [...(await tracker.create(drafts.slice(0, 2))), ...(await tracker.create(drafts.slice(2)))];
  const issues = made.flatMap((outcome): Issue[] => (outcome.ok ? [outcome.issue] : []));
  expect(issues).toHaveLength(3);
  const change = { taskId: 'T1', marker: null, comment: 'why', taskUrl: TASK_URL };
  const edited = await tracker.update(
    issues.map((issue) => ({ ...change, issue, fields: { labels: ['two'], parent: null } })),
  );
  expect(edited.every(({ ok }) => ok)).toBe(true);
  const known = (): undefined => undefined;
  const { cursor = '' } = await tracker.pull({ extent: 'project', total: null, known });
  await tracker.pull({ extent: 'changes', total: null, cursor, known });
  await tracker.pull({ extent: 'marked', total: null, known });
  await tracker.lookup(issues.map(({ marker }) => marker ?? ''));
  for (const issue of issues.slice(0, 1)) await tracker.comment(issue, 'Is *this* enough?', 'ls-n7-abc');
  await tracker.comments(issues.map(({ id }) => id));
  await tracker.isPublic();
  await projects();
  return exchanged;
}

/** The description has a project in every address; without one they mean the same in the whole collection. */
const inSomeProject = ([request, answer]: Exchange): Exchange => {
  const url = request.url
    .replace('/acme/_apis/wit/wiql', '/acme/p/team/_apis/wit/wiql')
    .replace('/acme/_apis/wit/', '/acme/p/_apis/wit/');
  return [{ ...request, url }, answer];
};

const nameOf = ([{ method, url }]: Exchange): string =>
  `${method} ${new URL(url).pathname
    .replace(/^\/acme/, '')
    .replace(/^\/1000[0-9a-f-]+(?=\/)/, '/{project}')
    .replaceAll(/1000[0-9a-f-]{30,}/g, '{project}')
    .replaceAll(/\/\d+/g, '/{id}')}`;

/** In no description; the page about Azure DevOps says what they rest on. */
const UNVERIFIED = [
  'GET /_apis/projects/{project}/teams',
  'GET /_apis/projects/{project}/teams/team-1/members',
  'PATCH /_apis/wit/$batch',
];

/** Where the description contradicts its own examples: values of fields are no objects, rows of the log no texts, and what is
 * null is missing from none of them; 401 is recorded. The list of comments lost its own parameters. */
const UNTRUE = [
  /\/fields\/\S+ must be object$/,
  /\/values\/\* must be string$/,
  /\/allowedValues\/\* must be object$/,
  /\/actions must be array$/,
  /200\/value\/\* must be object$/,
  /GET \S+\/projects\/\{projectId\} 401 is not described$/,
  /comments \?(?:\$top|continuationToken) is not described$/,
];

test('what the adapter sends and the fake answers fits the description', async () => {
  const exchanged = await everythingOnce();
  const names = new Set(exchanged.map(nameOf));
  expect(names.size).toBeGreaterThan(14);
  const description = readDescription(process.env['LOCKSTEP_SPECS'], 'azure-devops-wit-7.1-subset.json');
  if (description === null) return;
  const check = describedBy(description);
  const found = exchanged.map((exchange) => [nameOf(exchange), check(...inSomeProject(exchange))] as const);
  const errors = found
    .flatMap(([, words]) => words ?? [])
    .filter((words) => !UNTRUE.some((untrue) => untrue.test(words)));
  expect([...new Set(errors)]).toEqual([]);
  const unknown = found.flatMap(([name, words]) => (words === null ? [name] : []));
  expect([...new Set(unknown)].toSorted()).toEqual(UNVERIFIED);
});
