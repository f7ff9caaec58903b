/** Writing issues. Azure DevOps answers with the work item as it is then, so that nothing has to be read back. */
import type { Issue, IssueChange, IssueDraft, IssueField, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { same } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { deleteItem, pathOfNew, postRead, type Relation, type Row } from './api.ts';
import type { Desk, Written } from './batch.ts';
import { commentHtml } from './comments.ts';
import { toIssue } from './convert.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';
import { changeOps, draftOps, knownStatus, parentOps } from './patch.ts';
import { sendAssigned } from './strangers.ts';
import { walk, type Move } from './walk.ts';

const no = (error: TrackerError): WriteOutcome => ({ ok: false, error });

/** They begin where their type begins. One that should have another status goes there at once, as far as it is let. */
export async function create(desk: Desk, view: View, drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]> {
  for (const { fields } of drafts) wantedStatus(fields, view);
  const path = pathOfNew(view.native.projectId, view.settings.type);
  const writes = drafts.map((draft) => ({ key: draft.marker, path, ops: draftOps(draft, view) }));
  const made = await sendAssigned(desk, writes, {
    purpose: 'create',
    keyOf: (row) => toIssue(row, view).marker,
    stray: (row) => takeBack(desk, row),
  });
  const outcomes = made.map((written) => created(written, view));
  const moves = drafts.flatMap(({ fields }, at) => beginning(outcomes[at], fields.status));
  const moved = new Map((await walk(desk, view, moves)).flatMap((written) => issueIn(written, view)));
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: true, issue: moved.get(outcome.issue.id) ?? outcome.issue } : outcome,
  );
}

function created(written: Written, view: View): WriteOutcome {
  if ('row' in written) return { ok: true, issue: toIssue(written.row, view) };
  const { kind, message } = written.error;
  if (kind === 'settings') throw written.error;
  const remedy = kind === 'refused' ? ` A required field gets its value in ${PARAM.customFields}.` : '';
  return no(new TrackerError(kind, `${message}${remedy}`));
}

function beginning(outcome: WriteOutcome | undefined, target: string): readonly Move[] {
  if (outcome?.ok !== true || target === '' || outcome.issue.fields.status === target) return [];
  return [{ issue: outcome.issue, target, ops: [], said: null }];
}

const issueIn = (written: Written, view: View): readonly (readonly [string, Issue])[] =>
  'row' in written ? [[String(written.row.id), toIssue(written.row, view)]] : [];

/** Without its mark nobody would find it again: it would be made anew, run after run. */
async function takeBack({ send }: Desk, { id }: Row): Promise<never> {
  await deleteItem(send, id);
  throw new TrackerError(
    'settings',
    `Azure DevOps took a new work item without its mark, so #${id} was put into the recycle bin: look at the rules of the ` +
      'type for tags or the marker field.',
    { param: PARAM.markerField },
  );
}

export async function update(
  desk: Desk,
  view: View,
  changes: readonly IssueChange[],
): Promise<readonly WriteOutcome[]> {
  const relations = await relationsOf(desk, changes);
  const moves = changes.map((change): Move => {
    const { issue, fields, passing } = change;
    const parent = fields.parent === undefined ? [] : parentOps(fields.parent, relations.get(issue.id) ?? [], view);
    const ops = [...changeOps(change, view), ...parent];
    return { issue, target: wantedStatus(fields, view), ops, said: saidIn(change, view), passing };
  });
  const written = await walk(desk, view, moves);
  return changes.map((change, at) => outcomeOf(change, written[at], view));
}

/** '' leaves it alone. One that there is not is found out before anything is written. */
const wantedStatus = ({ status = '' }: Partial<IssueFields>, view: View): string =>
  status === '' ? '' : knownStatus(status, view);

/** Where comments come back as notes, ours are known by an origin. */
const saidIn = ({ comment, marker, issue }: IssueChange, { settings }: View): string | null =>
  comment === null ? null : commentHtml(comment, settings.options.comments ? (marker ?? issue.marker) : null);

/** Of those that get another parent than they have. Where they moved on since we looked, the test of the revision says so. */
async function relationsOf(
  { send }: Desk,
  changes: readonly IssueChange[],
): Promise<ReadonlyMap<string, readonly Relation[]>> {
  const moving = changes.filter(({ fields, issue }) => fields.parent !== undefined && issue.fields.parent !== null);
  if (moving.length === 0) return new Map();
  const ids = moving.map(({ issue }) => issue.id);
  const rows = await postRead(send, 'read-back', ids, { $expand: 'relations' });
  return new Map(rows.map(({ id, relations = [] }) => [String(id), relations]));
}

/** What was asked for against what is there now. */
function outcomeOf(change: IssueChange, written: Written | undefined, view: View): WriteOutcome {
  if (written === undefined) throw new Error('a change without an outcome');
  if ('error' in written) return no(named(written.error, change));
  const issue = toIssue(written.row, view);
  const ignored = ignoredFields(change, issue, view);
  if (ignored.length === 0) return { ok: true, issue };
  return no(
    new TrackerError(
      'refused',
      `Azure DevOps took the request but changed a part of it. ${ignored.join('; ')}. Look at the rules of the work item type.`,
    ),
  );
}

/** Which issue, and which status was wanted. A lack of rights is this one item's: it may stand in an area that is not ours. */
function named({ kind, message }: TrackerError, { issue, fields }: IssueChange): TrackerError {
  const wanted = fields.status ? ` (wanted status: "${fields.status}")` : '';
  return new TrackerError(kind === 'settings' ? 'refused' : kind, `${issue.key}${wanted}: ${message}`);
}

function ignoredFields({ fields, marker }: IssueChange, issue: Issue, view: View): readonly string[] {
  const names = (Object.keys(fields) as IssueField[]).filter(
    (name) => !TOLERANT.has(name) && !isLeftAlone(name, fields[name]) && !isTaken(name, fields, issue, view),
  );
  const ignored = names.map((name) => `${name}: wanted ${show(fields[name])}, it shows ${show(issue.fields[name])}`);
  return marker === null || marker === issue.marker ? ignored : [...ignored, `the mark ${marker}`];
}

/** Rich text in custom fields is written down in another way. */
function isTaken(name: IssueField, fields: IssueChange['fields'], issue: Issue, { custom }: View): boolean {
  if (name !== 'custom') return same(fields[name], issue.fields[name]);
  return Object.entries(fields.custom ?? {}).every(
    ([field, value]) => custom[field]?.type === 'html' || issue.fields.custom[field] === value,
  );
}

/** A tag may be known in other letters, and an assignee may be left out. */
const TOLERANT: ReadonlySet<string> = new Set(['labels', 'assignee']);

/** Status '' and priority null mean that the parameters leave it alone. */
const isLeftAlone = (field: string, wanted: unknown): boolean =>
  (field === 'status' && wanted === '') || (field === 'priority' && wanted === null);

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80).toWellFormed()}"` : JSON.stringify(value);
