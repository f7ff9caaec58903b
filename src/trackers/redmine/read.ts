/** Reading issues: what changed, who carries a marker, what is behind these ids. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueField } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { getIssue, getIssues, memberOf, PAGE, type IssuePage, type IssueRow } from './api.ts';
import { SEARCHABLE } from './block.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';
import { readPages } from './pages.ts';

/** Contains; works for text fields and for custom fields that are used as a filter. */
export const CONTAINS = '~';

export const marked = ({ markerField }: View): Record<string, string> =>
  markerField === null
    ? { description: `${CONTAINS}${SEARCHABLE}` }
    : { [`cf_${markerField}`]: `${CONTAINS}${SEARCHABLE.slice(1)}` };

/** Newest first. The whole issue is compared, because two changes in one second have the same time. */
export async function pull(send: Send, view: View, request: PullRequest): Promise<Pulled> {
  const { extent, known, total } = request;
  const ofProject = {
    project_id: String(view.native.projectId),
    subproject_id: '!*',
    sort: 'updated_on:desc,id:desc',
  };
  const query = extent === 'project' ? ofProject : { ...ofProject, ...marked(view) };
  const purpose: Purpose = extent === 'changes' ? 'pull' : 'sweep';
  const isKnown = ({ id }: Issue): boolean => known(id) !== undefined;
  const isOurs = (issue: Issue): boolean => issue.marker !== null || isKnown(issue);
  // A marked issue that nobody here knows is another connection's: it must not make us read on, run after run.
  const isNews = (issue: Issue): boolean => isKnown(issue) && !same(issue, known(issue.id));
  const enough = (page: IssuePage): boolean =>
    extent === 'changes' && page.total_count === total && !page.issues.some((row) => isNews(toIssue(row, view)));
  const pages = await readPages((offset) => getIssues(send, purpose, query, offset), enough);
  const issues = pages.rows.map((row) => toIssue(row, view));
  const ours = issues.filter(isOurs);
  return {
    issues:
      extent === 'project'
        ? issues
        : extent === 'marked'
          ? ours
          : ours.filter((issue) => isNews(issue) || (pages.complete && !isKnown(issue))),
    seen: ours.map(({ id }) => id),
    total: extent === 'project' ? issues.filter(({ marker }) => marker !== null).length : pages.total,
    complete: pages.complete,
  };
}

/** By id, across all projects. One that is gone or hidden is simply not in the answer. */
export async function readByIds(send: Send, view: View, ids: readonly string[]): Promise<readonly Issue[]> {
  const found: Issue[] = [];
  for (const some of chunks(ids, PAGE)) {
    const { issues } = await getIssues(send, 'read-back', { issue_id: some.join(',') });
    found.push(...issues.map((row) => toIssue(row, view)));
  }
  return found;
}

const JOURNAL_NAMES: Readonly<Record<IssueField, string>> = {
  title: 'subject',
  body: 'description',
  priority: 'priority_id',
  status: 'status_id',
  parent: 'parent_id',
  custom: 'cf',
  labels: '',
  assignee: 'assigned_to_id',
};

/** From the journal: the last entry about this field, else the creation. One request per issue. */
export async function fieldTimes(
  send: Send,
  ids: readonly string[],
  field: IssueField,
): Promise<Record<string, Instant | null>> {
  const times: Record<string, Instant | null> = {};
  await atOnce(ids, async (id) => {
    const response = await getIssue(send, id, 'journals');
    times[id] = response.status === 404 || response.status === 403 ? null : timeOf(memberOf(response, 'issue'), field);
  });
  return times;
}

function timeOf({ journals = [], created_on: created }: IssueRow, field: IssueField): Instant {
  const name = JOURNAL_NAMES[field];
  const last = journals.findLast(({ details }) => details.some((one) => one.name === name || one.property === name));
  return Date.parse(last?.created_on ?? created);
}

export const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
