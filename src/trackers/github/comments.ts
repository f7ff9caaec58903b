/** Comments of issues. Ours end with a line that nobody sees in the rendered text. */
import type { Comment, Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Known } from '../../model/tracker.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { bodyOf, obstacleIn, unexpected, wordsOf } from './answer.ts';
import { postComment, type Api } from './api.ts';
import { originIn, unixLines, withOrigin, withoutOrigin } from '../text/comment-block.ts';
import { pathOf, placeIn } from './convert.ts';
import { askComments, type Commented, type CommentNode } from './graph.ts';
import type { View } from './native.ts';
import type { Person } from './rows.ts';
import { quietMarkdown } from './text.ts';

/** Issues whose comments one question asks for. */
export const COMMENT_BATCH = 50;

export async function readComments(
  api: Api,
  view: View,
  ids: readonly string[],
  known: Known,
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const found = await atOnce(chunks(ids, COMMENT_BATCH), (some) => commentsOf(api, view, some, known));
  return Object.fromEntries(found.flat());
}

type Said = readonly [id: string, comments: readonly Comment[]];

async function commentsOf(api: Api, view: View, ids: readonly string[], known: Known): Promise<readonly Said[]> {
  const places = ids.map((id) => placeOf(id, known, view));
  const wanted = [...Map.groupBy(places, ({ repository }) => repository)].map(([repository, all]) => ({
    repository,
    numbers: all.map(({ number }) => number),
  }));
  const answers = await askComments(api, wanted);
  return atOnce(answers, async ([repository, issue]) => {
    const place = places.find((one) => one.repository === repository && one.number === issue.number);
    const nodes = await wholeTalk(api, repository, issue);
    return [place?.id ?? '', nodes.map(toComment)] as const;
  });
}

const placeOf = (id: string, known: Known, view: View) => ({
  id,
  ...placeIn(known(id)?.key ?? `#${id.split('-').at(-1) ?? ''}`, view),
});

/** Further pages, for talks of more than a hundred comments. */
async function wholeTalk(api: Api, repository: string, issue: Commented): Promise<readonly CommentNode[]> {
  const nodes = [...issue.comments.nodes];
  for (let { pageInfo } = issue.comments; pageInfo.hasNextPage;) {
    const wanted = [{ repository, numbers: [issue.number] }];
    const [answer] = await askComments(api, wanted, pageInfo.endCursor);
    if (answer === undefined) break;
    nodes.push(...answer[1].comments.nodes);
    pageInfo = answer[1].comments.pageInfo;
  }
  return nodes;
}

const toComment = ({ databaseId, body, createdAt, author }: CommentNode): Comment => {
  const text = unixLines(body);
  return {
    id: String(databaseId),
    author: author?.login ?? 'somebody',
    at: Date.parse(createdAt),
    text: withoutOrigin(text),
    origin: originIn(text),
  };
};

interface CommentRow {
  readonly id: number;
  readonly body?: string;
  readonly created_at: string;
  readonly user: Person | null;
}

/** `origin` null: a comment that need not be recognised. */
export async function writeComment(
  api: Api,
  view: View,
  { key }: Pick<Issue, 'key'>,
  { text, origin }: { readonly text: string; readonly origin: string | null },
): Promise<Comment> {
  const quiet = quietMarkdown(text);
  const response = await postComment(api, pathOf(key, view), origin === null ? quiet : withOrigin(quiet, origin));
  if (response.status !== 201)
    throw whyNot(response.status, key, obstacleIn(response), wordsOf(response)) ?? unexpected(response);
  const { id, body = '', created_at: createdAt, user } = bodyOf<CommentRow>(response);
  return toComment({ databaseId: id, body, createdAt, author: user });
}

function whyNot(status: number, key: string, obstacle: TrackerError | null, words: string): TrackerError | null {
  if (obstacle !== null || status >= 500) return obstacle;
  if (status === 404 || status === 410)
    return new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);
  return new TrackerError(
    'refused',
    `GitHub does not take a comment on ${key}: ${words}. Unlock it where it is locked.`,
  );
}
