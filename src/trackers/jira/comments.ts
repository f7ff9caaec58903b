/** Comments. Ours carry their origin in a property, which nobody sees. */
import type { Comment, Issue } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { refused, unexpected } from './answer.ts';
import { getComments, listComments, postComment, PROPERTY } from './api.ts';
import { formatOf } from './convert.ts';
import { shortened } from './format.ts';
import type { View } from './native.ts';
import { nameOf } from './people.ts';
import { readRows } from './read.ts';
import type { CommentRow } from './rows.ts';

/** The origin of comments that go with a change of status: nobody has to find them again. */
const WITH_CHANGE = 'ls-with-change';

const MORE = '*The rest is in the task.*';

export function commentBody(
  { native }: View,
  markdown: string,
  origin = WITH_CHANGE,
): { readonly [name: string]: Json } {
  const format = formatOf(native);
  return {
    body: format.render(shortened(markdown, format, MORE)),
    properties: [{ key: PROPERTY, value: { origin } }],
  };
}

type Rows = readonly CommentRow[];

/** Issues come with their comments, but without the properties of these: they are asked for afterwards. */
export async function readComments(
  view: View,
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const issues = await readRows(view, ids, ['comment']);
  const withComments = issues.flatMap(({ id, fields: { comment } }) =>
    comment !== undefined && comment.total > 0 ? [{ id, ...comment }] : [],
  );
  const found = view.api.cloud
    ? await withProperties(view, withComments)
    : await atOnce(withComments, async ({ id }) => [id, await allOf(view, id)] as const);
  return Object.fromEntries(found.map(([id, rows]) => [id, rows.flatMap((row) => crossing(row, view))]));
}

/** Jira's maximum for one question. */
const LISTED = 1000;

async function withProperties(
  view: View,
  issues: readonly { readonly id: string; readonly comments: Rows; readonly total: number }[],
): Promise<readonly (readonly [id: string, rows: Rows])[]> {
  const all = await atOnce(issues, async ({ id, comments, total }) => ({
    id,
    rows: comments.length < total ? await allOf(view, id) : comments,
  }));
  const ids = all.flatMap(({ rows }) => rows.map((row) => Number(row.id)));
  const listed = await atOnce(chunks(ids, LISTED), (some) => listComments(view.api, some));
  const byId = new Map(listed.flat().map((row) => [row.id, row.properties ?? []]));
  return all.map(({ id, rows }) => [id, rows.map((row) => ({ ...row, properties: byId.get(row.id) ?? [] }))]);
}

async function allOf(view: View, id: string): Promise<Rows> {
  const rows: CommentRow[] = [];
  for (;;) {
    const page = await getComments(view.api, id, rows.length);
    if (page === null) return rows;
    rows.push(...page.comments);
    if (page.comments.length === 0 || rows.length >= page.total) return rows;
  }
}

/** What is for a role, a group or the agents of a service desk only must not become a note, which everybody may read. */
const isForAll = ({ visibility = null, jsdPublic = true }: CommentRow): boolean => visibility === null && jsdPublic;

/** Ours are always told, so that none is sent twice. */
function crossing(row: CommentRow, view: View): readonly Comment[] {
  const comment = toComment(row, view);
  return comment.origin !== null || isForAll(row) ? [comment] : [];
}

export function toComment({ id, author, created, body, properties = [] }: CommentRow, { native }: View): Comment {
  return {
    id,
    author: nameOf(author),
    at: Date.parse(created),
    text: formatOf(native).markdown(body).trim(),
    origin: originOf(properties.find(({ key }) => key === PROPERTY)?.value),
  };
}

function originOf(value: unknown): string | null {
  const origin = typeof value === 'object' && value !== null ? (value as { origin?: unknown }).origin : undefined;
  return typeof origin === 'string' ? origin : null;
}

export async function leaveComment(view: View, id: string, text: string, origin?: string): Promise<Comment> {
  const response = await postComment(view.api, id, commentBody(view, text, origin));
  if (response.status === 201) return toComment(withOrigin(response.body as CommentRow, origin), view);
  if (response.status === 404) throw new TrackerError('gone', 'The issue is not there any more, or hidden.');
  if (response.status === 400 || response.status === 403 || response.status === 413) throw refused(response);
  throw unexpected(response);
}

/** The answer need not repeat the properties that came with the request. */
const withOrigin = (row: CommentRow, origin = WITH_CHANGE): CommentRow => ({
  ...row,
  properties: [{ key: PROPERTY, value: { origin } }],
});

export const comment = (view: View, { id }: Issue, text: string, origin: string): Promise<Comment> =>
  leaveComment(view, id, text, origin);
