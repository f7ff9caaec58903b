/** Comments. Ours carry their origin in a property, which nobody sees. */
import type { Comment, Issue } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { refused, unexpected } from './answer.ts';
import { getComments, postComment, PROPERTY } from './api.ts';
import { formatOf } from './convert.ts';
import type { View } from './native.ts';
import { nameOf } from './people.ts';
import type { CommentRow } from './rows.ts';

/** The origin of comments that go with a change of status: nobody has to find them again. */
const WITH_CHANGE = 'ls-with-change';

export const commentBody = (view: View, markdown: string, origin = WITH_CHANGE): { readonly [name: string]: Json } => ({
  body: formatOf(view.native).render(markdown),
  properties: [{ key: PROPERTY, value: { origin } }],
});

export async function readComments(
  view: View,
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const all = await atOnce(ids, async (id) => [id, await commentsOf(view, id)] as const);
  return Object.fromEntries(all);
}

async function commentsOf(view: View, id: string): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  for (;;) {
    const page = await getComments(view.api, id, comments.length);
    if (page === null) return comments;
    comments.push(...page.comments.map((row) => toComment(row, view)));
    if (page.comments.length === 0 || comments.length >= page.total) return comments;
  }
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
