/** Who carries these markers? Asked across all projects, so that moved issues are found. */
import type { Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { PAGE, search } from './api.ts';
import { COMMON_LABEL, fieldsToRead, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { readPages } from './pages.ts';
import type { IssueRow } from './rows.ts';

/** So many markers are one query: its text stays below 3 kB, and its answer on one page. */
const BATCH = PAGE;

/** Where the first page shows all of ours, one request answers for any number of markers. */
export async function lookup(view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const batches = chunks(markers, BATCH);
  const all = batches.length > 1 ? await firstPage(view) : null;
  const rows = all ?? (await atOnce(batches, (batch) => carrying(view, `labels in (${batch.join(', ')})`))).flat();
  const wanted = new Set(markers);
  return rows.map((row) => toIssue(row, view)).filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** One request can be enough whatever is asked; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

const question = (view: View, which: string) =>
  ({ purpose: 'look-up', jql: `${which} ORDER BY key`, fields: fieldsToRead(view) }) as const;

/** null: there are more than fit on it. */
async function firstPage(view: View): Promise<readonly IssueRow[] | null> {
  const page = await search(view.api, question(view, `labels = ${COMMON_LABEL}`), null);
  return page.next === null ? page.issues : null;
}

/** An issue that slipped through while the list shifted would be taken for absent, and created twice: rather no answer. */
async function carrying(view: View, which: string): Promise<readonly IssueRow[]> {
  const { issues, complete } = await readPages((next) => search(view.api, question(view, which), next));
  if (complete) return issues;
  throw new TrackerError('busy', "Jira's list of issues kept changing while it was read; the next run asks again.");
}
