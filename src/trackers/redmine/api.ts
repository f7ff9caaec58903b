/** Redmine's REST API as far as we use it: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';

export interface Named {
  readonly id: number;
  readonly name: string;
}

export interface IssueRow {
  readonly id: number;
  readonly project: Named;
  readonly status: Named;
  readonly priority?: Named;
  readonly parent?: { readonly id: number };
  readonly subject: string;
  readonly description: string | null;
  readonly custom_fields?: readonly (Named & { readonly value?: string | readonly string[] | null })[];
  readonly created_on: string;
  readonly updated_on: string;
  /** Only with `include=allowed_statuses`. */
  readonly allowed_statuses?: readonly Named[];
  /** Only with `include=journals`, oldest first. */
  readonly journals?: readonly Journal[];
}

export interface Journal {
  readonly created_on: string;
  readonly details: readonly { readonly property: string; readonly name: string }[];
}

export interface ProjectRow extends Named {
  /** 1 active, 5 closed, 9 archived. */
  readonly status: number;
  readonly identifier: string;
  readonly trackers?: readonly Named[];
  readonly enabled_modules?: readonly Named[];
  /** Only fields of this project: those "for all projects" are missing. */
  readonly issue_custom_fields?: readonly Named[];
}

export interface Account {
  readonly admin?: boolean;
  readonly memberships?: readonly { readonly project: Named; readonly roles: readonly Named[] }[];
}

export interface IssuePage {
  readonly issues: readonly IssueRow[];
  readonly total_count: number;
}

type Query = Readonly<Record<string, string>>;

/** Redmine's own maximum. */
export const PAGE = 100;

/** The account's answer contains its API key: it is never logged or quoted. */
export const getAccount = (send: Send): Promise<TrackerResponse> =>
  send({ purpose: 'check', method: 'GET', path: '/users/current.json', query: { include: 'memberships' } });

export const getRole = (send: Send, id: number): Promise<TrackerResponse> =>
  send({ purpose: 'check', method: 'GET', path: `/roles/${id}.json` });

export const getProject = (send: Send, purpose: Purpose, project: string): Promise<TrackerResponse> =>
  send({
    purpose,
    method: 'GET',
    path: `/projects/${encodeURIComponent(project)}.json`,
    query: { include: 'trackers,issue_custom_fields,enabled_modules' },
  });

/** One page of the projects that the account sees. */
export const getProjects = (send: Send, offset: number): Promise<TrackerResponse> =>
  send({
    purpose: 'metadata',
    method: 'GET',
    path: '/projects.json',
    query: { limit: String(PAGE), offset: String(offset) },
  });

/** As anybody without an account sees it. */
export const getProjectAnonymously = (send: Send, project: string): Promise<TrackerResponse> =>
  send({
    purpose: 'check',
    method: 'GET',
    path: `/projects/${encodeURIComponent(project)}.json`,
    authenticated: false,
  });

export const getStatuses = (send: Send): Promise<TrackerResponse> =>
  send({ purpose: 'metadata', method: 'GET', path: '/issue_statuses.json' });

export const getPriorities = (send: Send): Promise<TrackerResponse> =>
  send({ purpose: 'metadata', method: 'GET', path: '/enumerations/issue_priorities.json' });

/** One page of issues, closed ones included. */
export async function getIssues(send: Send, purpose: Purpose, query: Query, offset = 0): Promise<IssuePage> {
  const all = { ...query, status_id: '*', limit: String(PAGE), offset: String(offset) };
  const response = await send({ purpose, method: 'GET', path: '/issues.json', query: all });
  return { issues: listOf<IssueRow>(response, 'issues'), total_count: memberOf<number>(response, 'total_count') };
}

export const getIssue = (send: Send, id: string, include: 'journals' | 'allowed_statuses'): Promise<TrackerResponse> =>
  send({ purpose: 'read-back', method: 'GET', path: `/issues/${id}.json`, query: { include } });

export const postIssue = (send: Send, purpose: Purpose, issue: Json): Promise<TrackerResponse> =>
  send({ purpose, method: 'POST', path: '/issues.json', body: { issue } });

/** Answers 204 whatever became of it. */
export const putIssue = (send: Send, id: string, issue: Json): Promise<TrackerResponse> =>
  send({ purpose: 'update', method: 'PUT', path: `/issues/${id}.json`, body: { issue } });

/** A member of a 200 answer's object. Anything else is not what a Redmine says. */
export function memberOf<T>(response: TrackerResponse, member: string): T {
  const { status, body } = response;
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[member] : undefined;
  if ((status === 200 || status === 201) && value !== undefined) return value as T;
  throw unexpected(response);
}

export function listOf<T>(response: TrackerResponse, member: string): readonly T[] {
  const list = memberOf<unknown>(response, member);
  if (!Array.isArray(list)) throw unexpected(response);
  return list as readonly T[];
}

/** The complaints of a 422, in Redmine's own (localised) words. */
export function complaints({ body }: TrackerResponse): readonly string[] {
  const errors = typeof body === 'object' && body !== null ? (body as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors) ? errors.map(String) : [];
}

export function unexpected({ status }: TrackerResponse): TrackerError {
  if (status >= 500) return new TrackerError('down', `Redmine failed with an internal error (${status}).`);
  if (status === 403) return new TrackerError('settings', 'Redmine does not allow this account to read that (403).');
  return new TrackerError(
    'settings',
    `This does not answer like a Redmine (${status}): check the server and its path.`,
  );
}
