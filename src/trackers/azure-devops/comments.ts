/** The discussion of a work item. */
import type { Comment, Issue } from '../../model/issue.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { fromHtml } from '../text/html.ts';
import { splitOrigin, withOrigin } from '../text/origin.ts';
import { getComments, postComment, type CommentRow } from './api.ts';
import { fittingHtml } from './convert.ts';
import { bodyOf, failure, unexpected } from './errors.ts';
import type { View } from './native.ts';

const REST = '*The rest is in the task.*';

/** Work item by work item, 200 comments each; wherever they were moved to. */
export async function readComments(
  send: Send,
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const all = await atOnce(ids, async (id) => [id, await commentsOf(send, id)] as const);
  return Object.fromEntries(all);
}

async function commentsOf(send: Send, id: string): Promise<readonly Comment[]> {
  const rows: CommentRow[] = [];
  for (let token: string | null = null; ;) {
    const response = await getComments(send, id, token);
    if (response.status === 404) return [];
    const page: { readonly comments?: readonly CommentRow[]; readonly continuationToken?: string | null } =
      bodyOf(response);
    if (!Array.isArray(page.comments)) throw unexpected(response);
    rows.push(...page.comments);
    token = page.continuationToken ?? null;
    if (token === null) break;
  }
  const shown = rows.filter(({ isDeleted }) => isDeleted !== true);
  return shown.toSorted((a, b) => idOf(a) - idOf(b)).map(toComment);
}

const idOf = ({ id, commentId = 0 }: CommentRow): number => id ?? commentId;

function toComment(row: CommentRow): Comment {
  const { text = '', format, createdBy, createdDate } = row;
  const markdown = format === 'markdown' ? text : fromHtml(text);
  return {
    id: String(idOf(row)),
    author: createdBy?.displayName ?? 'somebody',
    at: Date.parse(createdDate),
    ...splitOrigin(markdown),
  };
}

/** `origin` null: a comment that need not be recognised. */
export const commentHtml = (markdown: string, origin: string | null): string =>
  withOrigin(fittingHtml(markdown, REST), origin);

export async function writeComment(
  send: Send,
  { native }: View,
  { id, project }: Issue,
  { text, origin }: { readonly text: string; readonly origin: string },
): Promise<Comment> {
  const place = project === native.projectName ? native.projectId : project;
  const response = await postComment(send, place, id, commentHtml(text, origin));
  if (response.status >= 400) throw failure(response.status, response.body) ?? unexpected(response);
  return toComment(bodyOf<CommentRow>(response));
}
