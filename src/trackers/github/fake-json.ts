/** The fake's objects in the words of the REST API. */
import type { Instant } from '../../model/instant.ts';
import type { Comment, Issue, Repository, Role } from './fake-world.ts';
import { fullName } from './fake-world.ts';

/** Whole seconds. */
export const timeOf = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const nodeId = (kind: string, id: number): string => `${kind}_${id.toString(36)}`;

/** Addresses by name; `root` is that of the REST API. */
const urls = (base: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${name}_url`, `${base}/${name}`]));

const OF_USERS = [
  'avatar',
  'events',
  'followers',
  'following',
  'gists',
  'html',
  'organizations',
  'received_events',
  'repos',
  'starred',
  'subscriptions',
];

export const userJson = (root: string, login: string, id = 1) => ({
  login,
  id,
  node_id: nodeId('U', id),
  gravatar_id: '',
  url: `${root}/users/${login}`,
  ...urls(`${root}/users/${login}`, OF_USERS),
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  site_admin: false,
});

/** One's own account. */
export const ownJson = (root: string, login: string, { id, now }: { id: number; now: Instant }) => ({
  ...userJson(root, login, id),
  name: login,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 1,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: timeOf(now),
  updated_at: timeOf(now),
});

export const labelJson = (root: string, { id }: Repository, name: string) => ({
  id,
  node_id: nodeId('LA', id),
  url: `${root}/labels/${encodeURIComponent(name)}`,
  name,
  description: null,
  color: 'ededed',
  default: false,
});

export const milestoneJson = (root: string, { milestones }: Repository, title: string, now: Instant) => ({
  ...urls(`${root}/milestones`, ['html', 'labels']),
  url: `${root}/milestones`,
  id: 1,
  node_id: nodeId('MI', 1),
  number: milestones.indexOf(title) + 1,
  state: 'open',
  title,
  description: null,
  creator: null,
  open_issues: 0,
  closed_issues: 0,
  created_at: timeOf(now),
  updated_at: timeOf(now),
  closed_at: null,
  due_on: null,
});

const webOf = (root: string): string =>
  root.replace('https://api.github.com', 'https://github.com').replace(/\/api\/v3$/, '');

export function issueJson(root: string, issue: Issue) {
  const { repository, number, creator } = issue;
  const base = `${root}/repos/${fullName(repository)}`;
  const url = `${base}/issues/${number}`;
  const assignees = issue.assignees.map((login) => userJson(root, login));
  return {
    url,
    repository_url: base,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: htmlUrl(root, issue),
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number,
    title: issue.title,
    user: userJson(root, creator),
    labels: issue.labels.map((name) => labelJson(root, repository, name)),
    state: issue.state,
    locked: issue.isLocked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone === null ? null : milestoneJson(root, repository, issue.milestone, issue.created),
    comments: issue.comments.length,
    created_at: timeOf(issue.created),
    updated_at: timeOf(issue.updated),
    closed_at: issue.state === 'closed' ? timeOf(issue.updated) : null,
    author_association: 'NONE',
    type: issue.type === null ? null : { id: 1, node_id: nodeId('IT', 1), name: issue.type, description: null },
    active_lock_reason: null,
    body: issue.body,
    closed_by: null,
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: issue.reason,
    ...(issue.parent === null ? {} : { parent_issue_url: parentUrl(root, issue.parent) }),
    ...(issue.isPullRequest ? { pull_request: urls(url, ['html', 'diff', 'patch']) } : {}),
  };
}

const parentUrl = (root: string, { repository, number }: Issue): string =>
  `${root}/repos/${fullName(repository)}/issues/${number}`;

/** For people. */
export const htmlUrl = (root: string, { repository, number, isPullRequest }: Issue): string =>
  `${webOf(root)}/${fullName(repository)}/${isPullRequest ? 'pull' : 'issues'}/${number}`;

export function commentJson(root: string, issue: Issue, { id, author, at, body }: Comment) {
  const { repository, number } = issue;
  return {
    url: `${root}/repos/${fullName(repository)}/issues/comments/${id}`,
    html_url: `${htmlUrl(root, issue)}#issuecomment-${id}`,
    issue_url: `${root}/repos/${fullName(repository)}/issues/${number}`,
    id,
    node_id: nodeId('IC', id),
    user: userJson(root, author),
    created_at: timeOf(at),
    updated_at: timeOf(at),
    author_association: 'NONE',
    body,
    performed_via_github_app: null,
  };
}

const OF_REPOSITORIES =
  'archive assignees blobs branches clone collaborators comments commits compare contents contributors deployments downloads events forks git git_commits git_refs git_tags hooks html issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases ssh stargazers statuses subscribers subscription svn tags teams trees'.split(
    ' ',
  );

const COUNTS = 'forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count'.split(
  ' ',
);

export function repositoryJson(root: string, repository: Repository, role: Role | null, now: Instant) {
  const { id, name, owner, isPrivate, hasIssues, isArchived } = repository;
  const base = `${root}/repos/${fullName(repository)}`;
  return {
    ...urls(base, OF_REPOSITORIES),
    ...Object.fromEntries([...COUNTS, 'network_count', 'subscribers_count'].map((count) => [count, 0])),
    ...ALWAYS,
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName(repository),
    owner: userJson(root, owner),
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    url: base,
    has_issues: hasIssues,
    archived: isArchived,
    pushed_at: timeOf(now),
    created_at: timeOf(now),
    updated_at: timeOf(now),
    ...(role === null ? {} : { permissions: permissionsOf(role) }),
  };
}

const ALWAYS = {
  description: null,
  fork: false,
  homepage: null,
  language: null,
  license: null,
  mirror_url: null,
  default_branch: 'main',
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  disabled: false,
} as const;

const permissionsOf = (role: Role) => ({
  admin: role === 'admin',
  maintain: role === 'admin',
  push: role === 'admin' || role === 'write',
  triage: role !== 'read',
  pull: true,
});
