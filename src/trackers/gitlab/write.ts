/** Writing issues. GitLab drops what an account may not set without a word, so what it answers is compared with what was asked. */
import type { Issue, IssueChange, IssueDraft, IssueField, WriteOutcome } from '../../model/issue.ts';
import { same, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Known } from '../../model/tracker.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { withdrawn } from '../withdrawn.ts';
import { bodyOf, obstacleIn, ServerFailed, settings, unexpected, wordsOf } from './answer.ts';
import { postIssue, putIssue, type Place } from './api.ts';
import { writeComment } from './comments.ts';
import { changeBody, draftBody, placeOfIssue, placeOfRow, toIssue } from './convert.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';
import { findProject } from './project.ts';
import { readByIds } from './read.ts';
import type { IssueRow } from './rows.ts';
import { stateOf } from './statuses.ts';

/** What an adapter writes with. */
export interface Desk {
  readonly send: Send;
  readonly view: View;
}

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** Of one issue only; the others go on. */
const isItsOwn = (error: unknown): error is TrackerError =>
  error instanceof TrackerError && ['refused', 'gone', 'moved'].includes(error.kind);

export async function create(desk: Desk, draft: IssueDraft): Promise<WriteOutcome> {
  try {
    return { ok: true, issue: await createOne(desk, draft) };
  } catch (error) {
    if (isItsOwn(error)) return no(error);
    throw error;
  }
}

/** Issues are created opened. If one cannot be closed, the next run sees it and says why. */
async function createOne({ send, view }: Desk, draft: IssueDraft): Promise<Issue> {
  const response = await postIssue(send, 'create', view.native.projectId, draftBody(draft, view));
  if (response.status !== 201) throw await whyNot(send, view, response);
  const row = bodyOf<IssueRow>(response);
  await assertMarked(send, view, row);
  const { status } = draft.fields;
  if (status === '' || stateOf(status, view.settings.workflow) === 'opened') return toIssue(row, view);
  const closed = await putIssue(send, placeOfRow(row), { state_event: 'close' });
  return toIssue(closed.status === 200 ? bodyOf<IssueRow>(closed) : row, view);
}

/**
 * Without its label nobody would find it again, and it would be made anew, run after run. So what cannot be labelled is closed, and
 * carries neither marker nor title any more.
 */
async function assertMarked(send: Send, { settings: { markerLabel } }: View, row: IssueRow): Promise<void> {
  if (row.labels.includes(markerLabel)) return;
  const title = withdrawn(row.title);
  bodyOf(await putIssue(send, placeOfRow(row), { title, description: '', state_event: 'close' }));
  throw settings(
    PARAM.project,
    `GitLab dropped the label "${markerLabel}" of the new issue #${row.iid} without a word, so it was closed again: the account ` +
      'needs the role Planner, Reporter or higher in the project.',
  );
}

/** A 403 or 404 may be about the project as a whole: then that is told, and the run stops. */
async function whyNot(send: Send, view: View, response: TrackerResponse): Promise<TrackerError> {
  const { status } = response;
  if (status >= 500) return unexpected(response);
  if (status === 403 || status === 404) await findProject(send, 'check', view.native.projectId);
  return obstacleIn(response) ?? new TrackerError('refused', `GitLab refuses it: ${wordsOf(response)}.`);
}

/** What is known of a change once it was sent: the issue, or that it has to be read again; or why not. */
type Sent = { readonly row: IssueRow | null } | { readonly error: TrackerError };

export async function update(
  desk: Desk,
  changes: readonly IssueChange[],
  known: Known,
): Promise<readonly WriteOutcome[]> {
  const sent = await atOnce(changes, (change) => sendChange(desk, change));
  const unread = changes.flatMap(({ issue }, at) => (isUnread(sent[at]) ? [issue] : []));
  const among: Known = (id) => unread.find((issue) => issue.id === id) ?? known(id);
  const read = await readByIds(
    desk.send,
    desk.view,
    unread.map(({ id }) => id),
    among,
  );
  const found = new Map(read.map((issue) => [issue.id, issue]));
  return changes.map((change, at) => outcomeOf(change, sent[at], found, desk.view));
}

const isUnread = (sent: Sent | undefined): boolean => sent !== undefined && 'row' in sent && sent.row === null;

async function sendChange(desk: Desk, change: IssueChange): Promise<Sent> {
  try {
    return { row: await sendAll(desk, change) };
  } catch (error) {
    if (isItsOwn(error) || error instanceof ServerFailed) return { error: named(error, change) };
    if (isElsewhere(error, change, desk.view)) return { error: new TrackerError('refused', error.message) };
    throw error;
  }
}

/** Somebody moved it to a project in which we may not write: no reason to stop the others. */
const isElsewhere = (error: unknown, { issue }: IssueChange, { native }: View): error is TrackerError =>
  error instanceof TrackerError && error.kind === 'settings' && issue.project !== String(native.projectId);

/** Everything in one request; a comment needs another one, and changes the issue once more. */
async function sendAll({ send, view }: Desk, change: IssueChange): Promise<IssueRow | null> {
  const body = changeBody(change, view);
  const row = Object.keys(body).length === 0 ? null : await put(send, view, change, body);
  if (change.comment === null) return row;
  const origin = view.settings.options.comments ? (change.marker ?? change.issue.marker) : null;
  await writeComment(send, change.issue, { text: change.comment, origin });
  return null;
}

async function put(send: Send, view: View, { issue }: IssueChange, body: Record<string, Json>): Promise<IssueRow> {
  const place: Place = placeOfIssue(issue);
  const response = await putIssue(send, place, body);
  if (response.status === 200) return bodyOf<IssueRow>(response);
  const error = await whyNot(send, view, response);
  throw response.status === 404 ? gone(issue) : error;
}

const gone = ({ key }: Issue): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

/** Which issue, and which status was wanted: GitLab's words name neither. */
function named({ kind, message }: TrackerError, { issue, fields }: IssueChange): TrackerError {
  const wanted = fields.status ? ` (wanted status: "${fields.status}")` : '';
  return new TrackerError(kind, `${issue.key}${wanted}: ${message}`);
}

/** What was asked for against what is there now. */
function outcomeOf(
  change: IssueChange,
  sent: Sent | undefined,
  found: ReadonlyMap<string, Issue>,
  view: View,
): WriteOutcome {
  if (sent === undefined) return no(gone(change.issue));
  if ('error' in sent) return no(sent.error);
  const { id } = change.issue;
  const issue = sent.row === null ? found.get(id) : toIssue(sent.row, view, id);
  if (issue === undefined) return no(gone(change.issue));
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  return no(
    new TrackerError(
      'refused',
      `GitLab took the request but ignored a part of it. ${ignored.join('; ')}. Give the account the role Planner, Reporter or ` +
        'higher, and look for an automation that changes issues; epics and weights need GitLab Premium.',
    ),
  );
}

function ignoredFields({ fields, marker, issue: before }: IssueChange, issue: Issue): readonly string[] {
  const names = (Object.keys(fields) as IssueField[]).filter(
    (name) => !TOLERANT.has(name) && !isLeftAlone(name, fields[name]) && !same(fields[name], issue.fields[name]),
  );
  const ignored = names.map((name) => `${name}: wanted ${show(fields[name])}, it shows ${show(issue.fields[name])}`);
  const dropped = (fields.labels ?? []).filter(
    (label) => !before.fields.labels.includes(label) && !issue.fields.labels.includes(label),
  );
  return [
    ...ignored,
    ...(dropped.length === 0 ? [] : [`labels: ${dropped.map(show).join(', ')} not there`]),
    ...(marker === null || marker === issue.marker ? [] : [`the mark ${marker}`]),
  ];
}

/** People change labels at the same time, and an assignee may be left out. */
const TOLERANT: ReadonlySet<string> = new Set(['labels', 'assignee']);

/** Status '' and priority null mean that the parameters leave it alone. */
const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') || (field === 'priority' && wanted === null);

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);
