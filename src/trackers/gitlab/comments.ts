/** Comments of issues. Ours end with a line that nobody sees in the rendered text. */
import type { Comment, Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Known } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { originIn, unixLines, withOrigin, withoutOrigin } from '../text/comment-block.ts';
import { bodyOf, listOf, obstacleIn, unexpected, wordsOf } from './answer.ts';
import { getNotes, PAGE, postNote, type Place } from './api.ts';
import { placeOf, placeOfIssue } from './convert.ts';
import type { View } from './native.ts';
import type { NoteRow } from './rows.ts';
import { quietMarkdown } from './text.ts';

export async function readComments(
  send: Send,
  view: View,
  ids: readonly string[],
  known: Known,
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const found = await atOnce(ids, async (id) => {
    const place = placeOf(id, known, view);
    return [id, place === null ? [] : await commentsOf(send, place)] as const;
  });
  return Object.fromEntries(found);
}

async function commentsOf(send: Send, place: Place): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  for (let page = 1; ; page += 1) {
    const response = await getNotes(send, place, page);
    if (response.status === 404) return comments;
    const rows = listOf<NoteRow>(response);
    comments.push(...rows.flatMap(crossing));
    if (rows.length < PAGE) return comments;
  }
}

/** What is for members only must not become a note, which everybody may read. Ours are always told, so that none is sent twice. */
function crossing(row: NoteRow): readonly Comment[] {
  const comment = toComment(row);
  const isInternal = row.internal === true || row.confidential === true;
  return row.system || (isInternal && comment.origin === null) ? [] : [comment];
}

function toComment({ id, body, author, created_at: at }: NoteRow): Comment {
  const text = unixLines(body);
  return {
    id: String(id),
    author: author?.name ?? 'somebody',
    at: Date.parse(at),
    text: withoutOrigin(text),
    origin: originIn(text),
  };
}

/** `origin` null: a comment that need not be recognised. */
export async function writeComment(
  send: Send,
  issue: Pick<Issue, 'key' | 'project'>,
  { text, origin }: { readonly text: string; readonly origin: string | null },
): Promise<Comment> {
  const quiet = quietMarkdown(text);
  const response = await postNote(send, placeOfIssue(issue), origin === null ? quiet : withOrigin(quiet, origin));
  if (response.status === 201) return toComment(bodyOf<NoteRow>(response));
  const { status } = response;
  if (status === 404)
    throw new TrackerError('gone', `${issue.key} is not there any more, or is hidden from this account.`);
  if (status >= 500 || obstacleIn(response) !== null) throw unexpected(response);
  throw new TrackerError(
    'refused',
    `GitLab does not take a comment on ${issue.key}: ${wordsOf(response)}. Unlock its discussion where it is locked.`,
  );
}
