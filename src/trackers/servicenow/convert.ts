/** ServiceNow's words ↔ neutral ones. Nothing of ServiceNow's shapes gets past this file. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import type { Row } from './api.ts';
import { bodyIn, defused, isMarker, trimmed, unixLines, withBlock } from './block.ts';
import { stateValue, type View } from './native.ts';
import { PARAM, type ServiceNowSettings } from './params.ts';

/** The columns' lengths; what is longer is cut without a word. */
const TITLE_LENGTH = 160;
const DESCRIPTION_LENGTH = 4_000;
/** For the two lines around our text, and some of what people write. */
const RESERVED = 600;

const WHOLE = 'correlation_display';

/** What a record is asked for. */
export const fieldsOf = ({ settings }: View): readonly string[] => [
  ...new Set([
    'sys_id',
    'number',
    'short_description',
    'description',
    'state',
    'correlation_id',
    'sys_updated_on',
    'sys_created_on',
    settings.place.column,
    settings.priorityField,
    ...Object.keys(settings.options.custom),
    ...Object.keys(settings.options.lookup),
  ]),
];

/** `2026-11-23 17:00:00`, in UTC without saying so. */
export const instantOf = (text: string): Instant => Date.parse(`${text.replace(' ', 'T')}Z`);

export function toIssue(row: Row, view: View): Issue {
  const { settings, root } = view;
  const text = (column: string): string => row[column] ?? '';
  const description = unixLines(text('description'));
  const id = text('sys_id');
  const marker = text('correlation_id');
  const { lookup } = settings.options;
  return {
    id,
    key: text('number') || id,
    url: `${root}/${settings.table}.do?sys_id=${id}`,
    project: text(settings.place.column),
    updatedAt: instantOf(text('sys_updated_on')),
    createdAt: instantOf(text('sys_created_on')),
    marker: isMarker(marker) ? marker : null,
    description,
    fields: {
      title: text('short_description'),
      body: bodyIn(description),
      priority: text(settings.priorityField) || null,
      status: stateLabel(text('state'), view),
      parent: null,
      custom: valuesOf(row, settings.options.custom),
      labels: [],
      assignee: null,
    },
    ...(Object.keys(lookup).length === 0 ? {} : { lookup: valuesOf(row, lookup) }),
  };
}

const stateLabel = (state: string, { native }: View): string =>
  native.states.find(({ value }) => value === state)?.label ?? state;

const valuesOf = (row: Row, names: object): Record<string, string> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, unixLines(row[name] ?? '')]));

/** What ServiceNow will give back for composed fields: see `Tracker.normalize`. */
export function normalized(fields: IssueFields, { options }: ServiceNowSettings): IssueFields {
  return {
    ...fields,
    title: fitted(fields.title.replaceAll(/\s+/g, ' ').trim(), TITLE_LENGTH, '…'),
    body: fields.body === null ? null : plainBody(fields.body),
    priority: options.priorities === null ? null : fields.priority,
    parent: null,
    custom: Object.fromEntries(Object.entries(fields.custom).map(([name, value]) => [name, unixLines(value).trim()])),
    labels: [],
    assignee: null,
  };
}

const MORE = '\n\n… The rest is in the task.';

/** Markdown is readable as it is, and ServiceNow shows what is written. */
function plainBody(markdown: string): string | null {
  const text = trimmed(defused(unixLines(markdown)));
  return trimmed(fitted(text, DESCRIPTION_LENGTH - RESERVED, MORE)) || null;
}

/** Cut without cutting a surrogate pair in two. */
function fitted(text: string, most: number, end: string): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - end.length).replace(/[\uD800-\uDBFF]$/, '')}${end}`;
}

type Columns = Record<string, Json>;

/** The record of a create: everything at once, the marker inside. */
export function draftRecord({ marker, taskId, taskUrl, fields }: IssueDraft, view: View): Columns {
  const { native, settings } = view;
  return {
    [settings.place.column]: native.home,
    correlation_id: marker,
    [WHOLE]: 'Lockstep',
    description: withBlock('', { marker, taskId, taskUrl, body: fields.body }),
    ...nativeFields(fields, view),
  };
}

/** The record of an update: only what changes. */
export function changeRecord(change: IssueChange, view: View): Columns {
  const { issue, fields, marker, taskId, taskUrl } = change;
  const known = marker ?? issue.marker;
  const rewritten = known !== null && (fields.body !== undefined || marker !== null);
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  return {
    ...nativeFields(fields, view),
    ...(rewritten ? { description: withBlock(issue.description, { marker: known, taskId, taskUrl, body }) } : {}),
    ...(marker === null ? {} : { correlation_id: marker, [WHOLE]: 'Lockstep' }),
  };
}

/** A status '' and a priority null mean "leave it". */
function nativeFields(fields: Partial<IssueFields>, view: View): Columns {
  const { title, priority, status, custom = {} } = fields;
  return {
    ...custom,
    ...(title === undefined ? {} : { short_description: title }),
    ...(priority ? { [view.settings.priorityField]: priority } : {}),
    ...(status ? { state: stateValue(view, status, PARAM.targets), ...closingFields(status, view.settings) } : {}),
  };
}

/** Closing usually asks for a code and for notes. */
function closingFields(status: string, { closing, options }: ServiceNowSettings): Columns {
  const { targets, closedStatus } = options;
  const open = Object.entries(targets).some(([name, target]) => name === 'TODO' && target === status);
  const closes = closedStatus === status || Object.values(targets).includes(status);
  return closes && !open ? { ...closing } : {};
}
