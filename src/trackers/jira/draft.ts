/** Neutral words → what Jira is asked to store. */
import type { Instant } from '../../model/instant.ts';
import type { Issue, IssueChange, IssueDraft, IssueFields } from '../../model/issue.ts';
import type { Json } from '../../model/json.ts';
import { PROPERTY } from './api.ts';
import { accountsOf, COMMON_LABEL, customField, epicField, formatOf, lookedUp } from './convert.ts';
import { toJira } from './field.ts';
import type { Native, View } from './native.ts';
import { accountFor } from './people.ts';

const propertyOf = (marker: string, task: string, at?: Instant): Json => [
  { key: PROPERTY, value: { marker, task, ...(at === undefined ? {} : { at }) } },
];

/** The body of a create: everything at once, the marker inside. */
export function draftBody(draft: IssueDraft, view: View, at: Instant): { readonly [name: string]: Json } {
  const { marker, taskId, fields } = draft;
  const { native } = view;
  return {
    fields: {
      project: { id: native.projectId },
      issuetype: { id: native.issueType.id },
      description: formatOf(native).write('', { ...draft, body: fields.body }),
      labels: [...fields.labels, COMMON_LABEL, marker],
      ...nativeFields(leftOut(fields), view),
    },
    properties: propertyOf(marker, taskId, at),
  };
}

/** In a create, nothing is said about what is empty: Jira's own defaults stand. */
const leftOut = ({ title, priority, parent, custom, assignee }: IssueFields): Partial<IssueFields> => ({
  title,
  priority,
  custom,
  ...(parent === null ? {} : { parent }),
  ...(assignee === null ? {} : { assignee }),
});

/** The issue that a create of this draft makes. */
export function madeOf(
  draft: IssueDraft,
  made: { readonly id: string; readonly key: string; readonly status: string; readonly at: Instant },
  view: View,
): Issue {
  const { fields, marker } = draft;
  const { description } = draftBody(draft, view, made.at)['fields'] as { readonly description: Json };
  return {
    id: made.id,
    key: made.key,
    url: `${view.settings.site}/browse/${made.key}`,
    project: view.native.projectId,
    createdAt: made.at,
    updatedAt: made.at,
    marker,
    description: formatOf(view.native).read(description).text,
    fields: { ...fields, status: made.status },
    ...lookedUp(mapKeys(view.settings.options.lookup, (name) => fields.custom[name] ?? '')),
  };
}

const mapKeys = (names: object, of: (name: string) => string): Record<string, string> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, of(name)]));

/** The body of an update without the status: only what changes; null when that is nothing. */
export function changeBody(change: IssueChange, view: View): { readonly [name: string]: Json } | null {
  const { marker, taskId } = change;
  const fields = { ...nativeFields(change.fields, view), ...descriptionField(change, view) };
  const labels = labelSteps(change);
  const body = {
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(labels.length === 0 ? {} : { update: { labels } }),
    ...(marker === null ? {} : { properties: propertyOf(marker, taskId) }),
  };
  return Object.keys(body).length === 0 ? null : body;
}

function labelSteps({ issue, fields, marker }: IssueChange): readonly Json[] {
  const wanted = fields.labels ?? issue.fields.labels;
  const added = [
    ...wanted.filter((label) => !issue.fields.labels.includes(label)),
    ...(marker === null ? [] : [COMMON_LABEL, marker]),
  ];
  const removed = issue.fields.labels.filter((label) => !wanted.includes(label));
  return [...added.map((add) => ({ add })), ...removed.map((remove) => ({ remove }))];
}

/** The block is rewritten when its text changes or its marker is missing; the rest of the description stays. */
function descriptionField(
  { issue, fields, marker, taskId, taskUrl }: IssueChange,
  { native }: View,
): Record<string, Json> {
  const known = marker ?? issue.marker;
  if (known === null || (fields.body === undefined && marker === null)) return {};
  const body = fields.body === undefined ? issue.fields.body : fields.body;
  return { description: formatOf(native).write(issue.description, { marker: known, taskId, taskUrl, body }) };
}

/** A priority null means "leave it"; a parent or an assignee null takes it away; an unknown person is left out. */
function nativeFields(
  { title, priority, parent, custom, assignee }: Partial<IssueFields>,
  view: View,
): Record<string, Json> {
  const format = formatOf(view.native);
  return {
    ...(title === undefined ? {} : { summary: title }),
    ...(priority ? { priority: { name: priority } } : {}),
    ...(parent === undefined ? {} : parentField(parent, view.native)),
    ...(assignee === undefined ? {} : assigneeField(assignee, view)),
    ...Object.fromEntries(
      Object.entries(custom ?? {}).map(([name, value]) => {
        const field = customField(view.native, name);
        return [field.id, toJira(field, value, format)];
      }),
    ),
  };
}

function parentField(parent: string | null, native: Native): Record<string, Json> {
  const epic = epicField(native);
  if (epic === null) return { parent: parent === null ? null : { id: parent } };
  return { [epic.id]: parent === native.parent?.id ? native.parent.key : parent };
}

function assigneeField(assignee: string | null, view: View): Record<string, Json> {
  if (assignee === null) return { assignee: null };
  const account = accountFor(assignee, accountsOf(view));
  if (account === null) return {};
  return { assignee: view.native.cloud ? { accountId: account } : { name: account } };
}
