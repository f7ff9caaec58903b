/** Reading records: what changed, who carries a marker, what is behind these ids. */
import type { Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Pulled, PullRequest } from '../../model/tracker.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { pullPages, readEither, type Load } from '../pages.ts';
import { BATCH, getRows, PAGE } from './api.ts';
import { fieldsOf, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';

const MARKED = 'correlation_idSTARTSWITHls-';
const NEWEST = '^ORDERBYDESCsys_updated_on^ORDERBYsys_id';

/**
 * One page after another of what a query finds. A part of a query that ServiceNow does not understand is left out: rows that
 * do not fit the question show that, and nothing is concluded from such an answer.
 */
const loading =
  (send: Send, view: View, { purpose, query, fits }: Wanted): Load =>
  async (offset) => {
    const { table } = view.settings;
    const { rows, total } = await getRows(send, { purpose, table, query, fields: fieldsOf(view), offset });
    const issues = rows.map((row) => toIssue(row, view));
    // The page is cut before the rights are looked at, and the total counts what is hidden.
    const counted = Math.min(PAGE, Math.max(rows.length, total - offset));
    if (issues.every(fits)) return { issues, total, rows: counted, hidden: counted - rows.length };
    throw new TrackerError(
      'settings',
      `ServiceNow left out a part of our question and answered with other records: the table "${table}" lacks a column (${view.settings.place.column} or correlation_id), or the account may not read it.`,
      { param: PARAM.table },
    );
  };

interface Wanted {
  readonly purpose: Purpose;
  readonly query: string;
  readonly fits: (issue: Issue) => boolean;
}

const isOurs = ({ marker }: Issue): boolean => marker !== null;

/** Newest first. Of marks like ours those that are none are people's own. */
export function pull(send: Send, view: View, request: PullRequest): Promise<Pulled> {
  const { home } = view.native;
  const below = `${view.settings.place.column}=${home}`;
  const isHere = ({ project }: Issue): boolean => project === home;
  const purpose = request.extent === 'changes' ? 'pull' : 'sweep';
  const wanted: Wanted =
    request.extent === 'project'
      ? { purpose, query: `${below}${NEWEST}`, fits: isHere }
      : { purpose, query: `${below}^${MARKED}${NEWEST}`, fits: (issue: Issue) => isHere(issue) && isOurs(issue) };
  return pullPages(loading(send, view, wanted), request);
}

/** Reads all of ours, or asks for these markers batch by batch, whichever is fewer requests; wherever they were moved to. */
export async function lookup(send: Send, view: View, markers: readonly string[]): Promise<readonly Issue[]> {
  const sought = new Set(markers);
  const load = (query: string): Load =>
    loading(send, view, { purpose: 'look-up', query: `${query}^ORDERBYsys_id`, fits: isOurs });
  const batches = chunks(markers, BATCH).map((some) => load(`correlation_idIN${some.join(',')}`));
  const found = await readEither({ all: load(MARKED), batches, pageSize: PAGE });
  return found.filter(({ marker }) => marker !== null && sought.has(marker));
}

/** Marks are asked for by the hundred, or everything is read page by page. */
export const lookupFloor = (asked: number, found: number): number =>
  Math.max(1, Math.min(Math.ceil(asked / BATCH), Math.ceil(found / PAGE)));

/** By id. One that is gone or hidden is simply not in the answer. */
export async function readByIds(send: Send, view: View, ids: readonly string[]): Promise<readonly Issue[]> {
  const { table } = view.settings;
  const found = await atOnce(chunks(ids, BATCH), async (some) => {
    const query = `sys_idIN${some.join(',')}`;
    const { rows } = await getRows(send, { purpose: 'read-back', table, query, fields: fieldsOf(view) });
    const wanted = new Set(some);
    return rows.map((row) => toIssue(row, view)).filter(({ id }) => wanted.has(id));
  });
  return found.flat();
}
