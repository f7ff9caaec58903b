/** Writing issues. GitHub drops what an account may not set without a word, so what it answers is compared with what was asked. */
import type { Issue, IssueChange, IssueDraft, IssueField, WriteOutcome } from '../../model/issue.ts';
import { same, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { withdrawn } from '../withdrawn.ts';
import { bodyOf, obstacleIn, ROLE, ServerFailed, unexpected, wordsOf } from './answer.ts';
import { getRepository, patchIssue, postIssue, type Api } from './api.ts';
import { writeComment } from './comments.ts';
import { changeBody, draftBody, pathOf, placeAtHome, stateOf, toIssue } from './convert.ts';
import type { Reply } from './follow.ts';
import { writeLabels } from './labels.ts';
import { usableRepository, isIn, type View } from './native.ts';
import { setParent } from './parent.ts';
import { PARAM } from './params.ts';
import { readByIds } from './read.ts';
import { fromRow, type IssueRow } from './rows.ts';

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** Of one issue only; the others go on. */
const isItsOwn = (error: unknown): error is TrackerError =>
  error instanceof TrackerError && ['refused', 'gone', 'moved'].includes(error.kind);

export async function create(api: Api, view: View, draft: IssueDraft): Promise<WriteOutcome> {
  try {
    return { ok: true, issue: await createOne(api, view, draft) };
  } catch (error) {
    if (isItsOwn(error)) return no(error);
    throw error;
  }
}

/** Parent and status cannot be part of the create; where they are not taken, the next run sees it and says why. */
async function createOne(api: Api, view: View, draft: IssueDraft): Promise<Issue> {
  const { repository } = view.native;
  const { parent, status } = draft.fields;
  const row = await withoutAssignee(draftBody(draft, view), (body) => postIssue(api, 'create', repository, body));
  await assertMarked(api, view, row);
  const place = placeAtHome(row.number, view);
  const path = pathOf(place.key, view);
  const hasParent = parent !== null && (await setParent(api, view, { child: row.id, from: null, to: parent })) === null;
  const isOther = status !== '' && status !== 'open';
  const now = isOther ? await restated(api, path, row, status) : row;
  const issue = toIssue(fromRow(now), place, view);
  return hasParent && !isOther ? { ...issue, fields: { ...issue.fields, parent } } : issue;
}

async function restated(api: Api, path: string, row: IssueRow, status: string): Promise<IssueRow> {
  const response = await patchIssue(api, path, stateOf(status));
  return response.status === 200 ? bodyOf<IssueRow>(response) : row;
}

/**
 * Without its label nobody would find it again, and it would be made anew, run after run. So what cannot be
 * labelled is closed, and carries neither marker nor title any more.
 */
async function assertMarked(api: Api, view: View, row: IssueRow): Promise<void> {
  const { markerLabel } = view.settings;
  if (markerLabel === null || isIn(fromRow(row).labels, markerLabel)) return;
  const path = pathOf(`#${row.number}`, view);
  bodyOf(await patchIssue(api, path, { title: withdrawn(row.title), body: '', ...stateOf('not_planned') }));
  throw new TrackerError(
    'settings',
    `GitHub dropped the label "${markerLabel}" of the new issue #${row.number} without a word, so it was closed again: ` +
      `${ROLE}, or leave ${PARAM.markerLabel} empty.`,
    { param: PARAM.markerLabel },
  );
}

type Body = Readonly<Record<string, Json>>;

/** Whom GitHub does not take must not keep the rest from being written. */
async function withoutAssignee(body: Body, send: (body: Body) => Promise<Reply>): Promise<IssueRow> {
  const response = await send(body);
  const { assignees, ...others } = body;
  const isAbout = assignees !== undefined && response.status === 422 && /assignee/i.test(wordsOf(response));
  const last = isAbout ? await send(others) : response;
  if (last.status === 200 || last.status === 201) return bodyOf<IssueRow>(last);
  throw refusalOf(last);
}

function refusalOf(response: Reply): TrackerError {
  const { status } = response;
  const obstacle = obstacleIn(response);
  if (obstacle !== null) return obstacle;
  if (status === 422 || status === 403) return new TrackerError('refused', `GitHub refuses it: ${wordsOf(response)}.`);
  return unexpected(response);
}

export interface Desk {
  readonly api: Api;
  readonly view: View;
}

/** What is known of a change once it was sent: the issue, or that it has to be read again; or why not. */
type Sent = { readonly row: IssueRow | null } | { readonly error: TrackerError };

export async function update(desk: Desk, changes: readonly IssueChange[]): Promise<readonly WriteOutcome[]> {
  const sent = await atOnce(changes, (change) => send(desk, change));
  const unread = changes.flatMap(({ issue }, at) => (isUnread(sent[at]) ? [issue] : []));
  const among = (id: string): Issue | undefined => unread.find((issue) => issue.id === id);
  const ids = unread.map(({ id }) => id);
  const found = new Map((await readByIds(desk.api, desk.view, ids, among)).map((issue) => [issue.id, issue]));
  return changes.map((change, at) => outcomeOf(change, sent[at], found, desk.view));
}

const isUnread = (sent: Sent | undefined): boolean => sent !== undefined && 'row' in sent && sent.row === null;

async function send(desk: Desk, change: IssueChange): Promise<Sent> {
  try {
    return { row: await sendAll(desk, change) };
  } catch (error) {
    if (isItsOwn(error) || error instanceof ServerFailed) return { error: named(error, change) };
    if (isElsewhere(error, change, desk.view)) return { error: new TrackerError('refused', error.message) };
    throw error;
  }
}

/** Somebody transferred it to a repository in which we may not write: no reason to stop the others. */
const isElsewhere = (error: unknown, { issue }: IssueChange, { native }: View): error is TrackerError =>
  error instanceof TrackerError && error.kind === 'settings' && issue.project !== String(native.repositoryId);

/** Labels and parent, then the fields, which are answered with the issue as it is then; a comment changes it once more. */
async function sendAll({ api, view }: Desk, change: IssueChange): Promise<IssueRow | null> {
  await writeLabels(api, view, change);
  await sendParent(api, view, change);
  const body = changeBody(change, view);
  const row = Object.keys(body).length === 0 ? null : await patched(api, view, change, body);
  if (change.comment === null) return row;
  const origin = view.settings.options.comments ? (change.marker ?? change.issue.marker) : null;
  await writeComment(api, view, change.issue, { text: change.comment, origin });
  return null;
}

async function sendParent(api: Api, view: View, { issue, fields }: IssueChange): Promise<void> {
  if (fields.parent === undefined || view.settings.options.parent === null) return;
  const words = await setParent(api, view, { child: issue.key, from: issue.fields.parent, to: fields.parent });
  if (words !== null)
    throw new TrackerError('refused', `GitHub does not take the parent #${fields.parent ?? ''}: ${words}.`);
}

/** The reason of a closed issue is changed by opening it first: otherwise GitHub ignores it. */
async function patched(api: Api, view: View, change: IssueChange, body: Body): Promise<IssueRow> {
  const { issue } = change;
  const path = pathOf(issue.key, view);
  const isClosedAnew = body['state'] === 'closed' && issue.fields.status !== 'open';
  if (isClosedAnew) {
    await change.passing?.('open');
    await patched(api, view, { ...change, fields: { status: 'open' } }, stateOf('open'));
  }
  return withoutAssignee(body, async (some) => {
    const response = await patchIssue(api, path, some);
    if (response.status === 404 || response.status === 410) throw await whyGone(api, view, issue, response);
    return response;
  });
}

/** A hidden repository answers like a hidden issue. */
async function whyGone(api: Api, view: View, { key }: Issue, response: Reply): Promise<TrackerError> {
  const obstacle = obstacleIn(response);
  if (obstacle !== null) return obstacle;
  usableRepository(await getRepository(api, 'check', view.native.repository), view.settings);
  return gone(key);
}

const gone = (key: string): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

/** Which issue, and which status was wanted: GitHub's words name neither. */
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
  if (sent === undefined) return no(gone(change.issue.key));
  if ('error' in sent) return no(sent.error);
  const { id, key, project } = change.issue;
  const issue = sent.row === null ? found.get(id) : toIssue(fromRow(sent.row), { id, key, project }, view);
  if (issue === undefined) return no(gone(key));
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  return no(
    new TrackerError(
      'refused',
      `GitHub took the request but ignored a part of it. ${ignored.join('; ')}. Give the account the role Triage or Write in the ` +
        'repository, and look for a workflow that changes issues.',
    ),
  );
}

function ignoredFields({ fields, marker, issue: before }: IssueChange, issue: Issue): readonly string[] {
  const names = (Object.keys(fields) as IssueField[]).filter(
    (name) => !TOLERANT.has(name) && !isLeftAlone(name, fields[name]) && !same(fields[name], issue.fields[name]),
  );
  const ignored = names.map((name) => `${name}: wanted ${show(fields[name])}, it shows ${show(issue.fields[name])}`);
  const dropped = (fields.labels ?? []).filter(
    (label) => !before.fields.labels.includes(label) && !isIn(issue.fields.labels, label),
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
