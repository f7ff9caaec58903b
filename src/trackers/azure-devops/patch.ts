/** Neutral words → the steps of a patch. */
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { withBlock } from '../text/html-block.ts';
import { pathOf, type Op, type Relation } from './api.ts';
import { PARENT } from './convert.ts';
import { list, prioritiesOf, PRIORITY, type Field, type View } from './native.ts';
import { PARAM } from './params.ts';
import { joined } from './tags.ts';

export const set = (field: string, value: Json): Op => ({ op: 'add', path: `/fields/${field}`, value });

export const ASSIGNED_TO = 'System.AssignedTo';

/** Nothing is written when somebody was faster. */
export const unmoved = ({ revision }: Pick<Issue, 'revision'>): readonly Op[] =>
  revision === undefined ? [] : [{ op: 'test', path: '/rev', value: Number(revision) }];

/** A new work item with its marker inside. It begins where its type begins: the status comes after it. */
export function draftOps(draft: IssueDraft, view: View): readonly Op[] {
  const { marker, taskId, taskUrl, fields } = draft;
  const { area, iteration, options } = view.settings;
  const { parent } = fields;
  return [
    ...fieldOps(fields, view),
    set('System.Description', withBlock('', { marker, taskId, taskUrl, body: fields.body })),
    ...tagOps(fields.labels, marker, view),
    ...markerOps(marker, view),
    ...(area === null ? [] : [set('System.AreaPath', area)]),
    ...(iteration === null ? [] : [set('System.IterationPath', iteration)]),
    ...(parent === null || parent !== options.parent ? [] : [parentOp(parent, view)]),
  ];
}

const tagOps = (labels: readonly string[], marker: string | null, { settings }: View): readonly Op[] => {
  const tags = joined(labels, settings.markerField === null ? marker : null);
  return tags === '' ? [] : [set('System.Tags', tags)];
};

/** What changes, but the status and the parent. */
export const changeOps = (change: IssueChange, view: View): readonly Op[] => [
  ...fieldOps(change.fields, view),
  ...descriptionOps(change),
  ...retagOps(change, view),
  ...markerOps(change.marker, view),
];

const markerOps = (marker: string | null, { settings: { markerField } }: View): readonly Op[] =>
  marker === null || markerField === null ? [] : [set(markerField, marker)];

/** The block is rewritten when its text changes or its marker is missing; the rest of the description stays. */
function descriptionOps({ issue, fields, marker, taskId, taskUrl }: IssueChange): readonly Op[] {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return [];
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  return [set('System.Description', withBlock(issue.description, { marker: known, taskId, taskUrl, body }))];
}

/** Tags are one text: all of them are written, under the test of the revision. To add them would leave those that there are. */
function retagOps({ issue, fields, marker }: IssueChange, { settings: { markerField } }: View): readonly Op[] {
  const isMarked = marker !== null && markerField === null;
  if (fields.labels === undefined && !isMarked) return [];
  const mark = markerField === null ? (marker ?? issue.marker) : null;
  const value = joined(fields.labels ?? issue.fields.labels, mark);
  return [{ op: 'replace', path: '/fields/System.Tags', value }];
}

/** A priority null means "leave it". */
function fieldOps(fields: Partial<IssueFields>, view: View): readonly Op[] {
  const { title, priority, custom = {} } = fields;
  return [
    ...(title === undefined ? [] : [set('System.Title', title)]),
    ...(priority ? [set(PRIORITY, Number(knownPriority(priority, view)))] : []),
    ...assigneeOps(fields.assignee, view),
    ...Object.entries(custom).map(([name, value]) => customOp(view.custom[name], value)),
  ];
}

/** Somebody who has no account is nobody that we could assign it to. */
function assigneeOps(assignee: string | null | undefined, { native, settings }: View): readonly Op[] {
  if (assignee === undefined || !settings.options.assignees) return [];
  if (assignee === null) return [set(ASSIGNED_TO, '')];
  const name = native.people[assignee];
  return name === undefined ? [] : [set(ASSIGNED_TO, name)];
}

function customOp(field: Field | undefined, value: string): Op {
  const isNumber = /^(?:integer|double)$/.test(field?.type ?? '') && value !== '';
  const typed = isNumber ? Number(value) : field?.type === 'boolean' ? value === 'true' : value;
  return set(field?.ref ?? '', typed);
}

const parentOp = (parent: string, { root }: View): Op => ({
  op: 'add',
  path: '/relations/-',
  value: { rel: PARENT, url: `${root}${pathOf(parent)}` },
});

/** Where the old parent stands in the list of relations is only known from the work item itself, as it is in that revision. */
export function parentOps(wanted: string | null, relations: readonly Relation[], view: View): readonly Op[] {
  const at = relations.findIndex(({ rel }) => rel === PARENT);
  const removal: readonly Op[] = at === -1 ? [] : [{ op: 'remove', path: `/relations/${at}` }];
  return wanted === null || wanted !== view.settings.options.parent ? removal : [...removal, parentOp(wanted, view)];
}

export function knownPriority(name: string, { native }: View): string {
  const known = prioritiesOf(native);
  if (known.includes(name)) return name;
  throw new TrackerError('settings', `The work item type has no priority "${name}"; it has ${list(known)}.`, {
    param: PARAM.priorities,
  });
}

/** The status as it is written there, or `settings` naming what there is. */
export function knownStatus(name: string, { native }: View, param: string = PARAM.targets): string {
  if (native.statuses.includes(name)) return name;
  throw new TrackerError(
    'settings',
    `The work item type has no state "${name}"; it has ${list(native.statuses)}. Choose the process in ${PARAM.process}, or ` +
      'correct the status maps.',
    { param },
  );
}
