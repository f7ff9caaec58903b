/** What the fake Redmine remembers, and who may do what in it. */
import type { Instant } from '../../model/instant.ts';
import type { Named } from './api.ts';

export interface FakeRole extends Named {
  permissions: string[];
}

export interface FakeUser extends Named {
  readonly login: string;
  readonly password: string;
  readonly key: string;
  readonly admin: boolean;
}

export interface FakeProject extends Named {
  readonly identifier: string;
  isPublic: boolean;
  /** 1 active, 5 closed, 9 archived. */
  status: number;
  modules: string[];
  trackers: Named[];
  /** User id → role id. */
  readonly members: Map<number, number>;
}

export interface FakeField extends Named {
  required: boolean;
  /** Null: for all projects. Then Redmine does not list it with a project. */
  readonly projects: readonly number[] | null;
}

export interface FakeJournal {
  readonly id: number;
  readonly user: Named;
  readonly notes: string;
  readonly created: Instant;
  readonly details: readonly { property: string; name: string; old_value: string | null; new_value: string | null }[];
}

export interface FakeIssue {
  readonly id: number;
  project: FakeProject;
  tracker: Named;
  status: FakeStatus;
  priority: Named;
  readonly author: Named;
  parent: number | null;
  subject: string;
  description: string | null;
  custom: Map<number, string>;
  readonly created: Instant;
  updated: Instant;
  closed: Instant | null;
  readonly journals: FakeJournal[];
}

export interface FakeStatus extends Named {
  readonly is_closed: boolean;
}

export interface FakeWorld {
  restEnabled: boolean;
  loginRequired: boolean;
  readonly statuses: FakeStatus[];
  readonly priorities: Named[];
  readonly trackers: Named[];
  readonly roles: FakeRole[];
  readonly users: FakeUser[];
  readonly projects: FakeProject[];
  readonly fields: FakeField[];
  readonly issues: Map<number, FakeIssue>;
  /** May this role take an issue from here (null: new) to there? */
  allows: (role: FakeRole, from: FakeStatus | null, to: FakeStatus) => boolean;
  nextId: number;
}

const names = (all: readonly string[], from = 1): Named[] => all.map((name, index) => ({ id: from + index, name }));

const WORKER = ['view_issues', 'add_issues', 'edit_issues', 'add_issue_notes', 'manage_subtasks', 'delete_issues'];

/** Redmine's default data. New issues start as New, whatever is asked for. */
export const emptyWorld = (): FakeWorld => ({
  restEnabled: true,
  loginRequired: true,
  statuses: names(['New', 'In Progress', 'Resolved', 'Feedback', 'Closed', 'Rejected']).map((status) => ({
    ...status,
    is_closed: status.id >= 5,
  })),
  priorities: names(['Low', 'Normal', 'High', 'Urgent', 'Immediate']),
  trackers: names(['Bug', 'Feature', 'Support']),
  roles: [
    { id: 3, name: 'Manager', permissions: [...WORKER] },
    { id: 5, name: 'Reporter', permissions: ['view_issues', 'add_issues', 'add_issue_notes'] },
    { id: 6, name: 'Watcher', permissions: ['view_issues'] },
  ],
  users: [],
  projects: [],
  fields: [],
  issues: new Map(),
  allows: (role, from, to) => (from === null ? to.id === 1 : from.id === to.id || role.name === 'Manager'),
  nextId: 1,
});

const ADMINISTRATOR: FakeRole = { id: 0, name: 'Manager', permissions: WORKER };

/** What this user (null: nobody) is in this project; null when it is hidden. */
export function roleIn(world: FakeWorld, user: FakeUser | null, project: FakeProject): FakeRole | null {
  if (project.status === 9) return null;
  if (user?.admin === true) return ADMINISTRATOR;
  const member = user === null ? undefined : project.members.get(user.id);
  const role = world.roles.find(({ id }) => id === member);
  if (role !== undefined) return role;
  const open = project.isPublic && (user !== null || !world.loginRequired);
  return open ? { id: 1, name: 'Non member', permissions: ['view_issues'] } : null;
}

export const may = (role: FakeRole | null, permission: string): boolean =>
  role?.permissions.includes(permission) === true;

export const hasIssues = ({ modules }: FakeProject): boolean => modules.includes('issue_tracking');

export const fieldsOf = ({ fields }: FakeWorld, project: FakeProject): readonly FakeField[] =>
  fields.filter(({ projects }) => projects === null || projects.includes(project.id));

export const childrenOf = ({ issues }: FakeWorld, id: number): readonly FakeIssue[] =>
  [...issues.values()].filter(({ parent }) => parent === id);
