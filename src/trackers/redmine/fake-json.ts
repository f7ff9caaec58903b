/** How the fake Redmine writes things down. */
import type { Named } from './api.ts';
import {
  childrenOf,
  fieldsOf,
  hasIssues,
  type FakeIssue,
  type FakeProject,
  type FakeRole,
  type FakeUser,
  type FakeWorld,
} from './fake-world.ts';

/** Whole seconds, as Redmine shows them. */
export const stamp = (instant: number): string => new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');

const named = ({ id, name }: Named): Named => ({ id, name });

export function issueJson(world: FakeWorld, issue: FakeIssue): Record<string, unknown> {
  return {
    id: issue.id,
    project: named(issue.project),
    tracker: named(issue.tracker),
    status: issue.status,
    priority: named(issue.priority),
    author: issue.author,
    ...(issue.parent === null ? {} : { parent: { id: issue.parent } }),
    subject: issue.subject,
    description: issue.description,
    start_date: stamp(issue.created).slice(0, 10),
    due_date: null,
    done_ratio: 0,
    is_private: false,
    estimated_hours: null,
    total_estimated_hours: null,
    custom_fields: fieldsOf(world, issue.project).map((field) => ({
      ...named(field),
      value: issue.custom.get(field.id) ?? null,
    })),
    created_on: stamp(issue.created),
    updated_on: stamp(issue.updated),
    closed_on: issue.closed === null ? null : stamp(issue.closed),
  };
}

export const journalsJson = ({ journals }: FakeIssue): unknown[] =>
  journals.map(({ id, user, notes, created, details }) => ({
    id,
    user,
    notes,
    created_on: stamp(created),
    private_notes: false,
    details,
  }));

/** Only where there are some. */
export function childrenJson(world: FakeWorld, id: number): unknown {
  const children = childrenOf(world, id);
  return children.length === 0
    ? undefined
    : children.map(({ id: child, tracker, subject }) => ({ id: child, tracker: named(tracker), subject }));
}

export function projectJson(world: FakeWorld, project: FakeProject, include: readonly string[]): unknown {
  const lists: Record<string, () => unknown> = {
    trackers: () => (hasIssues(project) ? project.trackers.map(named) : []),
    issue_categories: () => [],
    enabled_modules: () => project.modules.map((name, index) => ({ id: index + 1, name })),
    issue_custom_fields: () =>
      world.fields.filter(({ projects }) => projects?.includes(project.id) === true).map(named),
  };
  return {
    ...named(project),
    identifier: project.identifier,
    description: null,
    homepage: '',
    status: project.status,
    is_public: project.isPublic,
    inherit_members: false,
    ...Object.fromEntries(include.flatMap((name) => (lists[name] === undefined ? [] : [[name, lists[name]()]]))),
    created_on: '2026-01-01T00:00:00Z',
    updated_on: '2026-01-01T00:00:00Z',
  };
}

export function accountJson(world: FakeWorld, user: FakeUser, include: readonly string[]): unknown {
  const memberships = world.projects.flatMap((project) => {
    const role = world.roles.find(({ id }) => id === project.members.get(user.id));
    return role === undefined || project.status === 9
      ? []
      : [{ id: project.id, project: named(project), roles: [named(role)] }];
  });
  return {
    id: user.id,
    login: user.login,
    admin: user.admin,
    firstname: user.name,
    lastname: 'X',
    ...(user.admin ? { mail: `${user.login}@example.net` } : {}),
    created_on: '2026-01-01T00:00:00Z',
    updated_on: '2026-01-01T00:00:00Z',
    last_login_on: null,
    passwd_changed_on: null,
    twofa_scheme: null,
    api_key: user.key,
    ...(user.admin ? { status: 1 } : {}),
    ...(include.includes('memberships') ? { memberships } : {}),
  };
}

export const roleJson = (role: FakeRole): unknown => ({
  ...named(role),
  assignable: true,
  issues_visibility: 'all',
  time_entries_visibility: 'all',
  users_visibility: 'all',
  permissions: role.permissions,
});
