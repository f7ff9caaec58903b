/** GitLab's filters of issues, as far as a client of ours meets them, and its pages. */
import { createHash } from 'node:crypto';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { sees, type FakeIssue, type FakeUser, type FakeWorld } from './fake-world.ts';

/** The visible issues that match, in the order asked for. */
export function queryIssues(world: FakeWorld, user: FakeUser | null, query: URLSearchParams): readonly FakeIssue[] {
  const iids = query.get('iids')?.split(',').map(Number) ?? null;
  const labels = query.get('labels')?.split(',') ?? [];
  const state = query.get('state') ?? 'all';
  const since = Date.parse(query.get('updated_after') ?? '') || 0;
  const found = [...world.issues.values()].filter(
    (issue) =>
      sees(user, issue) &&
      (iids === null || iids.includes(issue.iid)) &&
      labels.every((label) => issue.labels.includes(label)) &&
      (state === 'all' || issue.state === state) &&
      issue.updated >= since,
  );
  const key = query.get('order_by') === 'updated_at' ? 'updated' : 'created';
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  return found.toSorted((a, b) => sign * (a[key] - b[key] || a.id - b.id));
}

interface Page {
  readonly query: URLSearchParams;
  readonly counts: number;
  /** `If-None-Match` */
  readonly tag: string | null;
}

/** One page of a list; a number of them only up to a limit. The same answer again is a 304. */
export function pageOf(all: readonly unknown[], { query, counts, tag }: Page): FakeAnswer {
  const size = Math.min(100, Number(query.get('per_page')) || 20);
  const page = Number(query.get('page')) || 1;
  const rows = all.slice((page - 1) * size, page * size);
  const etag = `W/"${createHash('md5').update(JSON.stringify(rows)).digest('hex')}"`;
  const headers: Record<string, string> = {
    etag,
    'x-page': String(page),
    'x-per-page': String(size),
    'x-next-page': page * size < all.length ? String(page + 1) : '',
    ...(all.length > counts
      ? {}
      : { 'x-total': String(all.length), 'x-total-pages': String(Math.ceil(all.length / size)) }),
  };
  return tag === etag ? { status: 304, headers, text: '' } : jsonAnswer(200, rows, headers);
}
