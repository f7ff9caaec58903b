/** Jira's REST API as far as we use it: one function per endpoint, no decisions. Cloud speaks version 3, Data Center 2. */
import type { Json } from '../../model/json.ts';
import type { Purpose, Send, TrackerRequest, TrackerResponse } from '../../model/transport.ts';
import { listOf, memberOf, trusted, wholeList } from './answer.ts';
import type { Page } from './pages.ts';
import type { CommentRow, FieldRow, IssueRow, ProjectRow, TransitionRow } from './rows.ts';

export interface Api {
  readonly send: Send;
  readonly cloud: boolean;
}

/** The name under which we keep our own data with issues and comments. */
export const PROPERTY = 'lockstep';

/** Jira's own maximum where we ask for whole issues. */
export const PAGE = 100;

type Request = Omit<TrackerRequest, 'path'> & { readonly path: string };

/** Throws `credentials` when the login was not accepted, however politely the rest was answered. */
const ask = async ({ send, cloud }: Api, request: Request): Promise<TrackerResponse> =>
  trusted(await send({ ...request, path: `/rest/api/${cloud ? 3 : 2}${request.path}` }));

/** Version 2 is answered by both kinds. */
export const getServerInfo = async (send: Send, purpose: Purpose): Promise<TrackerResponse> =>
  send({ purpose, method: 'GET', path: '/rest/api/2/serverInfo' });

export const getMyself = (api: Api): Promise<TrackerResponse> =>
  ask(api, { purpose: 'check', method: 'GET', path: '/myself' });

export const getProject = (api: Api, purpose: Purpose, project: string): Promise<TrackerResponse> =>
  ask(api, { purpose, method: 'GET', path: `/project/${encodeURIComponent(project)}` });

/** The projects that the account sees: Cloud tells them in pages, Data Center all at once. */
export async function getProjects(api: Api): Promise<readonly ProjectRow[]> {
  if (!api.cloud) return wholeList(await ask(api, { purpose: 'metadata', method: 'GET', path: '/project' }));
  const all: ProjectRow[] = [];
  for (;;) {
    const query = { startAt: String(all.length), maxResults: String(PAGE), orderBy: 'name' };
    const response = await ask(api, { purpose: 'metadata', method: 'GET', path: '/project/search', query });
    const rows = listOf<ProjectRow>(response, 'values');
    all.push(...rows);
    if (rows.length === 0 || memberOf<boolean>(response, 'isLast')) return all;
  }
}

/** As anybody without an account sees it. */
export const getProjectAnonymously = ({ send, cloud }: Api, project: string): Promise<TrackerResponse> =>
  send({
    purpose: 'check',
    method: 'GET',
    path: `/rest/api/${cloud ? 3 : 2}/project/${encodeURIComponent(project)}`,
    authenticated: false,
  });

export const getStatuses = (api: Api, project: string): Promise<TrackerResponse> =>
  ask(api, { purpose: 'metadata', method: 'GET', path: `/project/${encodeURIComponent(project)}/statuses` });

export const getPermissions = (
  api: Api,
  purpose: Purpose,
  project: string,
  permissions: readonly string[],
): Promise<TrackerResponse> =>
  ask(api, {
    purpose,
    method: 'GET',
    path: '/mypermissions',
    query: { projectKey: project, permissions: permissions.join(',') },
  });

/** The fields of the create screen. The two kinds name the list differently. */
export async function getCreateFields(api: Api, project: string, issueType: string): Promise<readonly FieldRow[]> {
  const path = `/issue/createmeta/${encodeURIComponent(project)}/issuetypes/${issueType}`;
  const all: FieldRow[] = [];
  for (;;) {
    const query = { startAt: String(all.length), maxResults: '200' };
    const response = await ask(api, { purpose: 'metadata', method: 'GET', path, query });
    const rows = listOf<FieldRow>(response, api.cloud ? 'fields' : 'values');
    all.push(...rows);
    const { total, isLast } = response.body as { readonly total?: number; readonly isLast?: boolean };
    if (rows.length === 0 || isLast === true || all.length >= (total ?? 0)) return all;
  }
}

/** One page of accounts; `maxResults` counts those that are looked at, so a short page is not the last. */
export const getAssignable = (api: Api, project: string, startAt: number): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'metadata',
    method: 'GET',
    path: '/user/assignable/search',
    query: { project, startAt: String(startAt), maxResults: String(PEOPLE) },
  });

export const PEOPLE = 1000;

export interface Search {
  readonly purpose: Purpose;
  readonly jql: string;
  readonly fields: readonly string[];
}

/** One page of a search. */
export const search = async (api: Api, what: Search, next: string | null): Promise<Page<IssueRow>> =>
  pageOf(api, await askForPage(api, what, next), next);

/** The first page; null when Jira does not take the query, as Data Center does when it names an issue that is not there. */
export async function searchIfTaken(api: Api, what: Search): Promise<Page<IssueRow> | null> {
  const response = await askForPage(api, what, null);
  return response.status === 400 ? null : pageOf(api, response, null);
}

function askForPage(api: Api, { purpose, jql, fields }: Search, next: string | null): Promise<TrackerResponse> {
  if (!api.cloud) {
    const body = { jql, startAt: Number(next ?? 0), maxResults: PAGE, fields, properties: [PROPERTY] };
    return ask(api, { purpose, method: 'POST', path: '/search', body });
  }
  const query = {
    jql,
    maxResults: String(PAGE),
    fields: fields.join(','),
    properties: PROPERTY,
    ...(next === null ? {} : { nextPageToken: next }),
  };
  return ask(api, { purpose, method: 'GET', path: '/search/jql', query });
}

function pageOf({ cloud }: Api, response: TrackerResponse, asked: string | null): Page<IssueRow> {
  const issues = listOf<IssueRow>(response, 'issues');
  if (cloud) {
    const { nextPageToken, isLast } = response.body as { readonly nextPageToken?: string; readonly isLast?: boolean };
    return { issues, next: isLast === true ? null : (nextPageToken ?? null), total: null };
  }
  const total = memberOf<number>(response, 'total');
  const reached = Number(asked ?? 0) + issues.length;
  return { issues, next: reached >= total || issues.length === 0 ? null : String(reached), total };
}

/** Cloud only. What is not there is missing from the answer. */
export const postBulkFetch = (api: Api, ids: readonly string[], fields: readonly string[]): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'read-back',
    method: 'POST',
    path: '/issue/bulkfetch',
    body: { issueIdsOrKeys: ids, fields, properties: [PROPERTY] },
  });

export const getIssue = (
  api: Api,
  purpose: Purpose,
  id: string,
  query: Readonly<Record<string, string>>,
): Promise<TrackerResponse> => ask(api, { purpose, method: 'GET', path: `/issue/${encodeURIComponent(id)}`, query });

export const postBulk = (api: Api, issueUpdates: readonly Json[]): Promise<TrackerResponse> =>
  ask(api, { purpose: 'create', method: 'POST', path: '/issue/bulk', body: { issueUpdates } });

export const putIssue = (api: Api, id: string, body: Json): Promise<TrackerResponse> =>
  ask(api, { purpose: 'update', method: 'PUT', path: `/issue/${id}`, body });

export const postRemoteLink = (api: Api, id: string, body: Json): Promise<TrackerResponse> =>
  ask(api, { purpose: 'create', method: 'POST', path: `/issue/${id}/remotelink`, body });

/** What this account may do with the issue now, with the fields of the screens. */
export async function getTransitions(api: Api, id: string): Promise<readonly TransitionRow[] | null> {
  const path = `/issue/${id}/transitions`;
  const query = { expand: 'transitions.fields' };
  const response = await ask(api, { purpose: 'transition', method: 'GET', path, query });
  return response.status === 404 ? null : listOf<TransitionRow>(response, 'transitions');
}

export const postTransition = (api: Api, id: string, body: Json): Promise<TrackerResponse> =>
  ask(api, { purpose: 'transition', method: 'POST', path: `/issue/${id}/transitions`, body });

/** Cloud only, and only for those who administer the project. */
export const postWorkflows = (api: Api, projectId: string, issueTypeId: string): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'metadata',
    method: 'POST',
    path: '/workflows',
    body: { projectAndIssueTypes: [{ projectId, issueTypeId }] },
  });

/** Cloud only. */
export const getBulkTransitions = (api: Api, ids: readonly string[]): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'transition',
    method: 'GET',
    path: '/bulk/issues/transition',
    query: { issueIdsOrKeys: ids.join(',') },
  });

export const postBulkTransition = (api: Api, bulkTransitionInputs: readonly Json[]): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'transition',
    method: 'POST',
    path: '/bulk/issues/transition',
    body: { bulkTransitionInputs, sendBulkNotification: false },
  });

export const getQueue = (api: Api, taskId: string): Promise<TrackerResponse> =>
  ask(api, { purpose: 'transition', method: 'GET', path: `/bulk/queue/${encodeURIComponent(taskId)}` });

/** One page of the comments of one issue, oldest first. */
export async function getComments(
  api: Api,
  id: string,
  startAt: number,
): Promise<{ readonly comments: readonly CommentRow[]; readonly total: number } | null> {
  const query = { startAt: String(startAt), maxResults: String(PAGE), orderBy: 'created', expand: 'properties' };
  const response = await ask(api, { purpose: 'comment', method: 'GET', path: `/issue/${id}/comment`, query });
  if (response.status === 404) return null;
  return { comments: listOf<CommentRow>(response, 'comments'), total: memberOf<number>(response, 'total') };
}

/** Cloud only: comments by their ids, with their properties. */
export const listComments = async (api: Api, ids: readonly number[]): Promise<readonly CommentRow[]> =>
  listOf(
    await ask(api, {
      purpose: 'read-back',
      method: 'POST',
      path: '/comment/list',
      query: { expand: 'properties' },
      body: { ids },
    }),
    'values',
  );

export const postComment = (api: Api, id: string, body: Json): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'comment',
    method: 'POST',
    path: `/issue/${id}/comment`,
    query: { expand: 'properties' },
    body,
  });

/** Cloud only: the histories of many issues in one request. */
export const postChangelogs = (
  api: Api,
  ids: readonly string[],
  fieldIds: readonly string[],
  nextPageToken: string | null,
): Promise<TrackerResponse> =>
  ask(api, {
    purpose: 'read-back',
    method: 'POST',
    path: '/changelog/bulkfetch',
    body: { issueIdsOrKeys: ids, fieldIds, maxResults: 1000, ...(nextPageToken === null ? {} : { nextPageToken }) },
  });
