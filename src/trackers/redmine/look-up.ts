/** Who carries these markers? Asked across all projects, so that moved issues are found. */
import type { Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { chunks } from '../chunks.ts';
import { getIssues, PAGE, type IssuePage, type IssueRow } from './api.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';
import { readPages } from './pages.ts';
import { CONTAINS, marked } from './read.ts';

/**
 * Redmine keeps the filters of the last list in a session cookie of 4 kB and answers 500 when they do not fit, which on
 * 5.0 is between 70 and 80 markers. A description can be asked for one text only.
 */
const FIELD_BATCH = 50;
const DESCRIPTION_BATCH = 1;

/** Reads all of ours, or asks for these markers batch by batch, whichever is fewer requests. */
export async function lookup(send: Send, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const wanted = new Set(markers);
  const batches = chunks(markers, view.markerField === null ? DESCRIPTION_BATCH : FIELD_BATCH);
  const all = batches.length > 1 ? await allOfOurs(send, view, batches.length) : null;
  const rows = all ?? (await eachBatch(send, view, batches));
  return rows.map((row) => toIssue(row, view)).filter(({ marker }) => marker !== null && wanted.has(marker));
}

/** One request can be enough whatever is asked; what is found comes in pages. */
export const lookupFloor = (found: number): number => Math.max(1, Math.ceil(found / PAGE));

const load = (send: Send, query: Record<string, string>, offset: number): Promise<IssuePage> =>
  getIssues(send, 'look-up', { ...query, sort: 'id' }, offset);

/** null: there are so many pages of them that asking in batches is cheaper. */
async function allOfOurs(send: Send, view: View, batches: number): Promise<readonly IssueRow[] | null> {
  const first = await load(send, marked(view), 0);
  if (Math.ceil(first.total_count / PAGE) - 1 > batches) return null;
  const read = [first];
  return allPages(async (offset) => (offset === 0 ? read.pop() : undefined) ?? load(send, marked(view), offset));
}

async function eachBatch(
  send: Send,
  view: View,
  batches: readonly (readonly string[])[],
): Promise<readonly IssueRow[]> {
  const rows: IssueRow[] = [];
  for (const batch of batches) rows.push(...(await allPages((offset) => load(send, carrying(view, batch), offset))));
  return rows;
}

/** An issue that slipped through while the list shifted would be taken for absent, and created twice: rather no answer. */
async function allPages(page: (offset: number) => Promise<IssuePage>): Promise<readonly IssueRow[]> {
  const { rows, complete } = await readPages(page);
  if (complete) return rows;
  throw new TrackerError('busy', "Redmine's list of issues kept changing while it was read; the next run asks again.");
}

const carrying = ({ markerField }: View, markers: readonly string[]): Record<string, string> =>
  markerField === null
    ? { description: `${CONTAINS}#${markers[0] ?? ''}` }
    : { [`cf_${markerField}`]: markers.join('|') };
