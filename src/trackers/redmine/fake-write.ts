/** How the fake Redmine takes creates and updates: complaints in words, and silence where the real one is silent. */
import type { Instant } from '../../model/instant.ts';
import type { Named } from './api.ts';
import { childrenOf, fieldsOf, hasIssues, may, roleIn } from './fake-world.ts';
import type { FakeIssue, FakeJournal, FakeProject, FakeRole, FakeStatus, FakeUser, FakeWorld } from './fake-world.ts';

export type Attributes = Readonly<Record<string, unknown>>;

interface Writing {
  readonly world: FakeWorld;
  readonly user: FakeUser;
  readonly role: FakeRole;
  readonly now: Instant;
}

const SHUT = ['Project cannot be blank', 'Tracker cannot be blank', 'Status cannot be blank'];

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const byId = <T extends Named>(all: readonly T[], id: unknown): T | undefined =>
  all.find((one) => String(one.id) === text(id));

/** The new issue, or what is wrong with it. Unknown trackers fall back to the first. */
export function createIssue(
  world: FakeWorld,
  user: FakeUser,
  attributes: Attributes,
  now: Instant,
): FakeIssue | readonly string[] {
  const wanted = text(attributes['project_id']);
  const project = world.projects.find(({ id, identifier }) => identifier === wanted || String(id) === wanted);
  const role = project === undefined ? null : roleIn(world, user, project);
  if (project === undefined || role === null || !takesIssues(project, role)) {
    return [...subjectErrors(attributes['subject']), ...SHUT];
  }
  const writing = { world, user, role, now };
  const issue = blankIssue(writing, project, attributes['tracker_id']);
  const errors = assign(writing, issue, attributes, true);
  if (errors.length > 0) return errors;
  world.nextId += 1;
  world.issues.set(issue.id, issue);
  touchParent(writing, issue, 'child_id');
  return issue;
}

const takesIssues = (project: FakeProject, role: FakeRole): boolean =>
  project.status === 1 && hasIssues(project) && project.trackers.length > 0 && may(role, 'add_issues');

const NEW: FakeStatus = { id: 1, name: 'New', is_closed: false };
const NORMAL: Named = { id: 2, name: 'Normal' };

const blankIssue = ({ world, user, now }: Writing, project: FakeProject, trackerId: unknown): FakeIssue => ({
  id: world.nextId,
  project,
  tracker: byId(project.trackers, trackerId) ?? project.trackers[0] ?? { id: 0, name: '' },
  status: world.statuses[0] ?? NEW,
  priority: world.priorities[1] ?? NORMAL,
  author: { id: user.id, name: user.name },
  parent: null,
  subject: '',
  description: null,
  custom: new Map(),
  created: now,
  updated: now,
  closed: null,
  journals: [],
});

/** Null when it was taken, in whole or in part; the caller cannot tell. */
export function updateIssue(writing: Writing, issue: FakeIssue, attributes: Attributes): readonly string[] | null {
  const { world, user, role, now } = writing;
  const draft: FakeIssue = { ...issue, custom: new Map(issue.custom) };
  const mayEdit = may(role, 'edit_issues');
  const errors = mayEdit ? assign(writing, draft, attributes, false) : [];
  if (errors.length > 0) return errors;
  const details = differences(issue, draft);
  const notes = text(attributes['notes']);
  const entry: FakeJournal = { id: world.nextId, user: { id: user.id, name: user.name }, notes, created: now, details };
  if (notes !== '' || details.length > 0) draft.journals.push(entry);
  draft.updated = now; // whatever came of it
  draft.closed = draft.status.is_closed ? (issue.closed ?? now) : issue.closed;
  world.issues.set(issue.id, draft);
  if (draft.priority.id !== issue.priority.id) touchParent(writing, draft, 'priority_id');
  return null;
}

function assign(writing: Writing, issue: FakeIssue, attributes: Attributes, isNew: boolean): readonly string[] {
  const errors: string[] = [];
  if (isNew || 'subject' in attributes) {
    errors.push(...subjectErrors(attributes['subject']));
    issue.subject = text(attributes['subject']);
  }
  if ('description' in attributes)
    issue.description = text(attributes['description']).replaceAll(/\r\n|\r|\n/g, '\r\n');
  assignStatus(writing, issue, attributes['status_id'], isNew);
  errors.push(...assignPriority(writing, issue, attributes['priority_id']));
  errors.push(...assignParent(writing, issue, attributes['parent_issue_id']));
  assignCustom(writing, issue, attributes['custom_fields']);
  const required = fieldsOf(writing.world, issue.project).filter((field) => field.required);
  const blank = required.filter(({ id }) => (issue.custom.get(id) ?? '') === '');
  return [...blank.map(({ name }) => `${name} cannot be blank`), ...errors];
}

function subjectErrors(value: unknown): readonly string[] {
  const subject = text(value);
  if (subject.trim() === '') return ['Subject cannot be blank'];
  return subject.length > 255 ? ['Subject is too long (maximum is 255 characters)'] : [];
}

/** The statuses this account may give the issue now; an issue with open children cannot be closed. */
export function allowedStatuses({ world, role }: Pick<Writing, 'world' | 'role'>, issue: FakeIssue, isNew = false) {
  const hasOpenChild = childrenOf(world, issue.id).some(({ status }) => !status.is_closed);
  return world.statuses.filter(
    (status) =>
      world.allows(role, isNew ? null : issue.status, status) && !(status.is_closed && hasOpenChild && !isNew),
  );
}

/** A status that is not allowed, or not there, is ignored without a word. */
function assignStatus(writing: Writing, issue: FakeIssue, id: unknown, isNew: boolean): void {
  const wanted = byId(allowedStatuses(writing, issue, isNew), id);
  if (wanted !== undefined) issue.status = wanted;
}

/** A parent has its children's priority. */
function assignPriority({ world }: Writing, issue: FakeIssue, id: unknown): readonly string[] {
  if (id === undefined || childrenOf(world, issue.id).length > 0) return [];
  const wanted = byId(world.priorities, id);
  if (wanted === undefined) return ['Priority cannot be blank'];
  issue.priority = wanted;
  return [];
}

function assignParent({ world, role }: Writing, issue: FakeIssue, id: unknown): readonly string[] {
  if (id === undefined || !may(role, 'manage_subtasks')) return [];
  if (text(id) === '') issue.parent = null;
  else if (Number(id) === issue.id || !world.issues.has(Number(id))) return ['Parent task is invalid'];
  else issue.parent = Number(id);
  return [];
}

/** Fields that the project does not have are ignored. */
function assignCustom({ world }: Writing, issue: FakeIssue, values: unknown): void {
  if (!Array.isArray(values)) return;
  const known = fieldsOf(world, issue.project);
  for (const { id, value } of values as readonly { id?: unknown; value?: unknown }[]) {
    const field = byId(known, id);
    if (field !== undefined) issue.custom.set(field.id, text(value));
  }
}

/** The highest priority of its open children, and a new time. */
function touchParent({ world, user, now }: Writing, child: FakeIssue, name: string): void {
  const parent = child.parent === null ? undefined : world.issues.get(child.parent);
  if (parent === undefined) return;
  const open = childrenOf(world, parent.id).filter(({ status }) => !status.is_closed);
  const highest = world.priorities.findLast(({ id }) => open.some(({ priority }) => priority.id === id));
  if (highest !== undefined) parent.priority = highest;
  parent.updated = now;
  const details = [{ property: 'attr', name, old_value: null, new_value: String(child.id) }];
  parent.journals.push({ id: world.nextId, user: { id: user.id, name: user.name }, notes: '', created: now, details });
}

function differences(before: FakeIssue, after: FakeIssue): FakeJournal['details'] {
  const attributes: readonly (readonly [string, (issue: FakeIssue) => string | null])[] = [
    ['subject', (issue) => issue.subject],
    ['description', (issue) => issue.description],
    ['status_id', (issue) => String(issue.status.id)],
    ['priority_id', (issue) => String(issue.priority.id)],
    ['parent_id', (issue) => (issue.parent === null ? null : String(issue.parent))],
  ];
  const changed = attributes
    .map(([name, of]) => ({ property: 'attr', name, old_value: of(before), new_value: of(after) }))
    .filter((detail) => detail.old_value !== detail.new_value);
  const custom = [...after.custom]
    .map(([id, value]) => ({
      property: 'cf',
      name: String(id),
      old_value: before.custom.get(id) ?? null,
      new_value: value,
    }))
    .filter((detail) => detail.old_value !== detail.new_value);
  return [...changed, ...custom];
}
