/** GitLab's REST API (v4) as far as we use it: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';

type Query = Readonly<Record<string, string>>;

/** GitLab's own maximum. */
export const PAGE = 100;

const API = '/api/v4';

/** `project`: its number, or its path. */
const projectPath = (project: string | number): string => `${API}/projects/${encodeURIComponent(project)}`;

const get = (send: Send, purpose: Purpose, path: string, query: Query = {}): Promise<TrackerResponse> =>
  send({ purpose, method: 'GET', path, query });

export const getAccount = (send: Send): Promise<TrackerResponse> => get(send, 'check', `${API}/user`);

/** What is known of the token in use; an OAuth token has none of it. */
export const getToken = (send: Send, purpose: Purpose): Promise<TrackerResponse> =>
  get(send, purpose, `${API}/personal_access_tokens/self`);

/** A project that was moved or renamed is answered with where it is now. */
export const getProject = (send: Send, purpose: Purpose, project: string | number): Promise<TrackerResponse> =>
  send({ purpose, method: 'GET', path: projectPath(project), seesRedirects: true });

/** One page of the projects of which the account is a member, and that have issues. */
export const getProjects = (send: Send, page: number): Promise<TrackerResponse> =>
  get(send, 'metadata', `${API}/projects`, {
    membership: 'true',
    archived: 'false',
    with_issues_enabled: 'true',
    simple: 'true',
    order_by: 'id',
    sort: 'asc',
    per_page: String(PAGE),
    page: String(page),
  });

export const getMember = (send: Send, project: number, user: number): Promise<TrackerResponse> =>
  get(send, 'check', `${projectPath(project)}/members/all/${user}`);

/** One page of a list about the project: `labels`, `milestones`, `members/all`. */
export const getList = (send: Send, project: number, what: string, query: Query): Promise<TrackerResponse> =>
  get(send, 'metadata', `${projectPath(project)}/${what}`, { per_page: String(PAGE), ...query });

/** `group`: its path. */
export const getEpic = (send: Send, group: string, number: string): Promise<TrackerResponse> =>
  get(send, 'metadata', `${API}/groups/${encodeURIComponent(group)}/epics/${number}`);

/** The issues of the project as anybody without an account sees them. */
export const getIssuesAnonymously = (send: Send, project: string | number): Promise<TrackerResponse> =>
  send({
    purpose: 'check',
    method: 'GET',
    path: `${projectPath(project)}/issues`,
    query: { per_page: '1' },
    authenticated: false,
  });

export interface IssuesQuery {
  readonly purpose: Purpose;
  readonly project: string | number;
  readonly query: Query;
  /** What the same question was answered with before: if nothing has changed, the answer is an empty 304. */
  readonly tag?: string | null;
}

/** One page of issues, open and closed. */
export const getIssues = (send: Send, { purpose, project, query, tag = null }: IssuesQuery): Promise<TrackerResponse> =>
  send({
    purpose,
    method: 'GET',
    path: `${projectPath(project)}/issues`,
    query: { scope: 'all', ...query },
    ...(tag === null ? {} : { headers: { 'if-none-match': tag } }),
  });

/** Where an issue is: the number of its project, and its number there. */
export interface Place {
  readonly project: string;
  readonly iid: number;
}

const issuePath = ({ project, iid }: Place): string => `${projectPath(project)}/issues/${iid}`;

export const postIssue = (
  send: Send,
  purpose: Purpose,
  project: number | string,
  body: Json,
): Promise<TrackerResponse> => send({ purpose, method: 'POST', path: `${projectPath(project)}/issues`, body });

export const putIssue = (send: Send, place: Place, body: Json): Promise<TrackerResponse> =>
  send({ purpose: 'update', method: 'PUT', path: issuePath(place), body });

/** Oldest first. */
export const getNotes = (send: Send, place: Place, page: number): Promise<TrackerResponse> =>
  get(send, 'comment', `${issuePath(place)}/notes`, {
    activity_filter: 'only_comments',
    order_by: 'created_at',
    sort: 'asc',
    per_page: String(PAGE),
    page: String(page),
  });

export const postNote = (send: Send, place: Place, body: string): Promise<TrackerResponse> =>
  send({ purpose: 'comment', method: 'POST', path: `${issuePath(place)}/notes`, body: { body } });

/** `resource_state_events`, `resource_label_events`: what was done to an issue, oldest first. */
export const getEvents = (send: Send, place: Place, what: string, page: number): Promise<TrackerResponse> =>
  get(send, 'read-back', `${issuePath(place)}/${what}`, { per_page: String(PAGE), page: String(page) });

/** The REST API finds issues by their number on the whole server for administrators only; GraphQL for everybody. */
export const askGraph = (send: Send, query: string): Promise<TrackerResponse> =>
  send({ purpose: 'read-back', method: 'POST', path: '/api/graphql', body: { query } });
