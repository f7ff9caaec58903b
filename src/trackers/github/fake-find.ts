/** Lists of the fake, page by page; and its search, which shows the past. */
import type { WireResponse } from '../../http/wire.ts';
import { jsonAnswer } from '../fake.ts';
import { said, type Call, type RepositoryCall } from './fake-call.ts';
import { issueJson } from './fake-json.ts';
import { isSame, present, roleIn, type Issue } from './fake-world.ts';

/** Rows of one page, with links to its neighbours, and a name by which the same answer is known. */
export function paged<T>(
  call: Call,
  all: readonly T[],
  { show, nameOf }: { readonly show: (row: T) => unknown; readonly nameOf: (row: T) => string },
): WireResponse {
  const { query, root, path, headers, account } = call;
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const at = Math.max(1, Number(query.get('page') ?? 1));
  const rows = all.slice((at - 1) * size, at * size);
  const last = Math.max(1, Math.ceil(all.length / size));
  const tag = `W/"${hashed([account?.login ?? '', query.toString(), ...rows.map(nameOf)].join('|'))}"`;
  const to = (page: number, rel: string): string =>
    `<${root}${path}?${new URLSearchParams({ ...Object.fromEntries(query), page: String(page) }).toString()}>; rel="${rel}"`;
  const links = [...(at > 1 ? [to(at - 1, 'prev')] : []), ...(at < last ? [to(at + 1, 'next'), to(last, 'last')] : [])];
  const more = { etag: tag, ...(links.length === 0 ? {} : { link: links.join(', ') }) };
  if (headers['if-none-match'] === tag) return { status: 304, headers: more, text: '' };
  return jsonAnswer(200, rows.map(show), more);
}

/** 32 bits are enough for a fake. */
function hashed(text: string): string {
  let hash = 7;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return (hash >>> 0).toString(16);
}

const second = (at: number): number => Math.floor(at / 1_000);

export function listIssues(call: RepositoryCall): WireResponse {
  const { query, repository, root } = call;
  const wanted = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const creator = query.get('creator');
  const state = query.get('state') ?? 'open';
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
  const way = query.get('direction') === 'asc' ? 1 : -1;
  const time = (issue: Issue): number => second(query.get('sort') === 'updated' ? issue.updated : issue.created);
  const found = present(repository)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter(({ labels }) => wanted.every((label) => labels.some((own) => isSame(own, label))))
    .filter((issue) => creator === null || isSame(issue.creator, creator))
    .filter(({ updated }) => second(updated) * 1_000 >= since)
    .toSorted((one, other) => way * (time(one) - time(other) || one.number - other.number));
  return paged(call, found, {
    show: (issue) => issueJson(root, issue),
    nameOf: ({ id, version }) => `${id}.${version}`,
  });
}

/** What stood in an issue when it was last looked at: it came into its repository that long ago, or longer. */
export function search(call: Call): WireResponse {
  const { world, query, account, now, root, indexLag } = call;
  const q = query.get('q') ?? '';
  const words = [...q.matchAll(/"([^"]*)"/g)].map(([, word]) => word ?? '');
  if (q.length > 256 || words.length > 6)
    return said(422, 'Validation Failed', [{ message: 'The search is too long' }]);
  const owner = /\buser:(\S+)/.exec(q)?.[1];
  const items = world.repositories
    .filter((repository) => roleIn(repository, account) !== null)
    .filter((repository) => owner === undefined || isSame(repository.owner, owner))
    .flatMap(present)
    .filter(({ since, isPullRequest }) => since <= now - indexLag && !isPullRequest)
    .filter(({ body }) => words.some((word) => (body ?? '').includes(word)));
  return jsonAnswer(200, {
    total_count: items.length,
    incomplete_results: false,
    search_type: 'lexical',
    items: items.slice(0, 100).map((issue) => ({ ...issueJson(root, issue), score: 1 })),
  });
}
