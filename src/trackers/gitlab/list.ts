/** The project's list of issues, page by page. */
import { TrackerError } from '../../model/tracker-error.ts';
import type { Known } from '../../model/tracker.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import type { Load, Page } from '../pages.ts';
import { listOf } from './answer.ts';
import { getIssues, PAGE } from './api.ts';
import { idOf, placeOfRow, toIssue } from './convert.ts';
import { isLeftBehind, type Left } from './moved.ts';
import type { View } from './native.ts';
import type { IssueRow } from './rows.ts';

export interface Question {
  readonly purpose: Purpose;
  readonly query: Readonly<Record<string, string>>;
  readonly known: Known;
  /** See `IssuesQuery`. */
  readonly tag?: string | null;
}

/** The question for all of ours. */
export const ours = ({ settings }: View): Readonly<Record<string, string>> => ({ labels: settings.markerLabel });

/** GitLab counts up to ten thousand; beyond that it does not say how many there are. */
const MANY = 1_000_000_000;

export interface List {
  readonly load: Load;
  /** What an answer holds. */
  readonly pageIn: (response: TrackerResponse) => Page;
  /** What was met of issues that were moved away, so far. */
  readonly left: readonly Left[];
}

export function listing(send: Send, view: View, question: Question): List {
  const left: Left[] = [];
  const pageIn = (response: TrackerResponse): Page => {
    const rows = listOf<IssueRow>(response);
    const [behind, here] = parted(rows, question.known);
    left.push(...behind);
    const total = Number(response.headers['x-total'] ?? MANY);
    return { issues: here.map((row) => toIssue(row, view)), rows: rows.length, total };
  };
  return { left, pageIn, load: async (offset) => pageIn(await askFrom(send, view, question, offset)) };
}

function parted(rows: readonly IssueRow[], known: Known): readonly [readonly Left[], readonly IssueRow[]] {
  const all = rows.map((row) => ({ id: idOf(placeOfRow(row)), row }));
  const isLeft = ({ id, row }: Left): boolean => isLeftBehind(row, known(id));
  return [all.filter(isLeft), all.flatMap((one) => (isLeft(one) ? [] : [one.row]))];
}

/** Where the texts of a page are too much for one answer, smaller ones are asked for. */
const SIZES = [PAGE, 20, 4, 1];

export async function askFrom(
  send: Send,
  { native }: View,
  { purpose, query, tag = null }: Question,
  offset: number,
): Promise<TrackerResponse> {
  for (const size of SIZES.filter((one) => offset % one === 0)) {
    const page = { per_page: String(size), page: String(offset / size + 1) };
    const asked = { purpose, project: native.projectId, query: { ...query, ...page }, tag };
    const response = await getIssues(send, asked);
    if (response.isTooLong !== true) return response;
  }
  throw new TrackerError('down', 'One issue of the project is too long to be read.');
}
