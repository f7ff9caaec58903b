/** GitLab's words ↔ neutral ones. Nothing of GitLab's shapes gets past this file. */
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import type { Known } from '../../model/tracker.ts';
import { bodyIn, markerIn, unixLines, withBlock } from '../text/comment-block.ts';
import { oneLine } from '../text/quiet.ts';
import type { Place } from './api.ts';
import { customBody, customOf } from './custom.ts';
import { changedLabels, draftLabels, isOurs, isPriority, isTaken, scopeOf } from './labels.ts';
import type { View } from './native.ts';
import { LABEL_LENGTH, PARAM, type GitlabSettings } from './params.ts';
import type { IssueRow, Person } from './rows.ts';
import { knownStatus, stateOf, statusesOf, statusOf } from './statuses.ts';
import { quietMarkdown, quietTitle } from './text.ts';

/**
 * What an issue is known by: its project's number and its own number there, which no new name changes. An issue that is moved
 * gets both anew; it stays known by those that it had first.
 */
export const idOf = ({ project, iid }: Place): string => `${project}-${iid}`;

export const placeOfRow = ({ project_id: project, iid }: IssueRow): Place => ({ project: String(project), iid });

/** Where it was when it was last seen: `#12` in its project, elsewhere `group/project#12`. */
export const placeOfIssue = ({ project, key }: Pick<Issue, 'project' | 'key'>): Place => ({
  project,
  iid: Number(key.split('#').at(-1)),
});

/** By an id nobody has seen yet, or by the number that people call it by. Null for what is no id. */
export function placeOf(id: string, known: Known, { native }: View): Place | null {
  const issue = known(id);
  if (issue !== undefined) return placeOfIssue(issue);
  const [, project = String(native.projectId), iid] = /^(?:(\d+)-)?(\d+)$/.exec(id) ?? [];
  return iid === undefined ? null : { project, iid: Number(iid) };
}

/** `id`: by what a moved issue is known. */
export function toIssue(row: IssueRow, view: View, id: string = idOf(placeOfRow(row))): Issue {
  const { settings, native } = view;
  const { options, workflow } = settings;
  const description = unixLines(row.description ?? '');
  return {
    id,
    key: row.project_id === native.projectId ? `#${row.iid}` : (row.references?.full ?? `${row.project_id}#${row.iid}`),
    url: row.web_url,
    project: String(row.project_id),
    updatedAt: Date.parse(row.updated_at),
    createdAt: Date.parse(row.created_at),
    marker: markerIn(description),
    description,
    fields: {
      title: row.title,
      body: bodyIn(description),
      priority: row.labels.filter((label) => isPriority(label, settings)).toSorted()[0] ?? null,
      status: statusOf(row, workflow),
      parent: parentOf(row, view),
      custom: customOf(row, options.custom),
      labels: row.labels.filter((label) => !isOurs(label, settings)).toSorted(),
      assignee: assigneeOf(row, view),
    },
    ...(Object.keys(options.lookup).length === 0 ? {} : { lookup: customOf(row, options.lookup) }),
  };
}

/** The epic that the parameters name is called as there. */
function parentOf({ epic = null }: IssueRow, { native, settings }: View): string | null {
  const { parent } = settings.options;
  if (parent === null || epic === null) return null;
  return epic.id === native.epic ? parent : `&${epic.iid}`;
}

/** Of several the one that we know; otherwise the first. */
function assigneeOf({ assignees = [] }: IssueRow, { native }: View): string | null {
  const known = (person: Person): string | undefined =>
    Object.keys(native.people).find((email) => native.people[email] === person.id);
  const [first] = assignees;
  return assignees.map(known).find((email) => email !== undefined) ?? first?.username ?? null;
}

/** What GitLab will give back for composed fields: see `Tracker.normalize`. */
export function normalized(fields: IssueFields, settings: GitlabSettings): IssueFields {
  const labels = fields.labels.map(plainLabel).filter((label) => label !== '' && !isTaken(label, settings));
  return {
    ...fields,
    title: quietTitle(fields.title),
    body: fields.body === null ? null : quietMarkdown(fields.body) || null,
    custom: Object.fromEntries(Object.entries(fields.custom).map(([name, value]) => [name, oneLine(value, 255)])),
    labels: onePerScope(labels).toSorted(),
  };
}

/** The comma stands between two labels, and what looks like HTML is taken out of them. */
const plainLabel = (label: string): string =>
  oneLine(label.replaceAll(',', ';').replaceAll(/<(?=[a-z!/?])/gi, '‹'), LABEL_LENGTH);

/** GitLab Premium lets an issue have one label of a scope only: the last one given. */
const onePerScope = (labels: readonly string[]): readonly string[] => [
  ...new Map(labels.map((label) => [scopeOf(label) ?? label, label])).values(),
];

/** The body of a create: everything at once, the marker inside. An issue is opened, and closed with a second request. */
export function draftBody({ marker, taskId, taskUrl, fields }: IssueDraft, view: View): Record<string, Json> {
  const { settings } = view;
  assertStatus(fields.status, view);
  return {
    title: fields.title,
    description: withBlock('', { marker, taskId, taskUrl, body: fields.body }),
    labels: [...draftLabels(fields, view)],
    ...(settings.confidential ? { confidential: true } : {}),
    ...assigneeBody(fields.assignee ?? undefined, view),
    ...epicBody(fields.parent ?? undefined, view),
    ...customBody(fields.custom, view),
  };
}

/** The body of an update: only what changes. Labels are added and removed, so that those that people give meanwhile stay. */
export function changeBody(change: IssueChange, view: View): Record<string, Json> {
  const { fields } = change;
  const { add, remove } = changedLabels(change, view);
  return {
    ...(fields.title === undefined ? {} : { title: fields.title }),
    ...descriptionBody(change),
    ...stateBody(change, view),
    ...(add.length === 0 ? {} : { add_labels: [...add] }),
    ...(remove.length === 0 ? {} : { remove_labels: [...remove] }),
    ...assigneeBody(fields.assignee, view),
    ...epicBody(fields.parent, view),
    ...customBody(fields.custom ?? {}, view),
  };
}

function stateBody({ fields: { status }, issue }: IssueChange, view: View): Record<string, Json> {
  if (!status) return {};
  assertStatus(status, view);
  const { workflow } = view.settings;
  const state = stateOf(status, workflow);
  if (state === stateOf(issue.fields.status, workflow)) return {};
  return { state_event: state === 'closed' ? 'close' : 'reopen' };
}

/** `0` is none. */
function epicBody(parent: string | null | undefined, { native: { epic } }: View): Record<string, Json> {
  return parent === undefined || epic === null ? {} : { epic_id: parent === null ? 0 : epic };
}

/** '' leaves it. Throws `settings`. */
function assertStatus(status: string, { native, settings }: View): void {
  if (status !== '') knownStatus(status, statusesOf(settings.workflow, native.workflowLabels), PARAM.targets);
}

/** The block is rewritten when its text changes or its marker is missing; the rest of the description stays. */
function descriptionBody({ issue, fields, marker, taskId, taskUrl }: IssueChange): Record<string, Json> {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return {};
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  // An issue that gets a marker has none that counts: one that is there was let go by this task.
  const former = marker === null ? known : (markerIn(issue.description) ?? known);
  return { description: withBlock(issue.description, { marker: known, taskId, taskUrl, body }, former) };
}

/** Somebody who is no member is left out; `0` is nobody. */
function assigneeBody(assignee: string | null | undefined, { native, settings }: View): Record<string, Json> {
  if (assignee === undefined || !settings.options.assignees) return {};
  if (assignee === null) return { assignee_ids: [0] };
  const id = native.people[assignee];
  return id === undefined ? {} : { assignee_ids: [id] };
}
