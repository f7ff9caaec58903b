/** What others recorded of gitlab.com, read by our own readers; and our requests beside those of a published client. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';
import { listOf } from './answer.ts';
import { getAccount, getIssues, getProject, postIssue, postNote, putIssue } from './api.ts';
import { readComments } from './comments.ts';
import { toIssue } from './convert.ts';
import { listing } from './list.ts';
import { wholeList } from './lists.ts';
import { isLeftBehind } from './moved.ts';
import type { View } from './native.ts';
import { gitlabSettings } from './params.ts';
import { fetchPeople } from './people.ts';
import { findProject, levelIn } from './project.ts';
import type { IssueRow, NoteRow, ProjectRow } from './rows.ts';

const FOLDER = process.env['LOCKSTEP_FIXTURES'] ?? '';

function fixture<T>(path: string): T | null {
  const file = join(FOLDER, path);
  return FOLDER !== '' && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

const missing = (path: string): string => `not at hand: LOCKSTEP_FIXTURES names no folder with ${path}`;

const settings = gitlabSettings({
  issue_tracker_project: 'group/demo',
  issue_tracker_custom_fields: '{"milestone":"a","due_date":"2026-01-01","weight":"1"}',
  sync_assignees: true,
  issue_tracker_user_map: '{"emilie@example.com":"emilie"}',
});

const viewFor = (projectId: number): View => ({
  settings,
  native: {
    projectId,
    path: 'group/demo',
    projectName: 'Demo',
    workflowLabels: [],
    milestones: {},
    epic: null,
    people: { 'emilie@example.com': 2_295_562 },
    warning: null,
  },
});

const answerOf = (body: unknown, headers: Readonly<Record<string, string>> = {}): TrackerResponse => ({
  status: 200,
  headers,
  body,
  text: JSON.stringify(body),
});

const replying =
  (answer: TrackerResponse): Send =>
  () =>
    Promise.resolve(answer);

const ISSUES = 'gitlab/devlake/issues.json';
const issues = fixture<{ rows: readonly { data: IssueRow }[] }>(ISSUES);

test(issues === null ? missing(ISSUES) : `${issues.rows.length} recorded issues are read field by field`, () => {
  const rows = (issues?.rows ?? []).map(({ data }) => data);
  for (const row of rows) {
    expect(toIssue(row, viewFor(row.project_id))).toMatchObject(expected(row));
    expect(toIssue(row, viewFor(1)).key).toBe(row.references?.full);
  }
  const assignees = rows.map((row) => toIssue(row, viewFor(row.project_id)).fields.assignee);
  expect(new Set(assignees).has('emilie@example.com')).toBe(issues !== null);
  // One was moved away: what is left of it is closed, and says where the copy is.
  const left = rows.filter((row) => isLeftBehind(row, undefined)).map(({ state, moved_to_id: copy }) => [state, copy]);
  expect(left).toEqual(issues === null ? [] : [['closed', 54_114_370]]);
});

const expected = (row: IssueRow): object => ({
  id: `${row.project_id}-${row.iid}`,
  key: `#${row.iid}`,
  url: row.web_url,
  project: String(row.project_id),
  updatedAt: Date.parse(row.updated_at),
  createdAt: Date.parse(row.created_at),
  marker: null,
  description: (row.description ?? '').replaceAll('\r\n', '\n'),
  fields: {
    title: row.title,
    body: null,
    priority: null,
    status: row.state,
    parent: null,
    labels: row.labels.toSorted(),
    custom: customOf(row),
  },
});

const customOf = ({ milestone, due_date: date, weight }: IssueRow): object => ({
  milestone: milestone?.title ?? '',
  due_date: date ?? '',
  weight: `${weight ?? ''}`,
});

const MOVED = 'gitlab/go-gitlab/issue_move.json';
const moved = fixture<IssueRow>(MOVED);

test(moved === null ? missing(MOVED) : 'an issue of an older version, without references, is read too', () => {
  const row = moved ?? { iid: 11, project_id: 5 };
  expect([row.iid, row.project_id]).toEqual([11, 5]);
  if (moved === null) return;
  expect(toIssue(moved, viewFor(1))).toMatchObject({
    id: '5-11',
    key: '5#11',
    fields: { status: 'opened', labels: [] },
  });
  expect(toIssue(moved, viewFor(5)).fields.assignee).toBe('axel.block');
});

const NOTES = 'gitlab/devlake/mr_notes.json';
const notes = fixture<{ rows: readonly { data: NoteRow }[] }>(NOTES);

test(notes === null ? missing(NOTES) : 'of recorded notes those of people are comments', async () => {
  const rows = (notes?.rows ?? []).map(({ data }) => data);
  const known = () => undefined;
  const found = await readComments(replying(answerOf(rows)), viewFor(40), ['40-1'], known);
  const people = rows.filter(({ system }) => !system);
  expect(found['40-1']).toEqual(
    people.map(({ id, body, author, created_at: at }) => ({
      id: String(id),
      author: author?.name,
      at: Date.parse(at),
      text: body.replaceAll('\r\n', '\n').trim(),
      origin: null,
    })),
  );
});

interface Recording {
  readonly exchanges: readonly {
    readonly request: { readonly url: string };
    readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown };
  }[];
}

const COLLECTED = 'gitlab/jupiterone/collect.exchanges.json';
const collected = fixture<Recording>(COLLECTED);

test(collected === null ? missing(COLLECTED) : 'projects, members and counted lists are read', async () => {
  const exchanges = collected?.exchanges ?? [];
  const answer = (part: string): TrackerResponse | null => {
    const found = exchanges.find(({ request }) => request.url.includes(part));
    return found === undefined ? null : answerOf(found.response.body, found.response.headers);
  };
  const [projects, members, none] = ['/projects?owned', '19688677/members/all', '19556879/merge_requests?'].map(answer);
  expect([projects === null, members === null]).toEqual([collected === null, collected === null]);
  if (!projects || !members || !none) return;
  const rows = listOf<ProjectRow>(projects);
  const found = await Promise.all(rows.map((row) => findProject(replying(answerOf(row)), 'check', row.id)));
  expect(found.map((row) => [row.path_with_namespace, levelIn(row)])).toEqual([
    ['team-jupiterone/j1-gitbook-docs', 50],
    [rows[1]?.path_with_namespace, 40],
  ]);
  const people = await fetchPeople(replying(members), 19_688_677, {
    ...settings,
    users: { 'a@x.example': 'AdamIWilliams' },
  });
  expect(people).toEqual({ 'a@x.example': 6_290_829 });
  expect(members.headers['x-total']).toBe('3');
  const known = () => undefined;
  const { pageIn } = listing(replying(none), viewFor(1), { purpose: 'pull', query: {}, known });
  expect(pageIn(none)).toEqual({ issues: [], rows: 0, total: 0 });
  expect(none.headers['etag']).toMatch(/^W\/"[0-9a-f]{32}"$/);
});

const LABELS = 'gitlab/jupiterone/fetch-project-labels.exchanges.json';
const labels = fixture<Recording>(LABELS);

test(labels === null ? missing(LABELS) : 'labels are read by name', async () => {
  const found = (labels?.exchanges ?? []).filter(({ request }) => request.url.includes('/labels?'));
  expect(found.length > 0).toBe(labels !== null);
  for (const { response } of found) {
    const page = (response.body as readonly { name: string }[]).slice(0, 99);
    const all = await wholeList<{ name: string }>(replying(answerOf(page)), 1, 'labels');
    expect(all.every(({ name }) => typeof name === 'string' && name !== '')).toBe(true);
  }
});

interface Captures {
  readonly exchanges: readonly {
    readonly call: string;
    readonly request: {
      readonly method: string;
      readonly rawPath: string;
      readonly query: object;
      readonly body: unknown;
    };
  }[];
}

const SINCE = { updated_after: '2026-01-01T00:00:00Z', order_by: 'updated_at', sort: 'asc', per_page: '100' };
const PLACE = { project: 'grp/proj', iid: 1 };

/** One of our own functions for each request of the client that we have a use for. */
const OURS: Readonly<Record<string, (send: Send) => Promise<unknown>>> = {
  user: getAccount,
  project: (send) => getProject(send, 'check', 'grp/proj'),
  create: (send) =>
    postIssue(send, 'create', 'grp/proj', { description: 'D', labels: ['a', 'b'], issue_type: 'issue', title: 'T' }),
  'list updated': (send) => getIssues(send, { purpose: 'pull', project: 'grp/proj', query: SINCE }),
  'edit+close': (send) => putIssue(send, PLACE, { state_event: 'close', add_labels: ['c'], remove_labels: ['a'] }),
  note: (send) => postNote(send, PLACE, 'hi'),
};

/** It sends labels as one text, which is taken as well as the list that the official description has. */
const listed = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([name, value]: [string, unknown]) => [
    name,
    name.endsWith('labels') && typeof value === 'string' ? value.split(',') : value,
  ]);
  return Object.fromEntries(entries) as unknown;
};

test.each(Object.entries(OURS))('we ask as a published client does: %s', async (call, ask) => {
  const sent: TrackerRequest[] = [];
  await ask((request) => {
    sent.push(request);
    return Promise.resolve(answerOf([]));
  });
  const [ours] = sent;
  expect(sent).toHaveLength(1);
  const file = '_client-request-captures/gitlab.json';
  const theirs = fixture<Captures>(file)?.exchanges.find((one) => one.call === call)?.request;
  if (theirs === undefined) return;
  expect([ours?.method, ours?.path]).toEqual([theirs.method, theirs.rawPath]);
  expect(ours?.query ?? {}).toEqual(theirs.query);
  expect(ours?.body ?? null).toEqual(listed(theirs.body));
});
