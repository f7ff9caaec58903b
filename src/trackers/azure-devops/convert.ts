/** Azure DevOps' words → neutral ones. Nothing of its shapes gets past this file and `patch.ts`. */
import type { Issue, IssueFields } from '../../model/issue.ts';
import { fitting } from '../text/fitting.ts';
import { fromHtml, toHtml } from '../text/html.ts';
import { bodyIn, defused, isMarker } from '../text/html-block.ts';
import type { Identity, Row } from './api.ts';
import { prioritiesOf, PRIORITY, type Field, type View } from './native.ts';
import { labelsIn, tagOf, tagsIn } from './tags.ts';

const TITLE_LENGTH = 255;

/** Far below what a field of rich text holds: the whole of a work item travels in every answer. */
const BODY_LENGTH = 100_000;

/** Single-line texts. */
const LINE_LENGTH = 255;

const ALWAYS = 'Id Rev TeamProject Title Description State Tags CreatedDate ChangedDate Parent AssignedTo'
  .split(' ')
  .map((name) => `System.${name}`);

/** The fields that an `Issue` is made of. */
export function fieldsToRead({ settings, native, custom, lookup }: View): readonly string[] {
  const more = [...Object.values(custom), ...Object.values(lookup)].map(({ ref }) => ref);
  const priority = prioritiesOf(native).length === 0 ? [] : [PRIORITY];
  return [
    ...new Set([...ALWAYS, ...priority, ...more, ...(settings.markerField === null ? [] : [settings.markerField])]),
  ];
}

/** `known`: the last observation, which saves reading the same text again. */
export function toIssue({ id, rev, fields, relations = [] }: Row, view: View, known?: Issue): Issue {
  const text = (name: string): string => textOf(fields[name]);
  const tags = tagsIn(fields['System.Tags']);
  const description = text('System.Description');
  const { markerField } = view.settings;
  return {
    id: String(id),
    key: `#${id}`,
    url: `${view.root}/${encodeURIComponent(text('System.TeamProject'))}/_workitems/edit/${id}`,
    project: text('System.TeamProject'),
    updatedAt: Date.parse(text('System.ChangedDate')),
    createdAt: Date.parse(text('System.CreatedDate')),
    revision: String(rev),
    marker: onlyMarker(markerField === null ? tags : [text(markerField)]),
    description,
    ...(Object.keys(view.lookup).length === 0 ? {} : { lookup: mapValues(view.lookup, ({ ref }) => text(ref)) }),
    fields: {
      title: text('System.Title'),
      body: known?.description === description ? known.fields.body : bodyIn(description),
      priority: text(PRIORITY) || null,
      status: text('System.State'),
      parent: parentOf(fields['System.Parent']) ?? parentOf(relations.find(({ rel }) => rel === PARENT)?.url),
      custom: mapValues(view.custom, ({ ref }) => text(ref)),
      labels: labelsIn(tags, markerField === null),
      assignee: assigneeOf(fields['System.AssignedTo'], view),
    },
  };
}

/** The relation of a child to its parent. */
export const PARENT = 'System.LinkTypes.Hierarchy-Reverse';

/** A number, or an address that ends with it. */
const parentOf = (value: unknown): string | null => /\d+$/.exec(textOf(value))?.[0] ?? null;

const textOf = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) return (value as Identity).displayName ?? '';
  return value === null || value === undefined ? '' : String(value as string | number | boolean);
};

/** Somebody may have copied two of our issues into one: then nothing proves which it is. */
function onlyMarker(texts: readonly string[]): string | null {
  const [only, ...others] = texts.filter(isMarker);
  return only === undefined || others.length > 0 ? null : only;
}

function assigneeOf(value: unknown, { native }: View): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { uniqueName = '', id = null } = value as Identity;
  const name = uniqueName.toLowerCase();
  const known = Object.keys(native.people).find((email) => native.people[email]?.toLowerCase() === name);
  return known ?? (name || id);
}

const REST = '*The text goes on in Lockstep: the link above leads there.*';

/** What Azure DevOps will give back for composed fields: see `Tracker.normalize`. */
export function normalized(fields: IssueFields, view: View): IssueFields {
  const hasPriority = prioritiesOf(view.native).length > 0;
  return {
    ...fields,
    title: fitted(oneLine(fields.title), TITLE_LENGTH),
    body: fields.body === null ? null : fromHtml(fittingHtml(defused(fields.body), REST)) || null,
    priority: hasPriority ? fields.priority : null,
    custom: Object.fromEntries(
      Object.entries(fields.custom).map(([name, value]) => [name, lineOf(value, view.custom[name])]),
    ),
    labels: labelsIn(fields.labels.map(tagOf), view.settings.markerField === null),
  };
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const lineOf = (value: string, field: Field | undefined): string =>
  field?.type === 'string' ? fitted(oneLine(value), LINE_LENGTH) : value.replaceAll(/\r\n?/g, '\n').trim();

/** HTML that is not too long: cut between blocks, and then followed by `more`. */
export const fittingHtml = (markdown: string, more: string): string =>
  toHtml(fitting(markdown, BODY_LENGTH, toHtml, more));

/** Cut without cutting a surrogate pair in two. */
function fitted(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));
