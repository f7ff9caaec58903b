/** What the fake GitHub remembers. */
import type { Instant } from '../../model/instant.ts';

export type Role = 'read' | 'triage' | 'write' | 'admin';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly token: string;
  /** An App has no user of its own. */
  readonly isApp: boolean;
  /** Of the token: it may write issues. */
  mayWrite: boolean;
  /** Of the token: an organization's single sign-on wants it authorized first. */
  isBlockedBySso: boolean;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  name: string;
  readonly formerNames: string[];
  isPrivate: boolean;
  hasIssues: boolean;
  isArchived: boolean;
  /** As they are spelled. */
  readonly labels: string[];
  /** Titles; the first has number 1. */
  readonly milestones: string[];
  readonly roles: Map<Account, Role>;
  /** By number, from 1: also what was deleted or transferred, so that no number is used twice. */
  readonly issues: Issue[];
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly at: Instant;
  readonly body: string;
}

/** Something that changed a field. */
export interface Event {
  readonly type: 'ClosedEvent' | 'ReopenedEvent' | 'RenamedTitleEvent' | 'AssignedEvent';
  readonly at: Instant;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly creator: string;
  /** When it came into this repository. */
  readonly since: Instant;
  readonly created: Instant;
  updated: Instant;
  /** Grows with every change. */
  version: number;
  title: string;
  body: string | null;
  editedAt: Instant | null;
  state: 'open' | 'closed';
  reason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  labels: string[];
  assignees: string[];
  milestone: string | null;
  type: string | null;
  parent: Issue | null;
  isLocked: boolean;
  readonly isPullRequest: boolean;
  readonly comments: Comment[];
  readonly events: Event[];
  gone: 'deleted' | Issue | null;
  /** What it was called before it was transferred, by repository and number; the first is the oldest. */
  readonly formerly: readonly string[];
}

export interface FakeWorld {
  readonly accounts: Account[];
  readonly repositories: Repository[];
  /** Types of issues in organizations. */
  readonly types: string[];
  /** Logins that were mentioned by a text, as often as they were. */
  readonly mentioned: string[];
  /** What a workflow of the repository does right after every write. */
  react: (issue: Issue) => void;
  nextId: number;
}

export const emptyWorld = (): FakeWorld => ({
  accounts: [],
  repositories: [],
  types: [],
  mentioned: [],
  react: () => undefined,
  nextId: 1_000,
});

export const newId = (world: FakeWorld): number => (world.nextId += 1);

export const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

/** By which it is known everywhere. */
export const placeOf = ({ repository, number }: Issue): string => `${repository.id}-${number}`;

export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What is there to be listed. */
export const present = ({ issues }: Repository): readonly Issue[] => issues.filter(({ gone }) => gone === null);

const RANKS: readonly Role[] = ['read', 'triage', 'write', 'admin'];

/** Null: the account does not see it. Apps have the rights that their installation gives. */
export function roleIn({ roles, isPrivate }: Repository, account: Account | null): Role | null {
  const role = account === null ? undefined : roles.get(account);
  return role ?? (isPrivate ? null : 'read');
}

export const mayLabel = (repository: Repository, account: Account): boolean =>
  RANKS.indexOf(roleIn(repository, account) ?? 'read') >= RANKS.indexOf('triage');

/** Everything that changes it shows in its time. */
export function touch(issue: Issue, now: Instant): void {
  issue.updated = now;
  issue.version += 1;
}

export type Values = Partial<
  Pick<Issue, 'title' | 'body' | 'labels' | 'assignees' | 'milestone' | 'type' | 'isLocked' | 'state' | 'reason'>
>;

/** A new issue with nothing in it but what is given. */
export function addIssue(
  world: FakeWorld,
  repository: Repository,
  creator: string,
  now: Instant,
): Issue & { title: string } {
  const issue: Issue = {
    id: newId(world),
    number: repository.issues.length + 1,
    repository,
    creator,
    since: now,
    created: now,
    updated: now,
    version: 1,
    title: '',
    body: null,
    editedAt: null,
    state: 'open',
    reason: null,
    labels: [],
    assignees: [],
    milestone: null,
    type: null,
    parent: null,
    isLocked: false,
    isPullRequest: false,
    comments: [],
    events: [],
    gone: null,
    formerly: [],
  };
  repository.issues.push(issue);
  return issue;
}

/** Labels that are not there yet are made, in the spelling that comes first. */
export const spelled = ({ labels }: Repository, names: readonly string[]): string[] =>
  names.map((name) => {
    const known = labels.find((label) => isSame(label, name));
    if (known === undefined) labels.push(name);
    return known ?? name;
  });

/** With the marks that they leave in its timeline. */
export function change(issue: Issue, values: Values, now: Instant): void {
  const next = { ...issue, ...values };
  const note = (changes: boolean, type: Event['type']): void => void (changes && issue.events.push({ type, at: now }));
  note(next.title !== issue.title, 'RenamedTitleEvent');
  // Another reason for a closed issue is another closing.
  const isClosedAnew = next.state === 'closed' && next.reason !== issue.reason;
  note(next.state !== issue.state || isClosedAnew, next.state === 'closed' ? 'ClosedEvent' : 'ReopenedEvent');
  note(next.assignees.join() !== issue.assignees.join(), 'AssignedEvent');
  if (next.body !== issue.body) issue.editedAt = now;
  Object.assign(issue, values);
  touch(issue, now);
}

const MENTION = /(?<![\w`])@([a-z0-9][a-z0-9-]*)/gi;

/** People are told, wherever their name stands outside of code. */
export function notify({ mentioned }: FakeWorld, text: string): void {
  const spoken = text.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, '');
  for (const [, login = ''] of spoken.matchAll(MENTION)) mentioned.push(login);
}
