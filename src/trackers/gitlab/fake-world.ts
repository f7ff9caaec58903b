/** What the fake GitLab remembers, and who may do what in it. */
import type { Instant } from '../../model/instant.ts';

export interface FakeUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly isAdmin: boolean;
  state: 'active' | 'blocked';
  /** Told to members, if the person wants it. */
  publicEmail: string | null;
}

export interface FakeToken {
  readonly user: FakeUser;
  readonly text: string;
  readonly scopes: readonly string[];
  /** The last day, `2026-12-31`; null for ever. */
  expires: string | null;
  /** Of an application; nothing is known of it as a token. */
  readonly isOauth: boolean;
}

export interface FakeProject {
  readonly id: number;
  path: string;
  /** Under which it was known before. */
  readonly formerPaths: string[];
  visibility: 'private' | 'internal' | 'public';
  issuesAccess: 'disabled' | 'private' | 'enabled';
  archived: boolean;
  readonly members: Map<number, number>;
  /** Those who come with a group with which the project is shared: the project does not tell of them. */
  readonly guests: Map<number, number>;
  readonly labels: Set<string>;
  readonly milestones: Map<number, string>;
  nextIid: number;
}

export interface FakeNote {
  readonly id: number;
  readonly author: FakeUser;
  readonly body: string;
  readonly system: boolean;
  readonly internal: boolean;
  readonly created: Instant;
}

export interface FakeEvent {
  readonly at: Instant;
  readonly state: string | null;
  readonly label: string | null;
}

export interface FakeIssue {
  readonly id: number;
  readonly iid: number;
  readonly project: FakeProject;
  readonly author: FakeUser;
  title: string;
  description: string;
  state: 'opened' | 'closed';
  labels: readonly string[];
  assignees: readonly FakeUser[];
  confidential: boolean;
  milestone: number | null;
  due: string | null;
  weight: number | null;
  epic: number | null;
  readonly created: Instant;
  updated: Instant;
  closed: Instant | null;
  /** The copy in another project; forgotten when that is deleted. */
  movedTo: number | null;
  readonly notes: FakeNote[];
  readonly events: FakeEvent[];
}

export interface FakeEpic {
  readonly id: number;
  readonly iid: number;
  readonly group: string;
}

export interface FakeWorld {
  readonly host: string;
  readonly users: FakeUser[];
  readonly tokens: FakeToken[];
  readonly projects: FakeProject[];
  readonly issues: Map<number, FakeIssue>;
  readonly epics: FakeEpic[];
  /** GitLab Premium: scoped labels exclude each other; weights and epics. */
  premium: boolean;
  /** Lists that are longer are not counted. */
  counts: number;
  /** What an account may send in a minute; null: as much as it can. */
  limits: { creates: number | null; notes: number | null };
  /** Issues that an automation opens again at once. */
  readonly reopened: Set<number>;
  /** Who was told by a mention, in order. */
  readonly notified: string[];
  nextId: number;
}

export const emptyWorld = (): FakeWorld => ({
  host: 'https://gitlab.example',
  users: [],
  tokens: [],
  projects: [],
  issues: new Map(),
  epics: [],
  premium: true,
  counts: 10_000,
  limits: { creates: null, notes: null },
  reopened: new Set(),
  notified: [],
  nextId: 1000,
});

export const LEVELS = { guest: 10, planner: 15, reporter: 20, owner: 50 } as const;

/** What this account (null: nobody) is in the project; 0 for a visitor, null where the project is hidden. */
export function levelIn(user: FakeUser | null, project: FakeProject): number | null {
  if (user?.isAdmin === true) return LEVELS.owner;
  const level = user === null ? undefined : (project.members.get(user.id) ?? project.guests.get(user.id));
  if (level !== undefined) return level;
  const isOpen = project.visibility === 'public' || (project.visibility === 'internal' && user !== null);
  return isOpen ? 0 : null;
}

export function seesIssues(user: FakeUser | null, project: FakeProject): boolean {
  const level = levelIn(user, project);
  if (level === null || project.issuesAccess === 'disabled') return false;
  return project.issuesAccess === 'enabled' || level > 0;
}

/** Confidential ones are for planners and above, and for those whom they concern. */
export function sees(user: FakeUser | null, issue: FakeIssue): boolean {
  if (!seesIssues(user, issue.project)) return false;
  if (!issue.confidential || (levelIn(user, issue.project) ?? 0) >= LEVELS.planner) return true;
  return user !== null && (issue.author === user || issue.assignees.includes(user));
}
