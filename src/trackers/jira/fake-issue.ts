/** How the fake Jira writes down issues, and which part of them was asked for. */
import type { Json } from '../../model/json.ts';
import { stamp } from './fake-answers.ts';
import { namesIn, type Call } from './fake-call.ts';
import { commentsJson } from './fake-comments.ts';
import { historyJson } from './fake-history.ts';
import { showValue } from './fake-fields.ts';
import { accountJson, issueTypeJson, linkedIssueJson, namedJson, projectJson, statusJson } from './fake-json.ts';
import { childrenOf, fieldsOf, type FakeIssue } from './fake-world.ts';

/** What was asked for: names of fields, of properties and of what else to show. */
export interface Wanted {
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly expand: readonly string[];
}

/** From a query or a body. */
export function wantedIn(
  source: URLSearchParams | Readonly<Record<string, unknown>>,
  usual: readonly string[],
): Wanted {
  const read = (name: string): unknown => (source instanceof URLSearchParams ? source.get(name) : source[name]);
  const fields = namesIn(read('fields'));
  return {
    fields: fields.length === 0 ? usual : fields,
    properties: namesIn(read('properties')),
    expand: namesIn(read('expand')),
  };
}

export function issueJson(call: Call, issue: FakeIssue, wanted: Wanted): Json {
  const names = new Set(wanted.fields);
  if (names.size === 1 && names.has('id')) return { id: issue.id };
  const all = names.has('*all') || names.has('*navigable') || [...names].every((name) => name.startsWith('-'));
  const shown = Object.entries(readersOf(call, issue))
    .filter(([name]) => names.has(name) || (all && !names.has(`-${name}`) && (name !== 'comment' || names.has('*all'))))
    .map(([name, read]) => [name, read()] as const)
    .filter(([name, value]) => name !== 'parent' || value !== null); // the only one that is missing rather than null
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${call.self}/issue/${issue.id}`,
    key: issue.key,
    ...(wanted.properties.length === 0 ? {} : { properties: propertiesOf(issue, wanted.properties) }),
    fields: Object.fromEntries(shown),
    ...(wanted.expand.includes('changelog') ? { changelog: changelogJson(call, issue) } : {}),
  };
}

function propertiesOf({ properties }: FakeIssue, names: readonly string[]): Json {
  const wanted = Object.entries(properties).filter(([name]) => names.includes(name) || names.includes('*all'));
  return Object.fromEntries(wanted);
}

/** Newest first, all of them. */
const changelogJson = (call: Call, { histories }: FakeIssue): Json => ({
  startAt: 0,
  maxResults: histories.length,
  total: histories.length,
  histories: histories.toReversed().map((history) => historyJson(call, history)),
});

/** Every field; each costs only when it is asked for. */
function readersOf(call: Call, issue: FakeIssue): Readonly<Record<string, () => Json>> {
  const { project, type, values } = issue;
  const own = fieldsOf(call.world, project, type).map(
    (field) => [field.id, () => showValue(call, field, values[field.id] ?? null)] as const,
  );
  return {
    ...Object.fromEntries(own),
    issuetype: () => issueTypeJson(call, type),
    project: () => projectJson(call, project),
    status: () => statusJson(call, issue.status),
    creator: () => accountJson(call, issue.reporter),
    reporter: () => accountJson(call, issue.reporter),
    created: () => stamp(issue.created),
    updated: () => stamp(issue.updated),
    resolution: () => showResolution(call, issue),
    resolutiondate: () => (values['resolution'] ? stamp(Number(values['resolutiondate'])) : null),
    subtasks: () => subtasksJson(call, issue),
    issuelinks: () => [],
    comment: () => commentsJson(call, issue, { startAt: 0, maxResults: issue.comments.length }),
  };
}

const subtasksJson = (call: Call, { id }: FakeIssue): Json =>
  childrenOf(call.world, id)
    .filter(({ type }) => type.level === -1)
    .map((child) => linkedIssueJson(call, child));

function showResolution(call: Call, { values }: FakeIssue): Json {
  const found = call.world.resolutions.find(({ id }) => id === values['resolution']);
  return found === undefined ? null : namedJson(call, 'resolution', found);
}
