/** Writes changes: the changed fields, then the status, then all are read back together and compared. */
import type { Issue, IssueChange, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { complaintsIn, refused, unexpected } from './answer.ts';
import { putIssue } from './api.ts';
import { leaveComment } from './comments.ts';
import { changeBody } from './draft.ts';
import { moveAll } from './move.ts';
import { nameOfField, type View } from './native.ts';
import { readByIds, readOne } from './read.ts';
import { gone } from './walk.ts';
import type { Writer } from './writer.ts';

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

export async function update(writer: Writer, changes: readonly IssueChange[]): Promise<readonly WriteOutcome[]> {
  const { view } = writer;
  const failures = new Map<string, TrackerError>();
  await atOnce(changes, async (change) => {
    const failure = await put(view, change);
    if (failure !== null) failures.set(change.issue.id, failure);
  });
  const moves = changes.filter((change) => isMove(change) && !failures.has(change.issue.id));
  const moved = await moveAll(
    writer,
    moves.map(({ issue, fields, comment, passing }) => ({ issue, target: fields.status ?? '', comment, passing })),
  );
  for (const [id, failure] of moved.failures) failures.set(id, failure);
  const proved = changes.filter((change) => moved.proved.has(change.issue.id) && isOnlyStatus(change));
  const unread = changes.filter((change) => !failures.has(change.issue.id) && !proved.includes(change));
  const found = new Map(
    (
      await readByIds(
        view,
        unread.map(({ issue }) => issue.id),
      )
    ).map((issue) => [issue.id, issue]),
  );
  return atOnce(changes, async (change) => {
    const failure = failures.get(change.issue.id);
    if (failure !== undefined) return no(failure);
    const issue = moved.proved.get(change.issue.id);
    return issue !== undefined && isOnlyStatus(change)
      ? { ok: true, issue }
      : confirm(view, change, found.get(change.issue.id));
  });
}

/** A status '' means that the parameters leave it alone. */
const isMove = ({ issue, fields: { status = '' } }: IssueChange): boolean =>
  status !== '' && status !== issue.fields.status;

const isOnlyStatus = ({ fields, marker }: IssueChange): boolean =>
  marker === null && Object.keys(fields).every((name) => name === 'status');

/** Everything but the status, and the comment where no change of status can take it along. */
async function put(view: View, change: IssueChange): Promise<TrackerError | null> {
  try {
    const failure = await putFields(view, change);
    if (failure !== null || change.comment === null || isMove(change)) return failure;
    await leaveComment(view, change.issue.id, change.comment);
    return null;
  } catch (error) {
    if (error instanceof TrackerError && (error.kind === 'refused' || error.kind === 'gone')) return error;
    throw error;
  }
}

async function putFields(view: View, change: IssueChange): Promise<TrackerError | null> {
  const body = changeBody(change, view);
  if (body === null) return null;
  const response = await putIssue(view.api, change.issue.id, body);
  if (response.status < 300) return null;
  switch (response.status) {
    case 404:
      return gone(change.issue);
    case 403:
      return new TrackerError(
        'refused',
        `Jira does not let this account edit ${change.issue.key}: it needs the permission "Edit issues" there.`,
      );
    case 400:
    case 413: {
      const { assignee, ...fields } = change.fields;
      const isAboutAssignee = assignee !== undefined && 'assignee' in complaintsIn(response.body).fields;
      return isAboutAssignee ? putFields(view, { ...change, fields }) : refused(response, nameOfField(view.native));
    }
    default:
      // One issue at which Jira fails must not keep the others waiting, run after run.
      return unexpected(response);
  }
}

/** What was asked for against what is there now. The index of Data Center may show the past: then the issue itself is asked. */
async function confirm(view: View, change: IssueChange, seen: Issue | undefined): Promise<WriteOutcome> {
  const isThere = seen !== undefined && ignoredFields(change, seen).length === 0;
  const issue = isThere || view.api.cloud ? seen : ((await readOne(view, change.issue.id)) ?? undefined);
  if (issue === undefined) return no(gone(change.issue));
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  const what = ignored
    .map(([field, wanted, got]) => `${field}: wanted ${show(wanted)}, it shows ${show(got)}`)
    .join('; ');
  return no(
    new TrackerError(
      'refused',
      `Jira took the request but ${issue.key} shows something else. ${what}. Look at the post functions and automation ` +
        'rules of the project.',
    ),
  );
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);

type Ignored = readonly [field: string, wanted: unknown, got: unknown];

/** Whom Jira does not take is no reason to fail; priority null and status '' mean that the parameters leave it alone. */
function ignoredFields({ fields, marker }: IssueChange, issue: Issue): readonly Ignored[] {
  const names = (Object.keys(fields) as (keyof IssueFields)[]).filter((name) => name !== 'assignee');
  const wanted: readonly Ignored[] = [
    ...names.map((name): Ignored => [name, fields[name], issue.fields[name]]),
    ...(marker === null ? [] : [['marker', marker, issue.marker] as const]),
  ];
  return wanted.filter(([field, want, got]) => !(isLeftAlone(field, want) || same(want, got)));
}

const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') || (field === 'priority' && wanted === null);
