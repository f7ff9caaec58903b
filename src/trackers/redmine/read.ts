/** Reading issues: what changed, who carries a marker, what is behind these ids. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueField } from '../../model/issue.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { pullPages, type Load } from '../pages.ts';
import { getIssue, getIssues, memberOf, PAGE, type IssueRow } from './api.ts';
import { SEARCHABLE } from './block.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';

/** Contains; works for text fields and for custom fields that are used as a filter. */
export const CONTAINS = '~';

export const marked = ({ markerField }: View): Record<string, string> =>
  markerField === null
    ? { description: `${CONTAINS}${SEARCHABLE}` }
    : { [`cf_${markerField}`]: `${CONTAINS}${SEARCHABLE.slice(1)}` };

/** One page after another of the issues that such a query finds. */
export const loading =
  (send: Send, view: View, purpose: Purpose, query: Readonly<Record<string, string>>): Load =>
  async (offset) => {
    const { issues, total_count: total } = await getIssues(send, purpose, query, offset);
    return { issues: issues.map((row) => toIssue(row, view)), total };
  };

/** Newest first. */
export function pull(send: Send, view: View, request: PullRequest): Promise<Pulled> {
  const ofProject = {
    project_id: String(view.native.projectId),
    subproject_id: '!*',
    sort: 'updated_on:desc,id:desc',
  };
  const query = request.extent === 'project' ? ofProject : { ...ofProject, ...marked(view) };
  return pullPages(loading(send, view, request.extent === 'changes' ? 'pull' : 'sweep', query), request);
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
