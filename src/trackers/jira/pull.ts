/** What changed? One query, newest first. */
import type { Issue } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import type { Known, Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose } from '../../model/transport.ts';
import { search } from './api.ts';
import { COMMON_LABEL, fieldsToRead, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { readPages, type Page } from './pages.ts';

/**
 * Below an issue that is as we know it there is nothing new, because the list is sorted by the time of the last change. An
 * issue that the index shows late can be below one that it showed in time: the daily sweep reads all pages.
 */
export async function pull(view: View, { extent, known, total }: PullRequest): Promise<Pulled> {
  const purpose: Purpose = extent === 'changes' ? 'pull' : 'sweep';
  const inProject = `project = ${view.native.projectId}`;
  const which = extent === 'project' ? inProject : `${inProject} AND labels = ${COMMON_LABEL}`;
  const query = { purpose, jql: `${which} ORDER BY updated DESC, key DESC`, fields: fieldsToRead(view) };
  const isSettled = (page: Page<Issue>): boolean =>
    extent === 'changes' && (page.total === null || page.total === total) && endsKnown(page, known);
  const load = async (next: string | null): Promise<Page<Issue>> => {
    const page = await search(view.api, query, next);
    return { ...page, issues: page.issues.map((row) => toIssue(row, view)) };
  };
  const pages = await readPages(load, isSettled);
  const { issues } = pages;
  const ours = issues.filter((issue) => issue.marker !== null || known(issue.id) !== undefined);
  const present = ours.filter((issue) => !isPast(issue, known));
  return {
    issues:
      extent === 'changes'
        ? present.filter((issue) => isNews(issue, known) || (pages.complete && known(issue.id) === undefined))
        : issues.filter((issue) => (extent === 'project' || ours.includes(issue)) && !isPast(issue, known)),
    seen: ours.map(({ id }) => id),
    total: totalOf(pages, { extent, total }, issues),
    complete: pages.complete,
  };
}

const isNews = (issue: Issue, known: Known): boolean => known(issue.id) !== undefined && !same(issue, known(issue.id));

/**
 * The index lags behind: what it shows of this issue is older than what we know. Only the times of touched issues are the
 * tracker's own, and an issue that was touched once is never untouched again.
 */
function isPast(issue: Issue, known: Known): boolean {
  const last = known(issue.id);
  return last !== undefined && isTouched(last) && (!isTouched(issue) || issue.updatedAt < last.updatedAt);
}

const isTouched = ({ createdAt, updatedAt }: Issue): boolean => updatedAt !== createdAt;

/** An issue that is known as it is comes after everything that is news. */
function endsKnown({ issues }: Page<Issue>, known: Known): boolean {
  const lastNews = issues.findLastIndex((issue) => isNews(issue, known) && !isPast(issue, known));
  return issues.slice(lastNews + 1).some((issue) => known(issue.id) !== undefined);
}

function totalOf(
  { total, complete }: { readonly total: number | null; readonly complete: boolean },
  request: Pick<PullRequest, 'extent' | 'total'>,
  issues: readonly Issue[],
): number {
  if (request.extent === 'project') return issues.filter(({ marker }) => marker !== null).length;
  return total ?? (complete ? issues.length : (request.total ?? issues.length));
}
