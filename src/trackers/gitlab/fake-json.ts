/** How the fake GitLab writes things down. */
import type { FakeEvent, FakeIssue, FakeNote, FakeProject, FakeToken, FakeUser, FakeWorld } from './fake-world.ts';

const stamp = (instant: number): string => new Date(instant).toISOString();

export const userJson = ({ host }: FakeWorld, user: FakeUser): Record<string, unknown> => ({
  id: user.id,
  username: user.username,
  public_email: user.publicEmail ?? '',
  name: user.name,
  state: user.state,
  locked: false,
  avatar_url: `${host}/avatar/${user.id}`,
  web_url: `${host}/${user.username}`,
});

export const accountJson = (world: FakeWorld, user: FakeUser): Record<string, unknown> => ({
  ...userJson(world, user),
  email: user.email,
  ...(user.isAdmin ? { is_admin: true } : {}),
});

export const tokenJson = ({ user, scopes, expires }: FakeToken): Record<string, unknown> => ({
  id: 7,
  name: 'Lockstep',
  revoked: false,
  created_at: '2026-01-01T00:00:00.000Z',
  scopes: [...scopes],
  user_id: user.id,
  active: true,
  expires_at: expires,
});

/** `level`: of the account that asks, where the project tells it. */
export const projectJson = (
  { host }: FakeWorld,
  project: FakeProject,
  level: number | null,
): Record<string, unknown> => ({
  id: project.id,
  description: '',
  name: project.path.split('/').at(-1),
  name_with_namespace: project.path.split('/').join(' / '),
  path: project.path.split('/').at(-1),
  path_with_namespace: project.path,
  created_at: '2026-01-01T00:00:00.000Z',
  web_url: `${host}/${project.path}`,
  namespace: { id: 1, kind: 'group', full_path: project.path.split('/').slice(0, -1).join('/') },
  visibility: project.visibility,
  archived: project.archived,
  issues_enabled: project.issuesAccess !== 'disabled',
  issues_access_level: project.issuesAccess,
  permissions: { project_access: level === null ? null : { access_level: level }, group_access: null },
});

export function issueJson(world: FakeWorld, issue: FakeIssue): Record<string, unknown> {
  const { project } = issue;
  const assignees = issue.assignees.map((user) => userJson(world, user));
  const epic = world.epics.find(({ id }) => id === issue.epic);
  return {
    id: issue.id,
    iid: issue.iid,
    project_id: project.id,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    created_at: stamp(issue.created),
    updated_at: stamp(issue.updated),
    closed_at: issue.closed === null ? null : stamp(issue.closed),
    labels: issue.labels.toSorted(),
    milestone:
      issue.milestone === null ? null : { id: issue.milestone, title: project.milestones.get(issue.milestone) },
    assignees,
    assignee: assignees[0] ?? null,
    author: userJson(world, issue.author),
    type: 'ISSUE',
    user_notes_count: issue.notes.filter(({ system }) => !system).length,
    due_date: issue.due,
    confidential: issue.confidential,
    discussion_locked: null,
    issue_type: 'issue',
    web_url: `${world.host}/${project.path}/-/issues/${issue.iid}`,
    ...(world.premium ? { weight: issue.weight, epic: epic === undefined ? null : epicJson(epic) } : {}),
    references: { short: `#${issue.iid}`, relative: `#${issue.iid}`, full: `${project.path}#${issue.iid}` },
    moved_to_id: issue.movedTo,
  };
}

export const epicJson = ({ id, iid }: { readonly id: number; readonly iid: number }): Record<string, unknown> => ({
  id,
  iid,
  title: 'An epic',
  group_id: 1,
});

export const noteJson = (world: FakeWorld, { id, author, body, system, internal, created }: FakeNote): unknown => ({
  id,
  body,
  author: userJson(world, author),
  created_at: stamp(created),
  updated_at: stamp(created),
  system,
  internal,
  confidential: internal,
});

export const eventJson = ({ at, state, label }: FakeEvent, index: number): unknown => ({
  id: index + 1,
  created_at: stamp(at),
  ...(state === null ? { action: 'add', label: label === null ? null : { id: 1, name: label } } : { state }),
});
