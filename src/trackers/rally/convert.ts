/** Rally's words ↔ neutral ones. Nothing of Rally's shapes gets past this file. */
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { fitting } from '../text/fitting.ts';
import { fromHtml, toHtml } from '../text/html.ts';
import { idOf, relative, type Ref, type Row } from './api.ts';
import { bodyIn, defused, isMarker, withBlock } from '../text/html-block.ts';
import { list, type Attribute, type View } from './native.ts';
import { PARAM, type RallySettings } from './params.ts';

const TITLE_LENGTH = 255;

/** Rich text is refused beyond 32,768 characters; our lines and what people add need a little. */
const BODY_LENGTH = 30_000;

/** Where tags hold the marker, every issue of ours carries this one too: the question for all of them. */
export const COMMON_TAG = 'lockstep';

/** The attributes that an `Issue` is made of, for `fetch`. */
export function fetchOf({ settings, native, custom, lookup }: View): string {
  const { card, statusField, markerField } = settings;
  const names = ['ObjectID', 'FormattedID', 'Name', 'Description', 'Project', 'CreationDate', 'LastUpdateDate', 'Tags'];
  const more = [
    statusField,
    card.priority,
    markerField,
    native.parent?.field,
    ...[...Object.values(custom), ...Object.values(lookup)].map(({ element }) => element),
  ].filter((name) => typeof name === 'string');
  return [...new Set([...names, 'Owner', 'UserName', 'EmailAddress', ...more])].join(',');
}

/** `known`: the last observation, which saves reading the same text again. */
export function toIssue(row: Row, view: View, known?: Issue): Issue {
  const { settings } = view;
  const tags = tagNames(row);
  const description = row.Description ?? '';
  return {
    id: String(row.ObjectID),
    key: row.FormattedID,
    url: `${view.root}/#/detail/${settings.card.page}/${row.ObjectID}`,
    project: idOf(row.Project._ref),
    updatedAt: Date.parse(row.LastUpdateDate),
    createdAt: Date.parse(row.CreationDate),
    marker: markerOf(row, tags, settings),
    description,
    ...(Object.keys(view.lookup).length === 0
      ? {}
      : { lookup: mapValues(view.lookup, ({ element }) => textOf(row[element])) }),
    fields: {
      title: row.Name,
      body: known?.description === description ? known.fields.body : bodyIn(description),
      priority: settings.card.priority === null ? null : textOf(row[settings.card.priority]) || null,
      status: textOf(row[settings.statusField]),
      parent: parentOf(row, view),
      custom: mapValues(view.custom, ({ element }) => textOf(row[element])),
      labels: tags.filter((tag) => !isMark(tag, settings)).toSorted(),
      assignee: assigneeOf(row, view),
    },
  };
}

/** A reference shows the name of what it refers to. */
const textOf = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) return (value as Partial<Ref>)._refObjectName ?? '';
  return value === null || value === undefined ? '' : String(value as string | number | boolean);
};

function tagNames({ FormattedID: key, Tags: { Count: count, _tagsNameArray: names = [] } }: Row): readonly string[] {
  if (names.length === count) return names.map(({ Name }) => Name);
  throw new TrackerError('settings', `This Rally does not name the tags of ${key} together with the item.`);
}

function markerOf(row: Row, tags: readonly string[], { markerField }: RallySettings): string | null {
  const found = (markerField === null ? tags : [textOf(row[markerField])]).filter(isMarker);
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : null;
}

const isMark = (tag: string, { markerField }: RallySettings): boolean =>
  markerField === null && (isMarker(tag) || tag === COMMON_TAG);

/** The parent that the parameters name is called as there. */
function parentOf(row: Row, { native, settings }: View): string | null {
  if (native.parent === null) return null;
  const parent = row[native.parent.field] as (Ref & { readonly FormattedID?: string }) | null | undefined;
  if (parent === null || parent === undefined) return null;
  return relative(parent._ref) === native.parent.ref
    ? settings.options.parent
    : (parent.FormattedID ?? idOf(parent._ref));
}

function assigneeOf({ Owner: owner = null }: Row, { native }: View): string | null {
  if (owner === null) return null;
  const ref = relative(owner._ref);
  const known = Object.keys(native.people).find((email) => native.people[email] === ref);
  return known ?? ((owner.EmailAddress ?? owner.UserName ?? '').toLowerCase() || idOf(owner._ref));
}

const REST = '*The text goes on in Lockstep: the link above leads there.*';

/** What Rally will give back for composed fields: see `Tracker.normalize`. A task's parent is not a matter of choice. */
export function normalized(fields: IssueFields, settings: RallySettings): IssueFields {
  const { card, options } = settings;
  const labels = fields.labels.map((label) => plain(label)).filter((label) => label !== '' && !isMark(label, settings));
  return {
    ...fields,
    title: fitted(plain(fields.title)),
    body: fields.body === null ? null : bodyOf(fields.body),
    priority: card.priority === null ? null : fields.priority,
    parent: fields.parent ?? (card.element === 'Task' ? options.parent : null),
    custom: mapValues(fields.custom, (value) => value.replaceAll(/\r\n?/g, '\n').trim()),
    labels: [...new Set(labels)].toSorted(),
  };
}

/** One line. What looks like a tag of HTML is refused in names, so its bracket is written in another way. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/<(?=[a-z!/?])/gi, '‹');

function bodyOf(markdown: string): string | null {
  return fromHtml(fittingHtml(defused(markdown), REST)) || null;
}

/** HTML that Rally takes: cut between blocks where the text is too long, and then followed by `more`. */
export const fittingHtml = (markdown: string, more: string): string =>
  toHtml(fitting(markdown, BODY_LENGTH, toHtml, more));

/** Cut without cutting a surrogate pair in two. */
function fitted(title: string): string {
  if (title.length <= TITLE_LENGTH) return title;
  return `${title.slice(0, TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Every tag that a draft needs. */
export const tagsOf = ({ fields, marker }: IssueDraft, { settings }: View): readonly string[] => [
  ...fields.labels,
  ...markTags(marker, settings),
];

export const markTags = (marker: string | null, { markerField }: RallySettings): readonly string[] =>
  markerField === null && marker !== null ? [COMMON_TAG, marker] : [];

/** The body of a create: everything at once, the marker inside. */
export function draftBody(draft: IssueDraft, view: View, tags: readonly string[]): Json {
  const { marker, taskId, taskUrl, fields } = draft;
  return {
    Project: view.native.project,
    ...nativeFields(fields, view),
    Description: withBlock('', { marker, taskId, taskUrl, body: fields.body }),
    ...markerBody(marker, view.settings),
    ...(tags.length === 0 ? {} : { Tags: tags.map((_ref) => ({ _ref })) }),
  };
}

/** The body of an update: only what changes; labels are changed one by one. */
export const changeBody = (change: IssueChange, view: View): Record<string, Json> => ({
  ...nativeFields(change.fields, view),
  ...descriptionBody(change),
  ...markerBody(change.marker, view.settings),
});

const markerBody = (marker: string | null, { markerField }: RallySettings): Record<string, Json> =>
  marker === null || markerField === null ? {} : { [markerField]: marker };

/** The block is rewritten when its text changes or its marker is missing; the rest of the description stays. */
function descriptionBody({ issue, fields, marker, taskId, taskUrl }: IssueChange): Record<string, Json> {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return {};
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  return { Description: withBlock(issue.description, { marker: known, taskId, taskUrl, body }) };
}

/** A status '' and a priority null mean "leave it"; a parent null takes it away. */
function nativeFields(fields: Partial<IssueFields>, view: View): Record<string, Json> {
  const { title, priority, status, parent, custom = {} } = fields;
  const { card, statusField } = view.settings;
  return {
    ...(title === undefined ? {} : { Name: title }),
    ...(priority && card.priority !== null ? { [card.priority]: knownPriority(priority, view) } : {}),
    ...(status ? { [statusField]: statusValue(status, view) } : {}),
    ...parentBody(parent, view),
    ...ownerBody(fields.assignee, view),
    ...Object.fromEntries(Object.entries(custom).map(([name, value]) => customEntry(view.custom[name], value))),
  };
}

function parentBody(parent: string | null | undefined, { native, settings }: View): Record<string, Json> {
  if (native.parent === null || parent === undefined) return {};
  return { [native.parent.field]: parent === settings.options.parent ? native.parent.ref : null };
}

/** Somebody who has no account is nobody that we could assign it to. */
function ownerBody(assignee: string | null | undefined, { native, settings }: View): Record<string, Json> {
  if (assignee === undefined || !settings.options.assignees) return {};
  if (assignee === null) return { Owner: null };
  const ref = native.people[assignee];
  return ref === undefined ? {} : { Owner: ref };
}

const customEntry = (attribute: Attribute | undefined, value: string): [string, Json] => {
  const typed = value === '' ? null : attribute?.type === 'BOOLEAN' ? value === 'true' : numberIn(attribute, value);
  return [attribute?.element ?? '', typed];
};

const numberIn = (attribute: Attribute | undefined, value: string): Json =>
  /^(?:INTEGER|DECIMAL|QUANTITY)$/.test(attribute?.type ?? '') && value !== '' ? Number(value) : value;

/** The status as Rally takes it, or `settings` naming what there is. */
export function statusValue(name: string, { native }: View, param: string = PARAM.targets): string {
  const found = native.statuses.find((status) => status.name === name);
  if (found !== undefined) return found.ref ?? found.name;
  const has = list(native.statuses.map((status) => status.name));
  throw new TrackerError('settings', `Rally has no status "${name}" for this card type; it has ${has}.`, { param });
}

export function knownPriority(name: string, { native }: View): string {
  if (native.priorities.includes(name)) return name;
  throw new TrackerError('settings', `Rally has no priority "${name}"; it has ${list(native.priorities)}.`, {
    param: PARAM.priorities,
  });
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));
