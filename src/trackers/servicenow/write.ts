/** Writing records. ServiceNow drops columns that the account may not write without a word, so answers are compared. */
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { complaintOf, patchRow, postBatch, postRow, resultOf, unexpected, type Row, type Writing } from './api.ts';
import { origined } from './comments.ts';
import { changeRecord, draftRecord, fieldsOf, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';

type Answer = Pick<TrackerResponse, 'status' | 'body'>;

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** Up to `CREATES` in one request; one alone goes without the wrapping. */
export async function create(send: Send, view: View, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> {
  const writings = drafts.map((draft) => writingOf(view, draft));
  const [only] = writings;
  if (only === undefined) return [];
  if (writings.length === 1) return [made(await postRow(send, only), view, drafts[0])];
  // What the batch found no time for was not begun.
  const served = new Map((await postBatch(send, writings)).map((one): [string, Answer] => [one.id, one]));
  return atOnce(writings, async (writing) => {
    const draft = drafts.find(({ marker }) => marker === writing.id);
    return made(served.get(writing.id) ?? (await postRow(send, writing)), view, draft);
  });
}

const writingOf = (view: View, draft: IssueDraft): Writing & { readonly id: string } => ({
  id: draft.marker,
  purpose: 'create',
  table: view.settings.table,
  record: draftRecord(draft, view),
  fields: fieldsOf(view),
});

/** A create whose mark was dropped would be made anew, run after run: that stops the run. */
function made(answer: Answer, view: View, draft: IssueDraft | undefined): WriteOutcome {
  if (answer.status !== 201 && answer.status !== 200) return no(refusal(answer));
  const issue = toIssue(resultOf(answer) as Row, view);
  if (draft !== undefined && issue.marker !== draft.marker) {
    throw new TrackerError(
      'settings',
      `ServiceNow made ${issue.key} without our mark: the account may not write correlation_id in the table "${view.settings.table}". Allow it, and delete ${issue.key}.`,
      { param: PARAM.table },
    );
  }
  return { ok: true, issue };
}

function refusal(answer: Answer): TrackerError {
  if (answer.status >= 500) return unexpected(answer);
  if (answer.status === 401)
    return new TrackerError('credentials', 'ServiceNow does not accept the credentials (401).');
  const words = complaintOf(answer);
  const said = words === '' ? `it answered ${answer.status}` : `"${words}"`;
  return new TrackerError(
    'refused',
    `ServiceNow refuses it: ${said}. A mandatory column gets its value in ${PARAM.customFields}, or in ${PARAM.closing} where closing asks for it.`,
  );
}

export const update = (send: Send, view: View, changes: readonly IssueChange[]): Promise<readonly WriteOutcome[]> =>
  atOnce(changes, (change) => patch(send, view, change));

async function patch(send: Send, view: View, change: IssueChange): Promise<WriteOutcome> {
  const { issue, comment } = change;
  const { table, commentField, options } = view.settings;
  const origin = options.comments ? (change.marker ?? issue.marker) : null;
  const words = comment === null ? {} : { [commentField]: origined(comment, origin) };
  const record = { ...changeRecord(change, view), ...words };
  const answer = await patchRow(send, issue.id, { purpose: 'update', table, record, fields: fieldsOf(view) });
  if (answer.status === 404) return no(gone(issue));
  if (answer.status !== 200) return no(refusal(answer));
  return confirmed(change, toIssue(resultOf(answer) as Row, view));
}

const gone = ({ key }: Issue): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

type Ignored = readonly [field: string, wanted: unknown, got: unknown];

/** What was asked for against what the answer shows. */
function confirmed(change: IssueChange, issue: Issue): WriteOutcome {
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  const what = ignored.map(([field, want, got]) => `${field}: wanted ${show(want)}, it shows ${show(got)}`).join('; ');
  const message = `ServiceNow took the request but ignored a part of it. ${what}. A rule or policy of the table, or the rights of the account on that column, are the reason.`;
  return no(new TrackerError('refused', message));
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);

function ignoredFields({ fields, marker }: IssueChange, issue: Issue): readonly Ignored[] {
  const names = Object.keys(fields) as (keyof IssueFields)[];
  const wanted: readonly Ignored[] = [
    ...names.map((name): Ignored => [name, fields[name], issue.fields[name]]),
    ...(marker === null ? [] : [['marker', marker, issue.marker] as const]),
  ];
  return wanted.filter(([field, want, got]) => !(isLeftAlone(field, want) || same(want, got)));
}

/** Status '' and priority null mean that the parameters leave it alone; the others there are none of. */
const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') ||
  (field === 'priority' && wanted === null) ||
  ['parent', 'labels', 'assignee'].includes(field);
