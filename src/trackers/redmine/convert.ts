/** Redmine's words ↔ neutral ones. Nothing of Redmine's shapes gets past this file. */
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import type { IssueRow } from './api.ts';
import { bodyIn, defused, isMarker, markerIn, trimmed, unixLines, withBlock } from './block.ts';
import { numberOf, trackerOf, type View } from './native.ts';
import { PARAM, type RedmineSettings } from './params.ts';
import { toTextile } from './textile.ts';

/** Redmine's limit for subjects. */
const TITLE_LENGTH = 255;

export function toIssue(row: IssueRow, view: View): Issue {
  const description = unixLines(row.description ?? '');
  return {
    id: String(row.id),
    key: `#${row.id}`,
    url: `${view.root}/issues/${row.id}`,
    project: String(row.project.id),
    updatedAt: Date.parse(row.updated_on),
    createdAt: Date.parse(row.created_on),
    marker: markerOf(row, description, view),
    description,
    fields: {
      title: row.subject,
      body: bodyIn(description),
      priority: row.priority?.name ?? null,
      status: row.status.name,
      parent: row.parent === undefined ? null : String(row.parent.id),
      custom: mapValues(view.custom, (id) => customValue(row, id)),
      labels: [],
      assignee: null,
    },
    ...(Object.keys(view.lookup).length === 0 ? {} : { lookup: mapValues(view.lookup, (id) => customValue(row, id)) }),
  };
}

function markerOf(row: IssueRow, description: string, { markerField }: View): string | null {
  const value = markerField === null ? '' : customValue(row, markerField);
  return isMarker(value) ? value : markerIn(description);
}

function customValue({ custom_fields: fields = [] }: IssueRow, id: number): string {
  const value = fields.find((field) => field.id === id)?.value ?? '';
  return unixLines(typeof value === 'string' ? value : value.join(', '));
}

/** What Redmine will give back for composed fields: see `Tracker.normalize`. */
export function normalized(fields: IssueFields, { textFormat }: RedmineSettings): IssueFields {
  return {
    ...fields,
    title: fitted(fields.title.replaceAll(/\s+/g, ' ').trim()),
    body: fields.body === null ? null : nativeBody(fields.body, textFormat),
    custom: mapValues(fields.custom, (value) => unixLines(value).trim()),
    labels: [],
    assignee: null,
  };
}

function nativeBody(markdown: string, format: RedmineSettings['textFormat']): string | null {
  const text = unixLines(markdown);
  const native = format === 'textile' ? toTextile(text) : text;
  return trimmed(defused(native)) || null;
}

/** Cut without cutting a surrogate pair in two. */
function fitted(title: string): string {
  if (title.length <= TITLE_LENGTH) return title;
  return `${title.slice(0, TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The body of a create: everything at once, the marker inside. */
export function draftBody(draft: IssueDraft, view: View): Json {
  const { marker, taskId, taskUrl, fields } = draft;
  return {
    project_id: view.native.projectId,
    tracker_id: trackerOf(view),
    description: withBlock('', { marker, taskId, taskUrl, body: fields.body }, view.settings.textFormat),
    ...nativeFields(fields, view),
    ...customBody(fields.custom, marker, view),
  };
}

/** The body of an update: only what changes. */
export function changeBody(change: IssueChange, view: View): Json {
  const { fields, comment, marker } = change;
  return {
    ...nativeFields(fields, view),
    ...descriptionBody(change, view),
    ...customBody(fields.custom ?? {}, marker, view),
    ...(comment === null ? {} : { notes: comment }),
  };
}

/** The block is rewritten when its text changes or its marker is missing; the rest of the description stays. */
function descriptionBody({ issue, fields, marker, taskId, taskUrl }: IssueChange, view: View): Record<string, Json> {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return {};
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  return {
    description: withBlock(issue.description, { marker: known, taskId, taskUrl, body }, view.settings.textFormat),
  };
}

/** A status '' and a priority null mean "leave it"; a parent null takes it away. */
function nativeFields(fields: Partial<IssueFields>, { native }: View): Record<string, Json> {
  const { title, priority, status, parent } = fields;
  return {
    ...(title === undefined ? {} : { subject: title }),
    ...(priority ? { priority_id: numberOf(native.priorities, priority, 'priority', PARAM.priorities) } : {}),
    ...(status ? { status_id: numberOf(native.statuses, status, 'status', PARAM.targets) } : {}),
    ...(parent === undefined ? {} : { parent_issue_id: parent === null ? null : Number(parent) }),
  };
}

function customBody(custom: Readonly<Record<string, string>>, marker: string | null, view: View): Record<string, Json> {
  const values: Json[] = Object.entries(custom).map(([name, value]) => ({ id: view.custom[name] ?? 0, value }));
  if (marker !== null && view.markerField !== null) values.push({ id: view.markerField, value: marker });
  return values.length === 0 ? {} : { custom_fields: values };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));
