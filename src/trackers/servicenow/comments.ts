/** Journal entries as comments: work notes, or what customers see. They are written into a column and read elsewhere. */
import type { Comment, Issue } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { BATCH, complaintOf, getRows, PAGE, sendRow, type Row } from './api.ts';
import { trimmed, unixLines } from './block.ts';
import { instantOf } from './convert.ts';
import type { View } from './native.ts';

export const JOURNAL = 'sys_journal_field';
const FIELDS = ['sys_id', 'element_id', 'element', 'value', 'sys_created_on', 'sys_created_by'];

/** What an entry of ours ends with: a line of its own. */
const ORIGIN = /(?:^|\n)\s*(ls-[a-z0-9-]{1,37})\s*$/;
/** What stands in it is taken for HTML. */
const CODE = /\[(?=\/?code\])/gi;

/** `origin` null: a comment that need not be recognised. */
export function origined(text: string, origin: string | null): string {
  const safe = trimmed(unixLines(text)).replaceAll(CODE, '[\u200b');
  return origin === null ? safe : `${safe}\n\n${origin}`;
}

/** The entries of up to a hundred records with one question (and one per 500 entries). */
export async function readComments(
  send: Send,
  view: View,
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly Comment[]>>> {
  const entries = await atOnce(chunks(ids, BATCH), (some) => entriesOf(send, view, `element_idIN${some.join(',')}`));
  const wanted = new Set(ids);
  const byIssue = Map.groupBy(entries.flat(), (row) => row['element_id'] ?? '');
  return Object.fromEntries([...byIssue].filter(([id]) => wanted.has(id)).map(([id, all]) => [id, all.map(toComment)]));
}

/** Of the one kind only: a part of the question that was left out would bring what customers, or only they, may not see. */
async function entriesOf(send: Send, { settings }: View, which: string): Promise<readonly Row[]> {
  const query = `${which}^element=${settings.commentField}^ORDERBYsys_created_on^ORDERBYsys_id`;
  const all: Row[] = [];
  // A page shrinks by what is hidden: only the total tells whether there is another.
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await getRows(send, { purpose: 'comment', table: JOURNAL, query, fields: FIELDS, offset });
    all.push(...rows);
    if (offset + PAGE >= total) return all.filter((row) => row['element'] === settings.commentField);
  }
}

function toComment(row: Row): Comment {
  const text = unixLines(row['value'] ?? '').replaceAll('[\u200b', '[');
  const origin = ORIGIN.exec(text)?.[1] ?? null;
  return {
    id: row['sys_id'] ?? '',
    author: row['sys_created_by'] || 'somebody',
    at: instantOf(row['sys_created_on'] ?? ''),
    text: origin === null ? text : text.replace(ORIGIN, '').trimEnd(),
    origin,
  };
}

/** The entry is asked for, because the answer to the write does not show it. */
export async function writeComment(
  send: Send,
  view: View,
  { id, key }: Pick<Issue, 'id' | 'key'>,
  { text, origin }: { readonly text: string; readonly origin: string },
): Promise<Comment> {
  const { table, commentField } = view.settings;
  const record = { [commentField]: origined(text, origin) };
  const answer = await sendRow(send, 'comment', { table, id, record, fields: ['sys_id'] });
  if (answer.status === 404)
    throw new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);
  if (answer.status !== 200)
    throw new TrackerError('refused', `ServiceNow refuses the comment: ${complaintOf(answer) || answer.status}.`);
  const found = (await entriesOf(send, view, `element_id=${id}^valueLIKE${origin}`)).map(toComment);
  const comment = found.find((one) => one.origin === origin);
  if (comment !== undefined) return comment;
  throw new TrackerError(
    'refused',
    `ServiceNow took the comment and does not show it: the account may not write ${commentField} of ${key}, or not read ${JOURNAL}.`,
  );
}
