/** One request as the fake's endpoints see it, and what all of them ask first. */
import type { Instant } from '../../model/instant.ts';
import { jsonAnswer } from '../fake.ts';
import { may } from './fake-accounts.ts';
import { refusal, Refused } from './fake-answers.ts';
import {
  issueNamed,
  projectNamed,
  type FakeAccount,
  type FakeIssue,
  type FakeProject,
  type FakeWorld,
} from './fake-world.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface Call {
  readonly world: FakeWorld;
  readonly cloud: boolean;
  readonly now: Instant;
  /** Null: nobody. */
  readonly user: FakeAccount | null;
  /** Where the server begins: `https://host/jira`. */
  readonly root: string;
  /** Where the interface begins: `https://host/jira/rest/api/2`. */
  readonly self: string;
  /** Texts are documents, not markup. */
  readonly rich: boolean;
  readonly query: URLSearchParams;
  /** The body as an object; empty where it is none. */
  readonly body: Body;
  readonly raw: unknown;
}

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A list as bodies and queries have it: `["a","b"]` or `a,b`. */
export const namesIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map(textOf) : textOf(value).split(',')).map((name) => name.trim()).filter(Boolean);

export const allowed = ({ user }: Pick<Call, 'user'>, permission: string, project: FakeProject | null): boolean =>
  may(user, permission, project);

/** Whoever is not logged in is told so. */
export function loggedIn({ user }: Call): FakeAccount {
  if (user !== null) return user;
  throw new Refused(
    jsonAnswer(401, { message: 'Client must be authenticated to access this resource.', 'status-code': 401 }),
  );
}

export function visibleProject(call: Call, name: string): FakeProject {
  const project = projectNamed(call.world, name);
  if (project !== undefined && allowed(call, 'BROWSE_PROJECTS', project)) return project;
  throw refusal(404, `No project could be found with key '${name}'.`);
}

/** Undefined: it is not there, or not for these eyes. */
export function seenIssue(call: Call, name: string): FakeIssue | undefined {
  const issue = issueNamed(call.world, name);
  return issue !== undefined && allowed(call, 'BROWSE_PROJECTS', issue.project) ? issue : undefined;
}

/** Cloud does not tell what is hidden from what is missing; Data Center does. */
export function visibleIssue(call: Call, name: string): FakeIssue {
  const issue = seenIssue(call, name);
  if (issue !== undefined) return issue;
  if (call.cloud) throw refusal(404, 'Issue does not exist or you do not have permission to see it.');
  if (issueNamed(call.world, name) === undefined) throw refusal(404, 'Issue Does Not Exist');
  const hidden = 'You do not have the permission to see the specified issue.';
  throw call.user === null ? refusal(401, hidden, 'Login Required') : refusal(403, hidden);
}

export interface Page {
  readonly startAt: number;
  readonly maxResults: number;
}

/** `most`: what the endpoint gives at a time. */
export function pageIn(source: URLSearchParams | Body, usual: number, most: number): Page {
  const read = (name: string): unknown => (source instanceof URLSearchParams ? source.get(name) : source[name]);
  const wanted = read('maxResults');
  return {
    startAt: Math.max(0, Number(read('startAt') ?? 0)),
    maxResults: Math.min(most, wanted === undefined || wanted === null ? usual : Number(wanted)),
  };
}

export const cut = <T>(all: readonly T[], { startAt, maxResults }: Page): readonly T[] =>
  all.slice(startAt, startAt + maxResults);
