/** What the real service answered others, and what its vendor gives as examples, read by our own readers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectFake as connect } from '../connect-fake.ts';
import type { Fake } from '../fake.ts';
import { getLog, getMembers, getTypeFields, postQuery, postRead, type Row } from './api.ts';
import { readComments } from './comments.ts';
import { toIssue } from './convert.ts';
import { bodyOf } from './errors.ts';
import { azureDevops } from './index.ts';
import { viewOf, type Native } from './native.ts';
import { azureSettings } from './params.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';

const FOLDER = join(process.env['LOCKSTEP_FIXTURES'] ?? '', 'azure-devops');
const isThere = process.env['LOCKSTEP_FIXTURES'] !== undefined && existsSync(FOLDER);

const read = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(join(FOLDER, ...path), 'utf8')) as T;

interface Recorded {
  readonly exchanges: readonly {
    readonly request: { readonly method: string; readonly url: string };
    readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
  }[];
}

/** What was answered to a request whose address ends like this. */
function recorded(file: string, ending: RegExp): TrackerResponse {
  const { exchanges } = read<Recorded>('jupiterone', `${file}.exchanges.json`);
  const { response } = exchanges.findLast(({ request }) => ending.test(request.url)) ?? {};
  if (response === undefined) throw new Error(`${file} has no ${ending.source}`);
  const { status, headers, body } = response;
  return { status, headers, body, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** The body of one of the vendor's examples. */
const example = (name: string): unknown =>
  read<{ responses: { 200: { body: unknown } } }>('ms-http-examples', `${name}.json`).responses[200].body;

const exampleAnswer = (name: string): TrackerResponse => ({ status: 200, headers: {}, body: example(name), text: '' });

const replying =
  (answer: TrackerResponse): Send =>
  () =>
    Promise.resolve(answer);

const NATIVE: Native = {
  projectId: 'p',
  projectName: 'Fabrikam-Fiber-Git',
  statuses: [],
  transitions: {},
  fields: [],
  people: { 'jamal@example.com': 'person22@example.invalid' },
};

const settings = azureSettings({ issue_tracker_context_root: 'fabrikam', issue_tracker_project: 'Fabrikam-Fiber-Git' });

const view = viewOf(NATIVE, settings, 'https://dev.azure.com/fabrikam');

const AT = { project: 'p', place: null, fields: [] };

describe.skipIf(!isThere)('recorded', () => {
  test('the log of a project without work items, and of one with one', async () => {
    const file = 'APIClient-iterateWorkItems-success';
    const empty = await getLog(replying(recorded(file, /45aa0afe\S+workItemRevisions/)), 'pull', AT);
    expect(empty).toEqual({ rows: [], cursor: '0;0;0;Discussion', isLast: true });
    const one = await getLog(replying(recorded(file, /af58e917\S+workItemRevisions/)), 'pull', AT);
    expect(one).toMatchObject({ rows: [{ id: 1, rev: 2 }], cursor: '2;1;2;Discussion', isLast: true });
    expect(one?.rows[0]?.fields).toMatchObject({ 'System.WorkItemType': 'Epic' });
  });

  test('the same log in the vendor’s examples, whose oldest answers have no token of their own', async () => {
    const name = 'wit__7.1__httpExamples__workItemRevisions__POST__wit_reporting_workItemRevisions_watermark-794';
    const log = await getLog(replying(exampleAnswer(name)), 'pull', AT);
    expect(log).toMatchObject({ rows: [{ id: 3, rev: 8 }], cursor: '842;5;3', isLast: true });
  });

  /** The adapter through the program's own client, over what was recorded. */
  const complaint = async (file: string, ending: RegExp): Promise<unknown> => {
    const { status, headers, body } = recorded(file, ending);
    const text = typeof body === 'string' ? body : '';
    const fake: Fake = { handle: () => ({ status, headers, text }) };
    const params = { issue_tracker_context_root: 'a', issue_tracker_project: 'b', issue_tracker_api_token: 'c' };
    return connect(azureDevops, fake, params)
      .tracker.check('server')
      .catch((error: unknown) => error);
  };

  test('a token that is not valid, one that lacks a scope, and an organization that is not there', async () => {
    const invalid = 'APIClient-verifyAuthentication-invalid-access-token';
    expect(await complaint(invalid, /Location$/)).toMatchObject({
      kind: 'credentials',
      param: 'issue_tracker_api_token',
    });
    const scope = await complaint('APIClient-iterateProjects-missing-permission', /_apis\/projects$/);
    expect(scope).toMatchObject({ kind: 'credentials', message: expect.stringContaining('Project and Team (read)') });
    const unknown = await complaint('APIClient-verifyAuthentication-invalid-org-url', /Location$/);
    expect(unknown).toMatchObject({ kind: 'settings', param: 'issue_tracker_context_root' });
  });

  test('projects, and members of teams', async () => {
    const { value } = bodyOf<{ value: { id: string; name: string }[] }>(
      recorded('APIClient-iterateProjects-success', /_apis\/projects$/),
    );
    expect(value[0]).toMatchObject({ id: 'd5bab1bf-0109-4769-a202-6af1218e37dd', name: 'ndowmon-dev' });
    const members = await getMembers(replying(recorded('fetchWorkItems', /members$/)), 'p', 't');
    expect(members.map(({ identity }) => identity?.uniqueName)).toContain('person11@example.invalid');
  });
});

describe.skipIf(!isThere)('the vendor’s examples', () => {
  test('a created work item', () => {
    const row = example('wit__7.1__httpExamples__workItems__POST__wit_workitems_create') as Row;
    expect(toIssue(row, view)).toEqual({
      id: '131489',
      key: '#131489',
      url: 'https://dev.azure.com/fabrikam/CustomProcessPrj/_workitems/edit/131489',
      project: 'CustomProcessPrj',
      updatedAt: Date.parse('2017-10-06T01:04:51.57Z'),
      createdAt: Date.parse('2017-10-06T01:04:51.57Z'),
      revision: '1',
      marker: null,
      description: '',
      fields: {
        title: 'Sample task',
        body: null,
        priority: '2',
        status: 'New',
        parent: null,
        custom: {},
        labels: [],
        assignee: null,
      },
    });
  });

  test('an assigned one with tags, below a parent', () => {
    const name = 'wit__7.1__httpExamples__workItems__PATCH__wit_workitems__taskId_';
    // The first added two tags to one that was there, the second replaced it.
    expect(toIssue(example(`${name}9`) as Row, view).fields.labels).toEqual(['tag0', 'tag1', 'tag2']);
    expect(toIssue(example(`${name}14`) as Row, view).fields.labels).toEqual(['tag1', 'tag2']);
    expect(toIssue(example(`${name}validate_only`) as Row, view)).toMatchObject({
      revision: '1',
      description: 'Follow the code samples from MSDN',
      fields: { parent: '297', body: null, status: 'To Do' },
    });
    const assigned = toIssue(example(`${name}10`) as Row, view);
    expect(assigned.fields.assignee).toBe('jamal@example.com');
  });

  test('a batch of them, and the numbers that a query finds', async () => {
    const batch = 'wit__7.1__httpExamples__workItemsBatch__POST__wit_WorkItemsBatch_ids-_ids__fields-_columns_';
    const rows = await postRead(replying(exampleAnswer(batch)), 'read-back', [], { fields: [] });
    expect(rows.map(({ id, rev }) => [id, rev])).toEqual([
      [297, 1],
      [299, 7],
      [300, 1],
    ]);
    const query = 'wit__7.1__httpExamples__wiql__GET__wit_get_id_workitems';
    const ids = await postQuery(replying(exampleAnswer(query)), 'look-up', 'x');
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => Number.isInteger(id))).toBe(true);
  });

  test('fields of a type with their values', async () => {
    const name = 'wit__7.1__httpExamples__workItemTypesField__GET__workItemType_fields_expand';
    const fields = await getTypeFields(replying(exampleAnswer(name)), { project: 'p', type: 'Bug' });
    expect(fields.find(({ referenceName }) => referenceName === 'Microsoft.VSTS.Common.Priority')).toMatchObject({
      name: 'Priority',
      alwaysRequired: false,
      allowedValues: ['1', '2', '3', '4'],
    });
    expect(fields.filter(({ alwaysRequired }) => alwaysRequired === true).length).toBeGreaterThan(2);
  });

  test('a discussion', async () => {
    const name = 'wit__7.1__httpExamples__comments__GET__wit_workitems__issueId__comments_2';
    const comments = (await readComments(replying(exampleAnswer(name)), ['299']))['299'];
    expect(comments?.[0]).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      author: 'Jamal Hartnett',
      at: expect.any(Number),
      text: expect.stringMatching(/./),
      origin: null,
    });
  });
});
