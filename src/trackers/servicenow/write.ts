/** Writing records. ServiceNow drops columns that the account may not write without a word, so answers are compared. */
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { complaintOf, resultOf, unexpected, type Answer, type Part, type Row } from './api.ts';
import { sendAll, type Desk, type Told } from './batch.ts';
import { origined } from './comments.ts';
import { changeRecord, draftRecord, fieldsOf, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** Answers are known by the mark. */
export async function create(desk: Desk, view: View, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> {
  const { table } = view.settings;
  const fields = fieldsOf(view);
  const parts = drafts.map((draft): Part => [
    draft.marker,
    { table, id: null, record: draftRecord(draft, view), fields },
  ]);
  const told = await sendAll(desk, 'create', parts);
  return told.map((answer, at) => (answer instanceof TrackerError ? no(answer) : made(answer, view, drafts[at])));
}

/** A create whose mark was dropped would be made anew, run after run, and one without its place is lost to people: that stops the run. */
function made(answer: Answer, view: View, draft: IssueDraft | undefined): WriteOutcome {
  if (answer.status !== 201 && answer.status !== 200) return no(refusal(answer));
  const issue = toIssue(resultOf(answer) as Row, view);
  if (draft !== undefined && issue.marker !== draft.marker)
    throw madeWithout('our mark', 'correlation_id', issue, view);
  if (issue.project !== view.native.home) throw madeWithout('its place', view.settings.place.column, issue, view);
  return { ok: true, issue };
}

const madeWithout = (what: string, column: string, { key }: Issue, { settings: { table } }: View): TrackerError =>
  new TrackerError(
    'settings',
    `ServiceNow made ${key} without ${what}: the account may not write ${column} in the table "${table}". Allow it, and delete ${key}.`,
    { param: PARAM.table },
  );

function refusal(answer: Answer): TrackerError {
  if (answer.status >= 500) return unexpected(answer);
  if (answer.status === 429)
    return new TrackerError(
      'down',
      'ServiceNow turned it away, because a limit is reached (429); the next run goes on.',
    );
  if (answer.status === 401)
    return new TrackerError('credentials', 'ServiceNow does not accept the credentials (401).');
  const words = complaintOf(answer);
  const said = words === '' ? `it answered ${answer.status}` : `"${words}"`;
  return new TrackerError(
    'refused',
    `ServiceNow refuses it: ${said}. A mandatory column gets its value in ${PARAM.customFields}, or in ${PARAM.closing} where closing asks for it.`,
  );
}

/** Answers are known by the number of the record. A comment goes with its change. */
export async function update(
  desk: Desk,
  view: View,
  changes: readonly IssueChange[],
): Promise<readonly WriteOutcome[]> {
  const { table } = view.settings;
  const fields = fieldsOf(view);
  const parts = changes.map((change): Part => {
    const { id } = change.issue;
    return [id, { table, id, record: { ...changeRecord(change, view), ...saidIn(change, view) }, fields }];
  });
  const told = await sendAll(desk, 'update', parts);
  return changes.map((change, at) => outcomeOf(change, told[at], view));
}

/** Where comments come back as notes, ours are known by an origin. */
function saidIn({ comment, marker, issue }: IssueChange, { settings }: View): Readonly<Record<string, string>> {
  const { commentField, options } = settings;
  if (comment === null) return {};
  return { [commentField]: origined(comment, options.comments ? (marker ?? issue.marker) : null) };
}

function outcomeOf(change: IssueChange, told: Told | undefined, view: View): WriteOutcome {
  if (told === undefined) throw new Error('a change without an outcome');
  if (told instanceof TrackerError) return no(told);
  if (told.status === 404) return no(gone(change.issue));
  if (told.status !== 200) return no(refusal(told));
  return confirmed(change, toIssue(resultOf(told) as Row, view));
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
