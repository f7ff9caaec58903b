/** Writing issues. Rally answers with the item as it is then, so that nothing has to be read back but labels and comments. */
import type { Issue, IssueChange, IssueDraft, IssueField, WriteOutcome } from '../../model/issue.ts';
import { same, type Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Send, TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import {
  deleteItem,
  idOf,
  postCreate,
  postTags,
  postUpdate,
  relative,
  resultOf,
  isWhole,
  writtenIn,
  type Written,
} from './api.ts';
import { writeComment } from './comments.ts';
import { changeBody, draftBody, fetchOf, markTags, tagsOf, toIssue } from './convert.ts';
import { quoted, ServerFailed } from './errors.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';
import { readByIds } from './read.ts';
import type { TagBook } from './tags.ts';

/** What an adapter writes with. */
export interface Desk {
  readonly send: Send;
  readonly view: View;
  readonly tags: TagBook;
}

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** Of one item only; the others go on. */
const isItsOwn = (error: unknown): error is TrackerError =>
  error instanceof TrackerError && ['refused', 'gone', 'moved'].includes(error.kind);

export async function create(desk: Desk, draft: IssueDraft): Promise<WriteOutcome> {
  const names = tagsOf(draft, desk.view);
  await desk.tags.learn(names, 'new items');
  try {
    return { ok: true, issue: await createOne(desk, draft, desk.tags.refsOf(names)) };
  } catch (error) {
    if (isItsOwn(error)) return no(withRemedy(error));
    throw error;
  }
}

const withRemedy = (error: TrackerError): TrackerError =>
  new TrackerError(error.kind, `${error.message} A required field gets its value in ${PARAM.customFields}.`);

async function createOne({ send, view }: Desk, draft: IssueDraft, tags: readonly string[]): Promise<Issue> {
  const { type } = view.settings.card;
  const query = { workspace: view.native.workspace, fetch: fetchOf(view) };
  const written = await withoutOwner(draftBody(draft, view, tags) as Fields, (fields) =>
    postCreate(send, { purpose: 'create', type, fields, query }),
  );
  const issue = await shownBy(send, view, written);
  if (issue.marker === draft.marker) return issue;
  // Without its mark nobody would find it again: it would be made anew, run after run.
  resultOf(await deleteItem(send, relative(written.object._ref)));
  throw new TrackerError(
    'settings',
    `Rally ignored the mark of a new item, so the item was taken back: ${quoted(written.warnings)}. The marker field ` +
      'must be visible for this card type in this project.',
    { param: PARAM.markerField },
  );
}

/** An answer with a mere reference is followed. */
async function shownBy(send: Send, view: View, { object }: Written): Promise<Issue> {
  if (isWhole(object)) return toIssue(object, view);
  const [issue] = await readByIds(send, view, [idOf(object._ref)]);
  if (issue !== undefined) return issue;
  throw new TrackerError('down', 'Rally made an item and does not show it yet.');
}

type Fields = Readonly<Record<string, Json>>;

/** An owner that Rally does not take must not keep the rest from being written. */
async function withoutOwner(fields: Fields, post: (fields: Fields) => Promise<TrackerResponse>): Promise<Written> {
  try {
    return writtenIn(await post(fields));
  } catch (error) {
    const { Owner: owner, ...others } = fields;
    if (!isItsOwn(error) || !owner || !/\bowner\b/i.test(error.message)) throw error;
    return writtenIn(await post(others));
  }
}

/** What is known of a change once it was sent: the item, or that it has to be read again; or why not. */
type Sent = { readonly written: Written | null } | { readonly error: TrackerError };

export async function update(desk: Desk, changes: readonly IssueChange[]): Promise<readonly WriteOutcome[]> {
  const names = changes.flatMap((change) => tagChanges(change, desk.view).flatMap(([, some]) => some));
  await desk.tags.learn(names, 'items');
  const sent = await atOnce(changes, (change) => sendChange(desk, change));
  const unread = changes.flatMap(({ issue }, at) => (isUnread(sent[at]) ? [issue.id] : []));
  const found = new Map((await readByIds(desk.send, desk.view, unread)).map((issue) => [issue.id, issue]));
  return changes.map((change, at) => outcomeOf(change, sent[at], found, desk.view));
}

const isUnread = (sent: Sent | undefined): boolean => sent !== undefined && 'written' in sent && sent.written === null;

/** Fields, then labels, then the comment; what comes after the fields changes the item once more. */
async function sendChange(desk: Desk, change: IssueChange): Promise<Sent> {
  try {
    const written = await sendFields(desk, change);
    const tagged = await sendTags(desk, change);
    if (change.comment !== null) await leave(desk, change, change.comment);
    return { written: tagged || change.comment !== null ? null : written };
  } catch (error) {
    if (isItsOwn(error) || error instanceof ServerFailed) return { error };
    if (isElsewhere(error, change, desk.view)) return { error: new TrackerError('refused', error.message) };
    throw error;
  }
}

/** Somebody moved it to a project in which we may not write: no reason to stop the others. */
const isElsewhere = (error: unknown, { issue }: IssueChange, { native }: View): error is TrackerError =>
  error instanceof TrackerError && error.param === PARAM.project && issue.project !== idOf(native.project);

/** Where comments come back as notes, ours are known by an origin. */
async function leave({ send, view }: Desk, { issue, marker }: IssueChange, text: string): Promise<void> {
  const origin = view.settings.options.comments ? (marker ?? issue.marker) : null;
  await writeComment(send, view, issue, { text, origin });
}

const refOf = ({ id }: Issue, { settings }: View): string => `/${settings.card.type}/${id}`;

async function sendFields({ send, view }: Desk, change: IssueChange): Promise<Written | null> {
  const body = changeBody(change, view);
  if (Object.keys(body).length === 0) return null;
  const query = { workspace: view.native.workspace, fetch: fetchOf(view) };
  const written = await withoutOwner(body, (fields) => postUpdate(send, refOf(change.issue, view), fields, query));
  return isWhole(written.object) ? written : null;
}

/** One by one, so that a tag that somebody adds meanwhile stays. */
function tagChanges({ fields, issue, marker }: IssueChange, { settings }: View): readonly TagChange[] {
  const before = issue.fields.labels;
  const { labels = before } = fields;
  const added = [...labels.filter((label) => !before.includes(label)), ...markTags(marker, settings)];
  const removed = before.filter((label) => !labels.includes(label));
  const changes: readonly TagChange[] = [
    ['add', added],
    ['remove', removed],
  ];
  return changes.filter(([, names]) => names.length > 0);
}

type TagChange = readonly [change: 'add' | 'remove', names: readonly string[]];

async function sendTags({ send, view, tags }: Desk, change: IssueChange): Promise<boolean> {
  const changes = tagChanges(change, view);
  for (const [kind, names] of changes) {
    resultOf(await postTags(send, refOf(change.issue, view), kind, tags.refsOf(names)));
  }
  return changes.length > 0;
}

/** What was asked for against what is there now. */
function outcomeOf(
  change: IssueChange,
  sent: Sent | undefined,
  found: ReadonlyMap<string, Issue>,
  view: View,
): WriteOutcome {
  if (sent === undefined) return no(gone(change.issue));
  if ('error' in sent) return no(named(sent.error, change));
  const issue = sent.written === null ? found.get(change.issue.id) : toIssue(sent.written.object, view);
  if (issue === undefined) return no(gone(change.issue));
  const ignored = ignoredFields(change, issue);
  if (ignored.length === 0) return { ok: true, issue };
  const words = sent.written === null ? '' : ` It said: ${quoted(sent.written.warnings)}.`;
  return no(
    new TrackerError(
      'refused',
      `Rally took the request but ignored a part of it. ${ignored.join('; ')}.${words} Look at the rules of the project ` +
        'and at whether the field can be written.',
    ),
  );
}

const gone = ({ key }: Issue): TrackerError =>
  new TrackerError('gone', `${key} is not there any more, or is hidden from this account.`);

/** Which issue, and which status was wanted: Rally's words name neither. */
function named({ kind, message }: TrackerError, { issue, fields }: IssueChange): TrackerError {
  const wanted = fields.status ? ` (wanted status: "${fields.status}")` : '';
  return new TrackerError(kind, `${issue.key}${wanted}: ${message}`);
}

function ignoredFields({ fields, marker }: IssueChange, issue: Issue): readonly string[] {
  const names = (Object.keys(fields) as IssueField[]).filter(
    (name) => !TOLERANT.has(name) && !isLeftAlone(name, fields[name]) && !same(fields[name], issue.fields[name]),
  );
  const ignored = names.map((name) => `${name}: wanted ${show(fields[name])}, it shows ${show(issue.fields[name])}`);
  return marker === null || marker === issue.marker ? ignored : [...ignored, `the mark ${marker}`];
}

/** People change labels at the same time, and an owner may be left out. */
const TOLERANT: ReadonlySet<string> = new Set(['labels', 'assignee']);

/** Status '' and priority null mean that the parameters leave it alone. */
const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') || (field === 'priority' && wanted === null);

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);
