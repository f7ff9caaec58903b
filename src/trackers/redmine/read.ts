/** Reading issues: what changed, who carries a marker, what is behind these ids. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueField } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { getIssue, getIssues, memberOf, PAGE, type IssuePage, type IssueRow } from './api.ts';
import { SEARCHABLE } from './block.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';
import { readPages } from './pages.ts';

/**
 * Markers that one request asks for. Redmine keeps the filters of the last list in a session cookie of 4 kB and answers 500
 * when they do not fit, which on 5.0 is at 80 markers. A description can be asked for one text only.
 */
const FIELD_BATCH = 50;
const DESCRIPTION_BATCH = 1;

/** Contains; works for text fields and for custom fields that are used as a filter. */
const CONTAINS = '~';

const marked = ({ markerField }: View): Record<string, string> =>
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

/** Across all projects, so that moved issues are found. */
export async function lookup(send: Send, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  if (markers.length === 0) return [];
  const wanted = new Set(markers);
  const batches = chunks(markers, view.markerField === null ? DESCRIPTION_BATCH : FIELD_BATCH);
  const rows = (batches.length > 1 ? await allMarked(send, view, batches.length) : null) ?? [];
  if (rows.length === 0) for (const some of batches) rows.push(...(await allPages(send, carrying(view, some))));
  return rows.map((row) => toIssue(row, view)).filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** Whatever is asked, one request may find it; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

const carrying = ({ markerField }: View, markers: readonly string[]): Record<string, string> =>
  markerField === null
    ? { description: `${CONTAINS}#${markers[0] ?? ''}` }
    : { [`cf_${markerField}`]: markers.join('|') };

const ASK = { sort: 'id' };

const allPages = async (send: Send, query: Record<string, string>): Promise<readonly IssueRow[]> =>
  (await readPages((offset) => getIssues(send, 'look-up', { ...query, ...ASK }, offset))).rows;
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
};

/** From the journal: the last entry about this field, else the creation. One request per issue. */
export async function fieldTimes(
  send: Send,
  ids: readonly string[],
  field: IssueField,
): Promise<Record<string, Instant | null>> {
  const times: Record<string, Instant | null> = {};
  for (const id of ids) {
    const response = await getIssue(send, id, 'journals');
    times[id] = response.status === 404 || response.status === 403 ? null : timeOf(memberOf(response, 'issue'), field);
  }
  return times;
}

function timeOf({ journals = [], created_on: created }: IssueRow, field: IssueField): Instant {
  const name = JOURNAL_NAMES[field];
  const last = journals.findLast(({ details }) => details.some((one) => one.name === name || one.property === name));
  return Date.parse(last?.created_on ?? created);
}

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
