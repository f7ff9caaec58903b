/** GitHub's words ↔ neutral ones. Nothing of GitHub's shapes gets past this file. */
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { bodyIn, markerIn, unixLines, withBlock } from '../text/comment-block.ts';
import { oneLine } from '../text/quiet.ts';
import { isIn, isSame, STATUSES, type Native, type View } from './native.ts';
import { LABEL_LENGTH, PARAM, type GithubSettings } from './params.ts';
import type { Row } from './rows.ts';
import { quietMarkdown } from './text.ts';

/** GitHub's limit for titles. */
const TITLE_LENGTH = 256;

/** By what an issue is called. Transferred issues get other numbers: the id is that by which it was known first. */
export interface Place {
  readonly id: string;
  readonly key: string;
  readonly project: string;
}

/** The id is the repository's number, which no new name changes, and the issue's number there. */
export const placeAtHome = (number: number, { native }: View): Place => ({
  id: `${native.repositoryId}-${number}`,
  key: `#${number}`,
  project: String(native.repositoryId),
});

/** Where an issue is, by its key: `#12`, in another repository `owner/name#12`. */
export function placeIn(key: string, { native }: View): { readonly repository: string; readonly number: number } {
  const [repository = '', number = ''] = key.split('#');
  return { repository: repository || native.repository, number: Number(number) };
}

/** Its path below the API. */
export function pathOf(key: string, view: View): string {
  const { repository, number } = placeIn(key, view);
  return `/repos/${repository}/issues/${number}`;
}

export function toIssue(row: Row, place: Place, view: View): Issue {
  const { options } = view.settings;
  const description = unixLines(row.body);
  const priorities = row.labels.filter((label) => isPriority(label, view.settings));
  return {
    ...place,
    url: row.url,
    updatedAt: Date.parse(row.updated),
    createdAt: Date.parse(row.created),
    marker: markerIn(description),
    description,
    fields: {
      title: row.title,
      body: bodyIn(description),
      priority: options.priorities === null ? null : priorities.toSorted().join(BETWEEN) || null,
      status: statusOf(row),
      parent: options.parent === null ? null : row.parent,
      custom: picked(row, options.custom),
      labels: row.labels.filter((label) => !priorities.includes(label) && !isMark(label, view.settings)).toSorted(),
      assignee: assigneeOf(row, view.settings),
    },
    ...(Object.keys(options.lookup).length === 0 ? {} : { lookup: picked(row, options.lookup) }),
  };
}

/** Of an issue that people gave several priorities. */
const BETWEEN = ', ';

const isMark = (label: string, { markerLabel }: GithubSettings): boolean =>
  markerLabel !== null && isSame(label, markerLabel);

const isPriority = (label: string, { options }: GithubSettings): boolean =>
  isIn(Object.values(options.priorities ?? {}), label);

export const isDuplicate = ({ labels }: Row, { duplicateLabel }: GithubSettings): boolean =>
  duplicateLabel !== null && isIn(labels, duplicateLabel);

function statusOf({ state, reason }: Row): string {
  if (state === 'open') return 'open';
  return reason === 'not_planned' || reason === 'duplicate' ? reason : 'closed';
}

const picked = (row: Row, names: object): Record<string, string> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, name === 'milestone' ? row.milestone : row.type]));

/** Of several the one that we know; otherwise the first. */
function assigneeOf({ assignees }: Row, { users }: GithubSettings): string | null {
  const known = Object.entries(users).find(([, login]) => isIn(assignees, login));
  return known?.[0] ?? assignees[0]?.toLowerCase() ?? null;
}

/** What GitHub will give back for composed fields: see `Tracker.normalize`. `native` is null before the lists are read. */
export function normalized(fields: IssueFields, settings: GithubSettings, native: Native | null): IssueFields {
  const spelled = (label: string): string => {
    const name = oneLine(label, LABEL_LENGTH);
    return native?.labels.find((known) => isSame(known, name)) ?? name;
  };
  const labels = fields.labels.map(spelled).filter((label) => isOwn(label, settings));
  return {
    ...fields,
    title: oneLine(fields.title, TITLE_LENGTH),
    body: fields.body === null ? null : quietMarkdown(fields.body) || null,
    priority: fields.priority === null ? null : spelled(fields.priority),
    custom: Object.fromEntries(Object.entries(fields.custom).map(([name, value]) => [name, oneLine(value, 256)])),
    labels: labels.filter((label, at) => labels.findIndex((other) => isSame(label, other)) === at).toSorted(),
  };
}

const isOwn = (label: string, settings: GithubSettings): boolean =>
  label !== '' && !isMark(label, settings) && !isPriority(label, settings);

/** The body of a create: everything at once, the marker inside. */
export function draftBody({ marker, taskId, taskUrl, fields }: IssueDraft, view: View): Readonly<Record<string, Json>> {
  const { markerLabel } = view.settings;
  const labels = [markerLabel, fields.priority, ...fields.labels].filter((label) => label !== null);
  return {
    title: fields.title,
    body: withBlock('', { marker, taskId, taskUrl, body: fields.body }),
    ...(labels.length === 0 ? {} : { labels }),
    ...assigneesOf(fields.assignee ?? undefined, view),
    ...customBody(fields.custom, view),
  };
}

/** The body of an update: only what changes. Labels and the parent are changed one by one. */
export const changeBody = (change: IssueChange, view: View): Readonly<Record<string, Json>> => ({
  ...(change.fields.title === undefined ? {} : { title: change.fields.title }),
  ...textOf(change),
  ...(change.fields.status ? stateOf(change.fields.status) : {}),
  ...assigneesOf(change.fields.assignee, view),
  ...customBody(change.fields.custom ?? {}, view),
});

/** The block is rewritten when its text changes or its marker is missing; the rest stays. */
function textOf({ issue, fields, marker, taskId, taskUrl }: IssueChange): Record<string, Json> {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return {};
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  // An issue that gets a marker has none that counts: one that is there was let go by this task.
  const former = marker === null ? known : (markerIn(issue.description) ?? known);
  return { body: withBlock(issue.description, { marker: known, taskId, taskUrl, body }, former) };
}

export function stateOf(status: string): Readonly<Record<string, Json>> {
  if (status === 'open') return { state: 'open' };
  return { state: 'closed', state_reason: status === 'closed' ? 'completed' : knownStatus(status, PARAM.targets) };
}

export function knownStatus(status: string, param: string): string {
  if (STATUSES.some((known) => known === status)) return status;
  throw new TrackerError('settings', `GitHub has no status "${status}"; it has ${STATUSES.join(', ')}.`, { param });
}

/** Somebody whom we do not know, or who cannot be assigned to, is left out. */
function assigneesOf(assignee: string | null | undefined, { native, settings }: View): Record<string, Json> {
  if (assignee === undefined || !settings.options.assignees) return {};
  if (assignee === null) return { assignees: [] };
  const login = settings.users[assignee] ?? (assignee.includes('@') ? undefined : assignee);
  return login === undefined || !isIn(native.assignable, login) ? {} : { assignees: [login] };
}

function customBody(custom: Readonly<Record<string, string>>, { native }: View): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(custom).map(([name, value]): [string, Json] => {
      if (value === '') return [name, null];
      return [name, name === 'milestone' ? milestoneOf(value, native) : value];
    }),
  );
}

function milestoneOf(title: string, { milestones }: Native): number {
  const number = milestones[title];
  if (number !== undefined) return number;
  const has = Object.keys(milestones).join(', ') || 'none';
  throw new TrackerError('refused', `The repository has no milestone "${title}"; it has ${has}.`);
}

export interface LabelChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** One by one, so that a label that somebody adds meanwhile stays. An issue that gets our marker gets our label, too. */
export function labelChanges({ fields, issue, marker }: IssueChange, { settings }: View): LabelChanges {
  const before = issue.fields.labels;
  const { labels = before, priority = null } = fields;
  const had = priority === null ? [] : (issue.fields.priority ?? '').split(BETWEEN).filter((name) => name !== '');
  const mark = marker === null ? null : settings.markerLabel;
  const added = [mark, priority !== null && isIn(had, priority) ? null : priority].filter((label) => label !== null);
  return {
    added: [...added, ...labels.filter((label) => !before.includes(label))],
    removed: [...before.filter((label) => !labels.includes(label)), ...had.filter((name) => name !== priority)],
  };
}
