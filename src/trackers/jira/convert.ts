/** Jira's words ↔ neutral ones. Nothing of Jira's shapes gets past this file. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueFields } from '../../model/issue.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { ADF_FORMAT } from './adf-format.ts';
import { fromJira, toJira, type Field } from './field.ts';
import { isMarker, normalBody, unixLines, type DescriptionFormat } from './format.ts';
import { fieldNamed, type Native, type View } from './native.ts';
import { PARAM } from './params.ts';
import { addressOf, type Accounts } from './people.ts';
import { orRefusal } from './refusal.ts';
import type { IssueFieldsRow, IssueRow } from './rows.ts';
import { WIKI_FORMAT } from './wiki-format.ts';

/** Jira's limit for summaries and for labels. */
const TITLE_LENGTH = 255;

/** The label that every issue of ours has beside its marker: the query for all of them. */
export const COMMON_LABEL = 'lockstep';

export const formatOf = ({ cloud }: Pick<Native, 'cloud'>): DescriptionFormat => (cloud ? ADF_FORMAT : WIKI_FORMAT);

export const accountsOf = ({ native, settings }: View): Accounts => ({
  given: settings.accounts,
  listed: native.people,
});

/** On Data Center an issue that is no sub-task belongs to its epic by a field of its own. */
export const epicField = ({ cloud, subtask, fields }: Native): Field | null =>
  cloud || subtask ? null : (fields.find(({ schema }) => schema.custom?.endsWith(':gh-epic-link')) ?? null);

type Fields = readonly (readonly [name: string, field: Field])[];

const fieldsOf = (native: Native, names: object, param: string): Fields =>
  Object.keys(names).map((name) => [name, customField(native, name, param)]);

const customFields = ({ native, settings }: View): Fields =>
  fieldsOf(native, settings.options.custom, PARAM.customFields);

/** Those by which issues are looked up that we did not make. */
const lookupFields = ({ native, settings }: View): Fields =>
  fieldsOf(native, settings.options.lookup, PARAM.lookupFields);

export function customField(native: Native, name: string, param: string = PARAM.customFields): Field {
  const field = fieldNamed(native, name);
  if (field !== undefined) return field;
  const names = native.fields.map((one) => one.name).join(', ');
  throw new TrackerError(
    'settings',
    `Issue type "${native.issueType.name}" has no field "${name}" on its create screen; it has ${names}. Give it one of ` +
      'these, or let an administrator add the field to the screen.',
    { param },
  );
}

const ALWAYS = 'summary description status priority labels parent assignee project issuetype created updated'.split(
  ' ',
);

/** What to ask for when issues are read. */
export const fieldsToRead = (view: View): readonly string[] => [
  ...ALWAYS,
  ...[...customFields(view), ...lookupFields(view)].map(([, { id }]) => id),
  ...[epicField(view.native)?.id ?? []].flat(),
];

export function toIssue(row: IssueRow, view: View): Issue {
  const { fields, properties } = row;
  const format = formatOf(view.native);
  const description = format.read(fields.description);
  const marker = properties?.lockstep?.marker ?? '';
  return {
    id: row.id,
    key: row.key,
    url: `${view.settings.site}/browse/${row.key}`,
    project: fields.project.id,
    ...timesOf(row),
    marker: isMarker(marker) ? marker : null,
    description: description.text,
    fields: {
      title: fields.summary,
      body: description.body,
      priority: fields.priority?.name ?? null,
      status: fields.status.name,
      parent: parentOf(fields, view.native),
      custom: valuesOf(fields, customFields(view), format),
      labels: ownLabels(fields.labels ?? []),
      assignee: assigneeOf(fields, view),
    },
    ...lookedUp(valuesOf(fields, lookupFields(view), format)),
  };
}

const valuesOf = (row: IssueFieldsRow, fields: Fields, format: DescriptionFormat): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map(([name, field]) => [name, unixLines(fromJira(field, row[field.id], format))]));

/** Absent where nothing is looked up. */
export const lookedUp = (lookup: NonNullable<Issue['lookup']>): Pick<Issue, 'lookup'> =>
  Object.keys(lookup).length === 0 ? {} : { lookup };

/**
 * An issue that nobody has touched since it was made is as old as we say in its property. So what we know of it after its
 * create is what we read later, without reading it back.
 */
function timesOf({ fields, properties }: IssueRow): { readonly createdAt: Instant; readonly updatedAt: Instant } {
  const [created, updated] = [Date.parse(fields.created), Date.parse(fields.updated)];
  const at = properties?.lockstep?.at;
  return at !== undefined && updated === created
    ? { createdAt: at, updatedAt: at }
    : { createdAt: created, updatedAt: updated };
}

function parentOf(fields: IssueFieldsRow, native: Native): string | null {
  const epic = epicField(native);
  if (epic === null) return fields.parent?.id ?? null;
  const key = fields[epic.id];
  if (typeof key !== 'string') return null;
  return key === native.parent?.key ? native.parent.id : key;
}

/** Whom an issue is assigned to is nobody's business until assignees are synchronized. */
function assigneeOf({ assignee }: IssueFieldsRow, view: View): string | null {
  return assignee && view.settings.options.assignees ? addressOf(assignee, accountsOf(view)) : null;
}

const ownLabels = (labels: readonly string[]): readonly string[] =>
  [...new Set(labels)].filter((label) => label !== COMMON_LABEL && !isMarker(label)).sort();

/** Labels have no spaces. */
const toLabel = (text: string): string => text.trim().replaceAll(/\s+/g, '-').slice(0, TITLE_LENGTH).toWellFormed();

/** What Jira will give back for composed fields: see `Tracker.normalize`. */
export function normalized(fields: IssueFields, view: View): IssueFields {
  const { native, settings } = view;
  const { parent, priority } = fields;
  return {
    ...fields,
    title: fitted(fields.title.replaceAll(/\s+/g, ' ').trim()),
    body: fields.body === null ? null : normalText(fields.body, view),
    priority: native.fields.some(({ id }) => id === 'priority') ? priority : null,
    parent: parent !== null && parent === settings.options.parent ? (native.parent?.id ?? parent) : parent,
    custom: Object.fromEntries(
      Object.entries(fields.custom).map(([name, value]) => [name, normalValue(native, name, value)]),
    ),
    labels: ownLabels(fields.labels.map(toLabel).filter((label) => label !== '')),
    assignee: fields.assignee?.includes('@') === true ? fields.assignee.toLowerCase() : fields.assignee,
  };
}

function normalText(markdown: string, { native, bodies }: View): string | null {
  const known = bodies.get(markdown);
  const body = known === undefined ? normalBody(markdown, formatOf(native)) : known;
  bodies.set(markdown, body);
  return body;
}

/** What a field does not take stays as it is: the create or update of that one issue tells why. */
function normalValue(native: Native, name: string, value: string): string {
  const format = formatOf(native);
  const field = customField(native, name);
  const typed = orRefusal(() => toJira(field, unixLines(value), format));
  return typed instanceof TrackerError ? value : unixLines(fromJira(field, typed, format));
}

/** Cut without cutting a surrogate pair in two. */
function fitted(title: string): string {
  if (title.length <= TITLE_LENGTH) return title;
  return `${title.slice(0, TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
