/** How the fake GitLab takes issues and comments: complaints in words, and silence where the real one is silent. */
import type { Instant } from '../../model/instant.ts';
import { commandsIn, mentionsIn, type Command } from './fake-text.ts';
import {
  LEVELS,
  levelIn,
  sees,
  type FakeIssue,
  type FakeNote,
  type FakeProject,
  type FakeUser,
  type FakeWorld,
} from './fake-world.ts';

export type Attributes = Readonly<Record<string, unknown>>;

export interface Writing {
  readonly world: FakeWorld;
  readonly user: FakeUser;
  readonly now: Instant;
}

/** What is wrong, as GitLab says it: by field. */
export type Complaint = Readonly<Record<string, readonly string[]>>;

export const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const list = (value: unknown): readonly string[] => {
  const parts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  return parts
    .flatMap((part) => part.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
};

/** The new issue, or what is wrong with it. Guests may create issues, but what they set beside the texts is dropped. */
export function createIssue(writing: Writing, project: FakeProject, attributes: Attributes): FakeIssue | Complaint {
  const { world, user, now } = writing;
  const complaint = titleErrors(attributes['title']);
  if (complaint !== null) return complaint;
  const issue: FakeIssue = {
    id: (world.nextId += 3),
    iid: project.nextIid,
    project,
    author: user,
    title: '',
    description: '',
    state: 'opened',
    labels: [],
    assignees: [],
    confidential: attributes['confidential'] === true,
    milestone: null,
    due: null,
    weight: null,
    epic: null,
    created: now,
    updated: now,
    closed: null,
    movedTo: null,
    notes: [],
    events: [],
  };
  project.nextIid += 1;
  world.issues.set(issue.id, issue);
  assign(writing, issue, attributes);
  return issue;
}

function titleErrors(value: unknown): Complaint | null {
  const title = text(value).trim();
  if (title === '') return { title: ["can't be blank"] };
  return title.length > 255 ? { title: ['is too long (maximum is 255 characters)'] } : null;
}

/** Null when it was taken, in whole or in part; the caller cannot tell. */
export function updateIssue(writing: Writing, issue: FakeIssue, attributes: Attributes): Complaint | null {
  const complaint = 'title' in attributes ? titleErrors(attributes['title']) : null;
  if (complaint === null) assign(writing, issue, attributes);
  return complaint;
}

function assign(writing: Writing, issue: FakeIssue, attributes: Attributes): void {
  const { world, user, now } = writing;
  issue.updated = now;
  assignTexts(writing, issue, attributes);
  notify(world, `${text(attributes['title'])}\n\n${'description' in attributes ? issue.description : ''}`);
  if (attributes['state_event'] === 'close') setState(writing, issue, 'closed');
  if (attributes['state_event'] === 'reopen') setState(writing, issue, 'opened');
  if ((levelIn(user, issue.project) ?? 0) < LEVELS.planner) return;
  assignLabels(writing, issue, attributes);
  for (const [name, set] of Object.entries(SETTERS)) if (name in attributes) set(issue, attributes[name], world);
}

function assignTexts(writing: Writing, issue: FakeIssue, attributes: Attributes): void {
  if ('title' in attributes) issue.title = text(attributes['title']).trim();
  if (!('description' in attributes)) return;
  const { commands, rest } = commandsIn(text(attributes['description']));
  issue.description = rest;
  for (const command of commands) obey(writing, issue, command);
}

function assignLabels(writing: Writing, issue: FakeIssue, attributes: Attributes): void {
  const removed = list(attributes['remove_labels']);
  const added = [...list(attributes['labels']), ...list(attributes['add_labels'])];
  const base = 'labels' in attributes ? [] : issue.labels.filter((label) => !removed.includes(label));
  setLabels(writing, issue, [...base, ...added]);
}

/** Weights and epics are ignored without GitLab Premium. */
const SETTERS: Readonly<Record<string, (issue: FakeIssue, value: unknown, world: FakeWorld) => void>> = {
  assignee_ids: (issue, ids, { users }) => {
    issue.assignees = users.filter(({ id }) => (ids as readonly number[]).includes(id));
  },
  milestone_id: (issue, id) => (issue.milestone = Number(id) || null),
  due_date: (issue, date) => (issue.due = text(date) || null),
  weight: (issue, weight, { premium }) => (issue.weight = premium && typeof weight === 'number' ? weight : null),
  epic_id: (issue, id, { premium }) => (issue.epic = (premium && Number(id)) || null),
};

/** Labels that are not there are made; with GitLab Premium the last of a scope pushes the others away. */
export function setLabels({ world, now }: Writing, issue: FakeIssue, labels: readonly string[]): void {
  const before = issue.labels;
  const scopeOf = (label: string): string => (world.premium ? (/^.+::(?=[^:]*$)/.exec(label)?.[0] ?? label) : label);
  issue.labels = [...new Map(labels.map((label) => [scopeOf(label), label])).values()];
  for (const label of issue.labels) {
    issue.project.labels.add(label);
    if (!before.includes(label)) issue.events.push({ at: now, state: null, label });
  }
}

function setState({ world, now }: Writing, issue: FakeIssue, state: FakeIssue['state']): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.closed = state === 'closed' ? now : null;
  issue.events.push({ at: now, state: state === 'closed' ? 'closed' : 'reopened', label: null });
  if (state === 'closed' && world.reopened.has(issue.id)) setState({ world, user: issue.author, now }, issue, 'opened');
}

function obey(writing: Writing, issue: FakeIssue, { name, argument }: Command): void {
  const names = [...argument.matchAll(/~"?([^"~]+?)"?(?=\s*(?:~|$))/g)].map(([, label]) => label ?? '');
  if (name === 'close') setState(writing, issue, 'closed');
  if (name === 'reopen') setState(writing, issue, 'opened');
  if (name === 'label') setLabels(writing, issue, [...issue.labels, ...names]);
  if (name === 'unlabel')
    setLabels(
      writing,
      issue,
      issue.labels.filter((label) => names.length > 0 && !names.includes(label)),
    );
  if (name === 'title') issue.title = argument;
  if (name === 'confidential') issue.confidential = true;
}

function notify({ notified }: FakeWorld, text: string): void {
  notified.push(...mentionsIn(text));
}

/** Null: there was nothing but commands. */
export function addNote(writing: Writing, issue: FakeIssue, text: string, internal = false): FakeNote | null {
  const { world, user, now } = writing;
  const { commands, rest } = commandsIn(text);
  for (const command of commands) obey(writing, issue, command);
  issue.updated = now;
  if (rest.trim() === '') return null;
  notify(world, rest);
  const note: FakeNote = { id: (world.nextId += 1), author: user, body: rest, system: false, internal, created: now };
  issue.notes.push(note);
  return note;
}

/** GitLab copies the issue and closes the original. Labels that the other project does not have are lost. */
export function moveIssue(writing: Writing, issue: FakeIssue, project: FakeProject): FakeIssue {
  const { world, now } = writing;
  const copy: FakeIssue = {
    ...issue,
    id: (world.nextId += 3),
    iid: project.nextIid,
    project,
    labels: issue.labels.filter((label) => project.labels.has(label)),
    milestone: null,
    updated: now,
    notes: [...issue.notes],
    events: [...issue.events],
  };
  project.nextIid += 1;
  world.issues.set(copy.id, copy);
  setState(writing, issue, 'closed');
  issue.movedTo = copy.id;
  issue.updated = now;
  const body = `moved to ${project.path}#${copy.iid}`;
  issue.notes.push({
    id: (world.nextId += 1),
    author: writing.user,
    body,
    system: true,
    internal: false,
    created: now,
  });
  return copy;
}

/** What pointed to it forgets it. */
export function removeIssue({ issues }: FakeWorld, issue: FakeIssue): void {
  issues.delete(issue.id);
  for (const other of issues.values()) if (other.movedTo === issue.id) other.movedTo = null;
}

export const mayEdit = (user: FakeUser, issue: FakeIssue): boolean =>
  sees(user, issue) &&
  !issue.project.archived &&
  ((levelIn(user, issue.project) ?? 0) >= LEVELS.planner || issue.author === user);
