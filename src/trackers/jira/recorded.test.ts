/** What real Jiras answered, read by the adapter's own readers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import type { Send } from '../../model/transport.ts';
import { refused, trusted } from './answer.ts';
import { getComments, getTransitions, search } from './api.ts';
import { checkServer } from './checks.ts';
import { toComment } from './comments.ts';
import { formatOf, toIssue } from './convert.ts';
import { compact, fromJira, toJira } from './field.ts';
import type { View } from './native.ts';
import { readProject } from './project.ts';
import type { FieldRow, IssueRow } from './rows.ts';
import { jiraSettings } from './settings.ts';

const folder = join(process.env['LOCKSTEP_FIXTURES'] ?? '', 'jira');
const isAtHand = process.env['LOCKSTEP_FIXTURES'] !== undefined && existsSync(folder);

interface Exchange {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
}

const fileOf = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8')) as unknown;

const exchangesOf = (name: string): readonly Exchange[] =>
  (fileOf(`jupiterone/${name}.exchanges.json`) as { exchanges: readonly Exchange[] }).exchanges;

const pathOf = (url: string): string => new URL(url).pathname;

/** Answers as the recorded server did, whatever the query. */
const replay =
  (exchanges: readonly Exchange[]): Send =>
  async ({ method, path }) => {
    const found = exchanges.find(({ request }) => request.method === method && pathOf(request.url) === path);
    const { status, headers, body } = found?.response ?? { status: 404, headers: {}, body: null };
    return { status, headers, body: typeof body === 'string' ? null : body, text: '' };
  };

const answering =
  (body: unknown, status = 200): Send =>
  async () => ({ status, headers: {}, body, text: '' });

const PARAMS: ParamValues = { issue_tracker_server: 'site.example', issue_tracker_project: 'BUG' };

function viewOf(cloud: boolean, send: Send = answering(null), params: ParamValues = {}): View {
  const native = { cloud, fields: [], people: [], parent: null, subtask: false, may: [], statuses: [] };
  return {
    api: { send, cloud },
    native: native as unknown as View['native'],
    bodies: new Map(),
    settings: jiraSettings({ ...PARAMS, ...params }),
  };
}

const issueIn = (name: string): IssueRow =>
  exchangesOf(name)
    .map(({ response }) => response.body as IssueRow)
    .find((body) => body?.fields !== undefined) as IssueRow;

const withRecordings = isAtHand ? describe : (): void => undefined;

withRecordings('recorded answers of real servers', () => {
  test('an issue of Cloud', () => {
    const { description, ...issue } = toIssue(issueIn('api-v3-addNewIssueWithDescription'), viewOf(true));
    expect(issue).toEqual({
      id: '10017',
      key: 'BUG-16',
      url: 'https://site.example/browse/BUG-16',
      project: '10000',
      createdAt: Date.parse('2022-01-16T01:44:54.989Z'),
      updatedAt: Date.parse('2022-01-16T01:44:54.989Z'),
      marker: null,
      fields: {
        title: 'Test Issue',
        body: null,
        priority: 'Medium',
        status: 'To Do',
        parent: null,
        custom: {},
        labels: [],
        assignee: null,
      },
    });
    expect(formatOf({ cloud: true }).markdown(JSON.parse(description))).toBe('Test description');
  });

  test('an issue of Data Center', () => {
    expect(toIssue(issueIn('api-v2-addNewIssue'), viewOf(false))).toMatchObject({
      id: '10101',
      key: 'SP-25',
      createdAt: Date.parse('2022-01-12T01:53:24.925Z'),
      description: '',
      fields: { title: 'Test Issue', body: null, priority: 'Medium', status: 'To Do' },
    });
  });

  test('an older issue of Data Center, with an assignee and its address', () => {
    const row = fileOf('jira-ruby/issue__10002.json') as IssueRow;
    const issue = toIssue(row, viewOf(false, answering(null), { sync_assignees: true }));
    expect(issue).toMatchObject({ id: '10002', key: 'SAMPLEPROJECT-1', fields: { priority: 'Major', status: 'Open' } });
    expect(issue.fields.assignee).toBe('admin@example.com');
    expect(issue.updatedAt).toBe(Date.parse('2011-12-13T21:26:06.030Z'));
  });

  test('pages of a search', async () => {
    const [{ response }] = exchangesOf('api-v2-fetchIssuesPage') as [Exchange];
    const what = { purpose: 'pull', jql: '', fields: [] } as const;
    const page = await search({ send: answering(response.body), cloud: false }, what, null);
    expect(page.issues.length).toBeGreaterThan(0);
    expect(page.total).toBe((response.body as { total: number }).total);
    expect(page.issues.map((row) => toIssue(row, viewOf(false)).key)).toEqual(
      (response.body as { issues: { key: string }[] }).issues.map(({ key }) => key),
    );
  });

  test('what can be done with an issue next', async () => {
    const row = issueIn('api-v2-transitionIssue') as IssueRow & { readonly transitions: unknown };
    const steps = await getTransitions({ send: answering({ transitions: row.transitions }), cloud: false }, row.id);
    expect(steps?.map(({ id, name, to }) => [id, name, to.name, to.statusCategory?.key]).slice(0, 2)).toEqual([
      ['21', 'To Do', 'To Do', 'new'],
      ['31', 'In Progress', 'In Progress', 'indeterminate'],
    ]);
  });

  test('comments', async () => {
    const send = answering(fileOf('jira-ruby/issue__10002__comment.json'));
    const page = await getComments({ send, cloud: false }, '10002', 0);
    expect(page?.total).toBe(2);
    expect(page?.comments.map((row) => toComment(row, viewOf(false)))[0]).toMatchObject({
      id: '10000',
      author: 'admin',
      at: expect.any(Number) as number,
      text: 'This is a comment. Creative.',
      origin: null,
    });
  });

  test.each(['cloud', 'server'])('every kind of field of a create screen that we write is read back (%s)', (kind) => {
    const { projects } = fileOf(
      `createmeta-mattermost/${kind}-get-create-issue-metadata-for-project-many-fields.json`,
    ) as {
      projects: { issuetypes: { fields: Record<string, FieldRow> }[] }[];
    };
    const format = formatOf({ cloud: kind === 'cloud' });
    const fields = projects.flatMap(({ issuetypes }) => issuetypes.flatMap((type) => Object.values(type.fields)));
    const known = fields.map(compact).filter(({ options }) => options.length > 0);
    const written = known.flatMap((field) => {
      const text = field.options[0]?.name ?? '';
      if (!['option', 'version', 'priority', 'component'].includes(field.schema.items ?? field.schema.type)) return [];
      expect(fromJira(field, toJira(field, text, format), format)).toBe(text);
      return [field.schema.items ?? field.schema.type];
    });
    expect(new Set(written).size).toBeGreaterThan(1);
  });
});

withRecordings('recorded refusals of real servers', () => {
  const project = (name: string, cloud: boolean) => {
    const failure = exchangesOf(name).filter(({ response }) => response.status === 404);
    return readProject({ send: replay(failure), cloud }, 'check', 'PROJECTNAMEBAD');
  };

  test.each([
    ['api-v3-projectKeyToProjectIdNonExtantProject', true],
    ['api-v2-projectKeyToProjectIdNonExtantProject', false],
  ])('a project that is not there (%s)', async (name, cloud) => {
    await expect(project(name, cloud)).rejects.toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  });

  const check = (name: string) => checkServer(replay(asVersion2(exchangesOf(name))), jiraSettings(PARAMS));

  test.each([
    ['invocation-validateInvocationCloudInvalidPassword', 'credentials', 'issue_tracker_user'],
    ['invocation-validateInvocationLocalInvalidPassword', 'credentials', 'issue_tracker_user'],
    ['api-v3-detectVersionNotJiraHost', 'settings', 'issue_tracker_server'],
  ])('%s', async (name, kind, param) => {
    await expect(check(name)).rejects.toMatchObject({ kind, param });
  });

  test('a refused issue that was really an anonymous request', async () => {
    const failed = exchangesOf('api-v3-addNewIssue').find(({ response }) => response.status === 400);
    const response = await replay(failed === undefined ? [] : [failed])({
      purpose: 'create',
      method: 'POST',
      path: '/rest/api/3/issue',
    });
    expect(response.status).toBe(400);
    expect(() => trusted(response)).toThrow(expect.objectContaining({ kind: 'credentials' }));
  });

  test.each([
    ['jira-ruby/issue__10002.invalid.put.json', "Field 'invalid' is not valid for this operation"],
    ['jira-ruby/issue__10002.put.missing_field_update.json', "one of 'fields' or 'update' required"],
  ])('the words of %s', (path, words) => {
    const error = refused({ status: 400, headers: {}, text: '', body: fileOf(path) });
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain(words);
  });

  /** Version 2 of the server's own description is asked for; the recordings have 3. And a refused login is our client's to tell. */
  function asVersion2(exchanges: readonly Exchange[]): readonly Exchange[] {
    return exchanges
      .filter(({ response }) => response.status !== 302)
      .map(({ request, response }) => {
        const url = request.url.replace('/rest/api/3/serverInfo', '/rest/api/2/serverInfo');
        const headers = response.status === 401 ? { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } : response.headers;
        return { request: { ...request, url }, response: { ...response, headers } };
      });
  }
});

test(
  isAtHand
    ? 'recordings of real Jiras are at hand'
    : 'recordings of real Jiras are not at hand: LOCKSTEP_FIXTURES names no folder with jira',
  () => expect(existsSync(folder)).toBe(isAtHand),
);
