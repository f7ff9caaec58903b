/** Writing issues. A 2xx proves nothing here: Redmine drops what it does not allow without a word, so we read back. */
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { complaints, getIssue, getProject, memberOf, postIssue, putIssue, unexpected, type IssueRow } from './api.ts';
import { checkProject } from './checks.ts';
import { changeBody, draftBody, toIssue } from './convert.ts';
import { list, numberOf, type View } from './native.ts';
import { PARAM } from './params.ts';
import { readableProject } from './project.ts';
import { readByIds } from './read.ts';

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

export async function create(send: Send, view: View, draft: IssueDraft): Promise<WriteOutcome> {
  const response = await postIssue(send, 'create', draftBody(draft, view));
  if (response.status !== 201) return no(await whyNotCreated(send, view, response));
  const issue = toIssue(memberOf<IssueRow>(response, 'issue'), view);
  const { status } = draft.fields;
  return {
    ok: true,
    issue: status === '' || issue.fields.status === status ? issue : await setStatus(send, view, issue, status),
  };
}

/** The workflow may not let an issue start in a status that it may have a moment later. If it stays, the next run sees it. */
async function setStatus(send: Send, view: View, issue: Issue, status: string): Promise<Issue> {
  await putIssue(send, issue.id, { status_id: numberOf(view.native.statuses, status, 'status', PARAM.targets) });
  const [again] = await readByIds(send, view, [issue.id]);
  return again ?? issue;
}

/** Project, tracker and status "cannot be blank" in one answer: the project itself is not open to us. */
const PROJECT_IS_SHUT = 3;

async function whyNotCreated(send: Send, view: View, response: TrackerResponse): Promise<TrackerError> {
  if (response.status >= 500 || response.status === 404) throw unexpected(response);
  const words = complaints(response);
  if (response.status === 403 || words.length >= PROJECT_IS_SHUT) await checkProject(send, view.settings);
  return refused(response, words);
}

function refused({ status }: TrackerResponse, words: readonly string[]): TrackerError {
  const said = words.length === 0 ? `it answered ${status}` : words.map((word) => `"${word}"`).join(', ');
  return new TrackerError(
    'refused',
    `Redmine refuses it: ${said}. A required custom field gets its value in ${PARAM.customFields}.`,
  );
}

export async function update(
  send: Send,
  view: View,
  changes: readonly IssueChange[],
): Promise<readonly WriteOutcome[]> {
  const failures = new Map<string, TrackerError>();
  await atOnce(changes, async (change) => {
    const failure = await put(send, view, change);
    if (failure !== null) failures.set(change.issue.id, failure);
  });
  const written = changes.map(({ issue }) => issue.id).filter((id) => !failures.has(id));
  const found = new Map((await readByIds(send, view, written)).map((issue) => [issue.id, issue]));
  return atOnce(changes, async (change) => {
    const failure = failures.get(change.issue.id);
    return failure === undefined ? confirm(send, change, found.get(change.issue.id)) : no(failure);
  });
}

async function put(send: Send, view: View, change: IssueChange): Promise<TrackerError | null> {
  const response = await putIssue(send, change.issue.id, changeBody(change, view));
  switch (response.status) {
    case 200:
    case 204:
      return null;
    case 404:
      return gone(change.issue);
    case 403:
      readableProject(await getProject(send, 'check', view.settings.project), view.settings.project);
      return new TrackerError(
        'refused',
        `Redmine does not let this account edit ${change.issue.key}: its role needs the permission "Edit issues" there.`,
      );
    default:
      // One issue at which Redmine fails must not keep the others waiting, run after run.
      return response.status >= 500 ? unexpected(response) : refused(response, complaints(response));
  }
}

const gone = ({ key }: Issue): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

/** What was asked for against what is there now. */
async function confirm(send: Send, change: IssueChange, issue: Issue | undefined): Promise<WriteOutcome> {
  if (issue === undefined) return no(gone(change.issue));
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  const what = ignored
    .map(([field, wanted, got]) => `${field}: wanted ${show(wanted)}, it shows ${show(got)}`)
    .join('; ');
  const remedy = ignored.some(([field]) => field === 'status')
    ? await statusRemedy(send, issue)
    : 'Look at the permissions and the workflow of the account; a parent takes its priority from its children.';
  return no(new TrackerError('refused', `Redmine took the request but ignored a part of it. ${what}. ${remedy}`));
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);

type Ignored = readonly [field: string, wanted: unknown, got: unknown];

function ignoredFields({ fields, marker }: IssueChange, issue: Issue): readonly Ignored[] {
  const names = Object.keys(fields) as (keyof IssueFields)[];
  const wanted: readonly Ignored[] = [
    ...names.map((name): Ignored => [name, fields[name], issue.fields[name]]),
    ...(marker === null ? [] : [['marker', marker, issue.marker] as const]),
  ];
  return wanted.filter(([field, want, got]) => !(isLeftAlone(field, want) || same(want, got)));
}

/** Status '' and priority null mean that the parameters leave it alone. */
const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') || (field === 'priority' && wanted === null);

async function statusRemedy(send: Send, issue: Issue): Promise<string> {
  const response = await getIssue(send, issue.id, 'allowed_statuses');
  const allowed = response.status === 200 ? memberOf<IssueRow>(response, 'issue').allowed_statuses : undefined;
  const known = allowed === undefined ? '' : `This account may set: ${list(allowed)}. `;
  return `${known}Change the workflow of its role, or the status map. An issue with open children cannot be closed.`;
}
