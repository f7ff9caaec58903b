/** What the fake Jira remembers. Issues are never changed in place: a search may still show an older one. */
import type { Instant } from '../../model/instant.ts';
import type { Json } from '../../model/json.ts';

export type Kind = 'cloud' | 'data-center';
export type Category = 'new' | 'indeterminate' | 'done';

export interface FakeAccount {
  /** On Data Center people are known by their names. */
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  /** An API token (Cloud) or a personal access token (Data Center). */
  readonly token: string;
  readonly password: string;
  readonly admin: boolean;
  readonly bulkChange: boolean;
  /** Cloud: the token works at the gateway only. */
  readonly scoped: boolean;
  /** Others do not get to see the address. */
  readonly emailHidden: boolean;
  active: boolean;
  /** Data Center asks for a CAPTCHA after three of them. */
  failedLogins: number;
}

export interface FakeNamed {
  readonly id: string;
  readonly name: string;
}

export interface FakeStatus extends FakeNamed {
  readonly category: Category;
}

export interface FakeTransition extends FakeNamed {
  /** Names of statuses. */
  readonly from: readonly string[] | 'any';
  readonly to: string;
  /** Ids of the fields that its screen asks for; null: it has no screen. */
  readonly fields: readonly string[] | null;
}

export interface FakeWorkflow {
  readonly name: string;
  readonly statuses: readonly FakeStatus[];
  readonly transitions: readonly FakeTransition[];
  readonly initial: string;
}

export interface FakeIssueType extends FakeNamed {
  /** 1 epics, 0 issues, -1 sub-tasks. */
  readonly level: 1 | 0 | -1;
}

export interface FakeProject extends FakeNamed {
  key: string;
  /** Keys that it had before. */
  readonly formerKeys: string[];
  readonly workflow: FakeWorkflow;
  readonly issueTypes: readonly FakeIssueType[];
  /** Account id → permissions; null: everybody who is logged in may work in it. */
  readonly members: Map<string, readonly string[]> | null;
  /** Whether it can be read without logging in. */
  isPublic: boolean;
  archived: boolean;
  nextNumber: number;
}

export interface FakeOption {
  readonly id: string;
  readonly value: string;
  readonly children: readonly FakeOption[];
}

export interface FakeField extends FakeNamed {
  /** The kind of value, as Jira's own custom field types are called; system fields are named by their ids. */
  readonly kind: string;
  readonly required: boolean;
  readonly options: readonly FakeOption[];
  /** What a new issue gets when nothing is said. */
  readonly default: Json | null;
  /** Keys of projects and names of issue types it is for; null: all. */
  readonly projects: readonly string[] | null;
  readonly issueTypes: readonly string[] | null;
  /** False: not on the edit screen. */
  readonly editable: boolean;
}

export interface FakeComment {
  readonly id: string;
  readonly author: FakeAccount;
  readonly updateAuthor: FakeAccount;
  /** A document on Cloud, text on Data Center. */
  readonly body: Json;
  readonly created: Instant;
  readonly updated: Instant;
  readonly properties: Readonly<Record<string, Json>>;
  /** Who may read it; absent: whoever sees the issue. */
  readonly visibility?: Json;
}

export interface FakeHistory {
  readonly id: string;
  readonly author: FakeAccount;
  readonly created: Instant;
  readonly items: readonly FakeChange[];
}

export interface FakeChange {
  readonly field: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface FakeLink {
  readonly id: number;
  readonly globalId: string | null;
  readonly body: Readonly<Record<string, Json>>;
}

export interface FakeIssue {
  readonly id: string;
  readonly key: string;
  /** Keys that it had before it moved. */
  readonly formerKeys: readonly string[];
  readonly project: FakeProject;
  readonly type: FakeIssueType;
  readonly status: FakeStatus;
  /** By field id; priority, resolution, assignee and parent hold ids. */
  readonly values: Readonly<Record<string, Json>>;
  readonly reporter: FakeAccount;
  readonly created: Instant;
  readonly updated: Instant;
  readonly archived: boolean;
  readonly properties: Readonly<Record<string, Json>>;
  readonly comments: readonly FakeComment[];
  readonly histories: readonly FakeHistory[];
  readonly links: readonly FakeLink[];
}

/** Null: it was gone by then. */
interface Version {
  readonly at: Instant;
  readonly issue: FakeIssue | null;
}

export interface FakeTask {
  readonly id: string;
  readonly by: FakeAccount;
  readonly submitted: Instant;
  readonly processed: readonly string[];
  readonly failed: Readonly<Record<string, readonly string[]>>;
  readonly inaccessible: number;
}

export interface FakeWorld {
  readonly kind: Kind;
  readonly cloudId: string;
  readonly contextPath: string;
  /** Of searches, in milliseconds. */
  indexLag: number;
  /** What a search gives at most in one page. */
  searchCap: number;
  /** Comments per issue. */
  commentLimit: number;
  /** False: what is done in the background is done, but never told as such. */
  tasksEnd: boolean;
  /** Data Center: whether passwords and access tokens are taken at all. */
  basicAuth: boolean;
  accessTokens: boolean;
  readonly accounts: FakeAccount[];
  readonly projects: FakeProject[];
  readonly priorities: FakeNamed[];
  readonly resolutions: FakeNamed[];
  readonly fields: FakeField[];
  readonly issues: Map<string, FakeIssue>;
  readonly versions: Map<string, Version[]>;
  readonly tasks: Map<string, FakeTask>;
  nextId: number;
}

/** Ids of everything come from one row. */
export function nextId(world: FakeWorld): string {
  world.nextId += 1;
  return String(world.nextId);
}

/** From now on the issue is like this. */
export function keep(world: FakeWorld, issue: FakeIssue, now: Instant): FakeIssue {
  world.issues.set(issue.id, issue);
  remember(world, issue.id, { at: now, issue });
  return issue;
}

export function forget(world: FakeWorld, issue: FakeIssue, now: Instant): void {
  world.issues.delete(issue.id);
  remember(world, issue.id, { at: now, issue: null });
}

/** Older versions go as soon as no search can show them any more. */
function remember(world: FakeWorld, id: string, version: Version): void {
  const versions = [...(world.versions.get(id) ?? []), version];
  const shown = versions.findLastIndex(({ at }) => at <= version.at - world.indexLag);
  world.versions.set(id, versions.slice(Math.max(0, shown)));
}

/** What searches know. `reconcile`: ids of issues that they look up once more. */
export function indexed(world: FakeWorld, now: Instant, reconcile: readonly string[] = []): readonly FakeIssue[] {
  return [...world.versions].flatMap(([id, versions]) => {
    const fresh = reconcile.includes(id) ? now : now - world.indexLag;
    const issue = versions.findLast(({ at }) => at <= fresh)?.issue;
    return issue === undefined || issue === null ? [] : [issue];
  });
}

/** By id, by key, or by a key of former days. */
export const issueNamed = ({ issues }: FakeWorld, name: string): FakeIssue | undefined =>
  issues.get(name) ?? [...issues.values()].find(({ key, formerKeys }) => isOneOf(name, [key, ...formerKeys]));

export const projectNamed = ({ projects }: FakeWorld, name: string): FakeProject | undefined =>
  projects.find(({ id, key, formerKeys }) => id === name || isOneOf(name, [key, ...formerKeys]));

const isOneOf = (name: string, keys: readonly string[]): boolean => keys.includes(name.toUpperCase());

export const childrenOf = ({ issues }: FakeWorld, id: string): readonly FakeIssue[] =>
  [...issues.values()].filter(({ values }) => values['parent'] === id);

/** The fields that issues of this type have in this project. */
export const fieldsOf = ({ fields }: FakeWorld, project: FakeProject, type: FakeIssueType): readonly FakeField[] =>
  fields.filter(
    ({ projects, issueTypes }) =>
      (projects === null || projects.includes(project.key)) && (issueTypes === null || issueTypes.includes(type.name)),
  );
