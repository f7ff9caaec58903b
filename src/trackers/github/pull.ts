/** What changed, and all of ours. */
import type { Issue } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import { listOf } from './answer.ts';
import { getIssues, type Api } from './api.ts';
import { isDuplicate, placeAtHome, toIssue } from './convert.ts';
import type { Reply } from './follow.ts';
import { askAll } from './graph.ts';
import { readingOf, type View } from './native.ts';
import { fromNode, fromRow, type IssueRow, type Row } from './rows.ts';

const atHome = (row: Row, view: View): Issue => toIssue(row, placeAtHome(row.number, view), view);

export const pull = (api: Api, view: View, request: PullRequest): Promise<Pulled> =>
  request.extent === 'changes' ? changes(api, view, request) : sweep(api, view, request);

/** All of ours, or everything; pages begin after an issue, so that none is passed over. */
async function sweep(api: Api, view: View, { extent, known }: PullRequest): Promise<Pulled> {
  const isProject = extent === 'project';
  const rows = await rowsOf(api, view, { purpose: 'sweep', onlyOurs: !isProject });
  const all = rows.map((row) => ({ row, issue: atHome(row, view) }));
  const isOurs = (issue: Issue): boolean => issue.marker !== null || known(issue.id) !== undefined;
  const ours = all.flatMap(({ issue }) => (isOurs(issue) ? [issue] : []));
  const offered = all.flatMap(({ row, issue }) => (isOurs(issue) || !isDuplicate(row, view.settings) ? [issue] : []));
  return {
    issues: isProject ? offered : ours,
    seen: ours.map(({ id }) => id),
    total: isProject ? ours.filter(({ marker }) => marker !== null).length : ours.length,
    complete: true,
  };
}

export async function rowsOf(
  api: Api,
  { native, settings, extras }: View,
  { purpose, onlyOurs }: { readonly purpose: 'sweep' | 'look-up'; readonly onlyOurs: boolean },
): Promise<readonly Row[]> {
  const { repository } = native;
  const [label, creator] = onlyOurs ? [settings.markerLabel, native.creator] : [null, null];
  const nodes = await askAll(api, { purpose, repository, label, creator, extras });
  return nodes.map((node) => fromNode(node, repository));
}

/**
 * Newest first, to a page without news. Where the first page is the same as at the last pull, GitHub says only that (304);
 * nothing is seen then, and nothing has changed.
 */
async function changes(api: Api, view: View, request: PullRequest): Promise<Pulled> {
  const { cursor = null, total } = request;
  const question = { repository: view.native.repository, filter: filterOf(view) };
  const first = await getIssues(api, { ...question, page: 1, tag: tagIn(cursor, view) });
  if (cursor !== null && first.status === 304)
    return { issues: [], seen: [], total: total ?? 0, complete: false, cursor };
  const found = new Map<string, Issue>();
  let last = first;
  for (let page = 2; addTo(found, last, view, request) && hasNext(last); page += 1)
    last = await getIssues(api, { ...question, page, tag: null });
  return { ...toldOf([...found.values()], request, !hasNext(last)), ...cursorOf(first, view) };
}

/** Whether there was news. */
function addTo(found: Map<string, Issue>, response: Reply, view: View, { known }: PullRequest): boolean {
  const ours = issuesIn(response, view).filter(({ id, marker }) => marker !== null || known(id) !== undefined);
  for (const issue of ours) found.set(issue.id, issue);
  return ours.some((issue) => isNews(issue, known(issue.id)));
}

const isNews = (issue: Issue, known: Issue | undefined): boolean => known !== undefined && !same(issue, known);

function toldOf(ours: readonly Issue[], { known, total }: PullRequest, complete: boolean): Pulled {
  const isTold = (issue: Issue): boolean =>
    isNews(issue, known(issue.id)) || (complete && known(issue.id) === undefined);
  return {
    issues: ours.filter(isTold),
    seen: ours.map(({ id }) => id),
    total: complete ? ours.length : (total ?? ours.length),
    complete,
  };
}

const filterOf = ({ native, settings }: View): Readonly<Record<string, string>> =>
  settings.markerLabel === null ? { creator: native.creator ?? '' } : { labels: settings.markerLabel };

const issuesIn = (response: Reply, view: View): readonly Issue[] =>
  listOf<IssueRow>(response)
    .filter(({ pull_request: pullRequest }) => pullRequest === undefined)
    .map((row) => atHome(fromRow(row), view));

const hasNext = ({ headers }: Reply): boolean => (headers['link'] ?? '').includes('rel="next"');

/** What the answer was called, as long as it would be read in the same way. */
function cursorOf({ headers }: Reply, view: View): { readonly cursor?: string } {
  const tag = headers['etag'];
  return tag === undefined ? {} : { cursor: `${readingOf(view)} ${tag}` };
}

function tagIn(cursor: string | null, view: View): string | null {
  const reading = `${readingOf(view)} `;
  return cursor?.startsWith(reading) === true ? cursor.slice(reading.length) : null;
}
