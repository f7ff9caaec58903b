/** The discussion of a work item: newest first, in pages of at most 200; every comment is a revision. */
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { sanitized } from './fake-html.ts';
import { commentJson, failed, failure } from './fake-json.ts';
import { addComment } from './fake-patch.ts';
import type { Call } from './fake-call.ts';
import { mayWrite, touch, type Item } from './fake-world.ts';

export function listComments({ query }: Call, item: Item): FakeAnswer {
  const from = Number(query.get('continuationToken') ?? 0);
  const size = Math.min(200, Number(query.get('$top') ?? 200));
  const all = item.comments.filter(({ deleted }) => !deleted).toReversed();
  const page = all.slice(from, from + size);
  const next = from + size < all.length ? String(from + size) : null;
  return jsonAnswer(200, {
    totalCount: all.length,
    count: page.length,
    comments: page.map((comment) => commentJson(item, comment)),
    ...(next === null ? {} : { continuationToken: next }),
  });
}

export function addComments({ world, account, body, now }: Call, item: Item): FakeAnswer {
  if (!mayWrite(account, item.project)) return failure(failed(403, 'AccessCheckException', 'TF237111: No permission.'));
  const { text = '' } = body as { readonly text?: string };
  addComment(item, account, sanitized(text), now);
  touch(world, item, now);
  const made = item.comments.at(-1);
  return made === undefined ? null : jsonAnswer(200, commentJson(item, made));
}
