/** GitHub's REST API as far as we use it: one function per endpoint, no decisions. */
import type { Json } from '../../model/json.ts';
import type { Purpose, Send, TrackerRequest } from '../../model/transport.ts';
import { following, type Ask, type Reply } from './follow.ts';
import type { GithubSettings } from './params.ts';

export interface Api {
  readonly ask: Ask;
  readonly rest: GithubSettings['rest'];
}

type Call = Pick<TrackerRequest, 'purpose' | 'path'> & Partial<TrackerRequest>;

/** GitHub's own maximum. */
export const PAGE = 100;

const HEADERS = { 'user-agent': 'lockstep', 'x-github-api-version': '2022-11-28' };

export const apiOf = (send: Send, root: string, { rest }: Pick<GithubSettings, 'rest'>): Api => ({
  ask: following(send, root),
  rest,
});

const call = ({ ask, rest }: Api, { path, headers, ...request }: Call): Promise<Reply> =>
  ask({ method: 'GET', ...request, path: `${rest}${path}`, headers: { ...HEADERS, ...headers } });

/** Questions only. */
export const postGraph = ({ ask }: Api, purpose: Purpose, query: string, variables: Json): Promise<Reply> =>
  ask({ purpose, method: 'POST', path: '/graphql', headers: HEADERS, body: { query, variables } });

export const getAccount = (api: Api, purpose: Purpose): Promise<Reply> => call(api, { purpose, path: '/user' });

/** One page of what an App sees; people's tokens may not ask. */
export const getInstallation = (api: Api, purpose: Purpose, page: number): Promise<Reply> =>
  call(api, { purpose, path: '/installation/repositories', query: { per_page: String(PAGE), page: String(page) } });

/** One page of what a person's token sees; Apps may not ask. */
export const getRepositories = (api: Api, page: number): Promise<Reply> =>
  call(api, {
    purpose: 'metadata',
    path: '/user/repos',
    query: { sort: 'full_name', per_page: String(PAGE), page: String(page) },
  });

/** `repository`: `owner/name`. */
export const getRepository = (api: Api, purpose: Purpose, repository: string): Promise<Reply> =>
  call(api, { purpose, path: `/repos/${repository}` });

/** As anybody without an account sees it. */
export const getRepositoryAnonymously = (api: Api, repository: string): Promise<Reply> =>
  call(api, { purpose: 'check', path: `/repos/${repository}`, authenticated: false });

export const getList = (api: Api, repository: string, list: 'labels' | 'assignees' | 'milestones', page: number) =>
  call(api, {
    purpose: 'metadata',
    path: `/repos/${repository}/${list}`,
    query: { per_page: String(PAGE), page: String(page), ...(list === 'milestones' ? { state: 'all' } : {}) },
  });

export interface ListQuery {
  readonly repository: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly page: number;
  /** What the answer was called when it was last given: where it is the same, it is not given again (304). */
  readonly tag: string | null;
}

/** Newest first, closed ones included. */
export const getIssues = (api: Api, { repository, filter, page, tag }: ListQuery): Promise<Reply> =>
  call(api, {
    purpose: 'pull',
    path: `/repos/${repository}/issues`,
    query: {
      state: 'all',
      sort: 'updated',
      direction: 'desc',
      ...filter,
      per_page: String(PAGE),
      page: String(page),
    },
    ...(tag === null ? {} : { headers: { 'if-none-match': tag } }),
  });

/** `place`: `owner/name/issues/12` below `/repos/`, or the same by the repository's number. */
export const getIssue = (api: Api, purpose: Purpose, path: string): Promise<Reply> => call(api, { purpose, path });

export const searchIssues = (api: Api, q: string): Promise<Reply> =>
  call(api, { purpose: 'look-up', path: '/search/issues', query: { q, per_page: String(PAGE) } });

export const postIssue = (api: Api, purpose: Purpose, repository: string, body: Json): Promise<Reply> =>
  call(api, { purpose, method: 'POST', path: `/repos/${repository}/issues`, body });

export const patchIssue = (api: Api, path: string, body: Json): Promise<Reply> =>
  call(api, { purpose: 'update', method: 'PATCH', path, body });

/** Answered with all labels that the issue has then. */
export const postLabels = (api: Api, path: string, labels: readonly string[]): Promise<Reply> =>
  call(api, { purpose: 'update', method: 'POST', path: `${path}/labels`, body: { labels } });

export const deleteLabel = (api: Api, path: string, label: string): Promise<Reply> =>
  call(api, { purpose: 'update', method: 'DELETE', path: `${path}/labels/${encodeURIComponent(label)}` });

/** `child`: its number on the whole server. A former parent is replaced. */
export const postSubIssue = (api: Api, parent: string, child: number): Promise<Reply> =>
  call(api, {
    purpose: 'update',
    method: 'POST',
    path: `${parent}/sub_issues`,
    body: { sub_issue_id: child, replace_parent: true },
  });

export const deleteSubIssue = (api: Api, parent: string, child: number): Promise<Reply> =>
  call(api, { purpose: 'update', method: 'DELETE', path: `${parent}/sub_issue`, body: { sub_issue_id: child } });

export const postComment = (api: Api, path: string, body: string): Promise<Reply> =>
  call(api, { purpose: 'comment', method: 'POST', path: `${path}/comments`, body: { body } });
