/** The fake's addresses: who may ask what, and where things are now. */
import type { WireResponse } from '../../http/wire.ts';
import { jsonAnswer } from '../fake.ts';
import { NOT_FOUND, said, type Call, type RepositoryCall } from './fake-call.ts';
import { listIssues, paged, search } from './fake-find.ts';
import { execute } from './fake-graph.ts';
import { graphRoot } from './fake-graph-data.ts';
import { issueJson, labelJson, milestoneJson, ownJson, repositoryJson, userJson } from './fake-json.ts';
import { fullName, isSame, roleIn, type Issue, type Repository } from './fake-world.ts';
import {
  deleteLabel,
  deleteSubIssue,
  patchIssue,
  postComment,
  postIssue,
  postLabels,
  postSubIssue,
  type IssueCall,
} from './fake-write.ts';

const REPOSITORY = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/;
const BY_NUMBER = /^\/repositories\/(\d+)(\/.*)?$/;

export function answer(call: Call): WireResponse {
  const { path } = call;
  const [, number, behind = ''] = BY_NUMBER.exec(path) ?? [];
  if (number !== undefined) return inRepository(call, withNumber(call, Number(number)), behind);
  return ELSEWHERE[path]?.(call) ?? byName(call);
}

function byName(call: Call): WireResponse {
  const [, owner = '', name = '', rest = ''] = REPOSITORY.exec(call.path) ?? [];
  const repository = visible(call, owner, name);
  if (repository === undefined || isSame(fullName(repository), `${owner}/${name}`))
    return inRepository(call, repository, rest);
  return moved(call, `/repositories/${repository.id}${rest}`, call.method === 'GET' ? 301 : 307);
}

function moved({ root, query }: Call, path: string, status: number): WireResponse {
  const search = query.toString();
  const location = `${root}${path}${search === '' ? '' : `?${search}`}`;
  const { text, headers } = said(status, 'Moved Permanently');
  return { status, text, headers: { ...headers, location } };
}

const withNumber = ({ world, account }: Call, id: number): Repository | undefined =>
  world.repositories.find((one) => one.id === id && roleIn(one, account) !== null);

/** Under the name that it has, or one that it had. */
function visible({ world, account }: Call, owner: string, name: string): Repository | undefined {
  const named = world.repositories.filter((one) => isSame(one.owner, owner) && roleIn(one, account) !== null);
  return (
    named.find((one) => isSame(one.name, name)) ??
    named.find(({ formerNames }) => formerNames.some((former) => isSame(former, name)))
  );
}

function graph(call: Call): WireResponse {
  const { account, body, root } = call;
  if (account === null) return said(401, 'This endpoint requires you to be authenticated.');
  const variables = (body['variables'] ?? {}) as Readonly<Record<string, unknown>>;
  const { data, errors } = execute(
    String(body['query']),
    variables,
    graphRoot((owner, name) => visible(call, owner, name), root),
  );
  return jsonAnswer(200, { data, ...(errors.length === 0 ? {} : { errors }) });
}

function ownAccount({ account, root, now }: Call): WireResponse {
  if (account === null) return said(401, 'Requires authentication');
  if (account.isApp) return said(403, 'Resource not accessible by integration');
  return jsonAnswer(200, ownJson(root, account.login, { id: account.id, now }));
}

function installation({ account, root, now, world, query }: Call): WireResponse {
  if (account?.isApp !== true) return said(403, 'You must authenticate with an installation access token.');
  const seen = world.repositories.filter(({ roles }) => roles.has(account));
  const [size, page] = [Math.min(100, Number(query.get('per_page') ?? 30)), Number(query.get('page') ?? 1)];
  const rows = seen.slice((page - 1) * size, page * size);
  return jsonAnswer(200, {
    total_count: seen.length,
    repositories: rows.map((one) => repositoryJson(root, one, null, now)),
  });
}

function ownRepositories(call: Call): WireResponse {
  const { account, root, now, world } = call;
  if (account === null) return said(401, 'Requires authentication');
  if (account.isApp) return said(403, 'Resource not accessible by integration');
  const seen = world.repositories.filter(({ roles }) => roles.has(account));
  return paged(call, seen, {
    show: (one) => repositoryJson(root, one, roleIn(one, account), now),
    nameOf: ({ id }) => String(id),
  });
}

/** What is not about one repository. */
const ELSEWHERE: Readonly<Record<string, (call: Call) => WireResponse>> = {
  '/graphql': graph,
  '/user': ownAccount,
  '/user/repos': ownRepositories,
  '/installation/repositories': installation,
  '/search/issues': search,
};

function inRepository(call: Call, repository: Repository | undefined, rest: string): WireResponse {
  if (repository === undefined) return NOT_FOUND;
  if (call.account?.isBlockedBySso === true) return sso(repository);
  const inside: RepositoryCall = { ...call, repository };
  const refusal = call.method === 'GET' ? null : whyNot(inside);
  if (refusal !== null) return refusal;
  const [, number, below = ''] = /^\/issues\/(\d+)(\/.*)?$/.exec(rest) ?? [];
  return number === undefined ? lists(inside, rest) : aboutIssue(inside, Number(number), below);
}

function sso({ owner }: Repository): WireResponse {
  const { text, headers } = said(403, 'Resource protected by organization SAML enforcement.');
  const url = `https://github.com/orgs/${owner}/sso?authorization_request=A`;
  return { status: 403, text, headers: { ...headers, 'x-github-sso': `required; url=${url}` } };
}

/** Before anything is looked at. */
function whyNot({ account, repository }: RepositoryCall): WireResponse | null {
  if (account === null) return said(401, 'Requires authentication');
  const by = account.isApp ? 'integration' : 'personal access token';
  if (!account.mayWrite) return said(403, `Resource not accessible by ${by}`);
  return repository.isArchived ? said(403, 'Repository was archived so is read-only.') : null;
}

function lists(call: RepositoryCall, rest: string): WireResponse {
  const { repository, root, method, account, now, world } = call;
  const list = (names: readonly string[], show: (name: string) => unknown): WireResponse =>
    paged(call, names, { show, nameOf: (name) => name });
  switch (`${method} ${rest}`) {
    case 'GET ':
      return jsonAnswer(200, repositoryJson(root, repository, roleOf(call), now));
    case 'GET /labels':
      return list(repository.labels, (name) => labelJson(root, repository, name));
    case 'GET /milestones':
      return list(repository.milestones, (title) => milestoneJson(root, repository, title, now));
    case 'GET /assignees':
      return list(assignable(call), (login) => userJson(root, login));
    case 'GET /issues':
      return repository.hasIssues ? listIssues(call) : ISSUES_OFF;
    case 'POST /issues':
      if (account === null) return NOT_FOUND;
      return repository.hasIssues ? postIssue({ ...call, account, world }) : ISSUES_OFF;
    default:
      return NOT_FOUND;
  }
}

const ISSUES_OFF = said(410, 'Issues has been disabled in this repository.');

/** Nothing is told to Apps and to those who are nobody there. */
const roleOf = ({ repository, account }: RepositoryCall) =>
  account === null || account.isApp ? null : roleIn(repository, account);

const assignable = ({ repository }: RepositoryCall): readonly string[] =>
  [...repository.roles].flatMap(([{ login, isApp }, role]) => (isApp || role === 'read' ? [] : [login]));

function aboutIssue(call: RepositoryCall, number: number, below: string): WireResponse {
  const issue = call.repository.issues[number - 1];
  if (issue === undefined) return NOT_FOUND;
  if (issue.gone === 'deleted') return said(410, 'This issue was deleted');
  if (issue.gone !== null) return transferred(call, issue.gone, below);
  if (call.method === 'GET' && below === '') return jsonAnswer(200, issueJson(call.root, issue));
  return call.account === null ? NOT_FOUND : writes({ ...call, account: call.account, issue }, below);
}

/** Whoever may not see the other repository sees nothing at all. */
function transferred(call: RepositoryCall, now: Issue, below: string): WireResponse {
  const { repository, number, gone } = now;
  if (roleIn(repository, call.account) === null) return NOT_FOUND;
  if (gone !== null && gone !== 'deleted') return transferred(call, gone, below);
  return moved(call, `/repositories/${repository.id}/issues/${number}${below}`, 301);
}

function writes(call: IssueCall, below: string): WireResponse {
  const { method } = call;
  const [, label] = /^\/labels\/(.+)$/.exec(below) ?? [];
  if (method === 'DELETE' && label !== undefined) return deleteLabel(call, decodeURIComponent(label));
  const write: Readonly<Record<string, (one: IssueCall) => WireResponse>> = {
    'PATCH ': patchIssue,
    'POST /labels': postLabels,
    'POST /comments': postComment,
    'POST /sub_issues': postSubIssue,
    'DELETE /sub_issue': deleteSubIssue,
  };
  return write[`${method} ${below}`]?.(call) ?? NOT_FOUND;
}
