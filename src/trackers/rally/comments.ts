/** Discussion posts as comments. */
import type { Comment, Issue } from '../../model/issue.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { fromHtml } from '../text/html.ts';
import { splitOrigin, withOrigin } from '../text/origin.ts';
import { getList, idOf, OR_LIMIT, PAGE, postCreate, writtenIn, type Ref } from './api.ts';
import { chunks } from '../chunks.ts';
import { fittingHtml } from './convert.ts';
import type { View } from './native.ts';
import { or, where } from './query.ts';

interface Post {
  readonly _ref: string;
  readonly ObjectID: number;
  readonly Text: string;
  readonly CreationDate: string;
  readonly User: Ref | null;
  readonly Artifact: Ref;
}

const FETCH = 'ObjectID,Text,CreationDate,User,Artifact';

const REST = '*The rest is in the task.*';

/** The posts of up to fifty items with one question (and one per 2,000 posts). */
export async function readComments(
  send: Send,
  view: View,
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const posts = await atOnce(chunks(ids, OR_LIMIT), (some) => postsOf(send, view, some));
  const byIssue = Map.groupBy(posts.flat(), ({ Artifact }) => idOf(Artifact._ref));
  return Object.fromEntries([...byIssue].map(([id, all]) => [id, all.map(toComment)]));
}

async function postsOf(send: Send, { native, settings }: View, ids: readonly string[]): Promise<readonly Post[]> {
  const query = or(...ids.map((id) => where('Artifact', '=', `/${settings.card.type}/${id}`)));
  const posts: Post[] = [];
  for (;;) {
    const page = await getList<Post>(send, {
      purpose: 'comment',
      path: 'conversationpost',
      fetch: FETCH,
      query,
      order: 'CreationDate,ObjectID',
      start: posts.length + 1,
      size: PAGE,
      scope: { workspace: native.workspace },
    });
    posts.push(...page.rows);
    if (posts.length >= page.total || page.rows.length === 0) return posts;
  }
}

function toComment({ ObjectID, Text, CreationDate, User }: Post): Comment {
  return {
    id: String(ObjectID),
    author: User?._refObjectName ?? 'somebody',
    at: Date.parse(CreationDate),
    ...splitOrigin(fromHtml(Text ?? '')),
  };
}

/** `origin` null: a comment that need not be recognised. */
export async function writeComment(
  send: Send,
  view: View,
  { id }: Pick<Issue, 'id'>,
  { text, origin }: { readonly text: string; readonly origin: string | null },
): Promise<Comment> {
  const Artifact = `/${view.settings.card.type}/${id}`;
  const Text = withOrigin(fittingHtml(text, REST), origin);
  const query = { workspace: view.native.workspace, fetch: FETCH };
  const response = await postCreate(send, {
    purpose: 'comment',
    type: 'conversationpost',
    fields: { Artifact, Text },
    query,
  });
  return toComment(writtenIn(response).object as unknown as Post);
}
