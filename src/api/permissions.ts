/** Who may do what: one table, read by one hook and one function. Names are those of the roles in the database. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { projectSight } from '../store/projects.ts';
import type { Tables } from '../store/tables.ts';
import { forbidden, notFound } from './errors.ts';

export interface Caller {
  readonly id: number;
  readonly email: string;
  /** A superuser, or a role that holds everything. */
  readonly all: boolean;
  readonly permissions: ReadonlySet<string>;
}

/** One of these suffices: of the caller's global role, or of the caller's role in the project at stake. */
interface Rule {
  readonly global: readonly string[];
  /** Present: the operation is about one project, which the caller must be able to see. */
  readonly project?: readonly string[];
}

const ANYONE: Rule = { global: ['*'] };
const EDIT_TRACKER: Rule = { global: ['edit_issue_tracker_connections'] };
const SEE_PROJECT: Rule = { global: ['view_all_projects'], project: ['view_project'] };
const EDIT_CONNECTION: Rule = {
  global: ['edit_issue_tracker_connections', 'edit_project_connections', 'edit_all_projects'],
  project: ['sync_with_alm'],
};
const SYNC: Rule = {
  global: ['sync_all_issue_trackers', 'edit_issue_tracker_connections'],
  project: ['sync_with_alm'],
};
const WRITE_NOTE: Rule = { global: ['write_all_notes'], project: ['write_task_note'] };
const USERS: Rule = { global: ['manage_users'] };
const OWN_SETTINGS: Rule = { global: ['modify_own_user_settings'] };
const PROJECT_ROLES: Rule = { global: ['edit_all_projects'] };
const MEMBERS: Rule = { global: ['edit_all_projects'], project: ['edit_project_membership'] };

/** Every operation of the API. Lists and single reads show only what the caller may see, whatever stands here. */
export const RULES = {
  listConnections: ANYONE,
  getConnection: SEE_PROJECT,
  createConnection: EDIT_CONNECTION,
  updateConnection: EDIT_CONNECTION,
  replaceConnection: EDIT_CONNECTION,
  deleteConnection: EDIT_CONNECTION,
  testConnection: EDIT_TRACKER,
  testStoredConnection: { ...EDIT_TRACKER, project: [] },
  getHealth: EDIT_TRACKER,
  listConnectors: ANYONE,
  getConnector: ANYONE,
  createConnector: EDIT_TRACKER,
  updateConnector: EDIT_TRACKER,
  replaceConnector: EDIT_TRACKER,
  deleteConnector: EDIT_TRACKER,
  testConnector: EDIT_TRACKER,
  listPlugins: ANYONE,
  getPlugin: ANYONE,
  listJobs: ANYONE,
  getJob: SEE_PROJECT,
  listJobActions: SEE_PROJECT,
  getJobTrace: { ...EDIT_TRACKER, project: [] },
  createJob: SYNC,
  cancelJob: SYNC,
  listProjectJobs: SEE_PROJECT,
  createProjectJob: SYNC,
  listPlans: ANYONE,
  getPlan: SEE_PROJECT,
  createPlan: SYNC,
  applyPlan: SYNC,
  discardPlan: SYNC,
  listBusinessUnits: ANYONE,
  getBusinessUnit: ANYONE,
  createBusinessUnit: { global: ['create_business_unit'] },
  updateBusinessUnit: { global: ['create_business_unit'] },
  listApplications: ANYONE,
  getApplication: ANYONE,
  createApplication: { global: ['add_application'] },
  updateApplication: { global: ['add_application'] },
  listProjects: ANYONE,
  getProject: SEE_PROJECT,
  createProject: { global: ['add_project'] },
  updateProject: { global: ['edit_all_projects'], project: ['edit_project_details'] },
  listTasks: SEE_PROJECT,
  getTask: SEE_PROJECT,
  createTask: { global: ['edit_all_projects'], project: ['create_project_specific_task'] },
  updateTask: { global: ['edit_all_projects', 'change_all_task_status'], project: ['mark_task'] },
  listTaskHistory: SEE_PROJECT,
  explainTask: SEE_PROJECT,
  // No route of its own: asked for by `updateTask` when the text of a task changes.
  editTask: { global: ['edit_all_projects'], project: ['create_project_specific_task'] },
  listTaskUpdates: SEE_PROJECT,
  acceptTaskUpdates: { global: ['edit_all_projects'], project: ['edit_project_details'] },
  acceptTaskUpdate: { global: ['edit_all_projects'], project: ['edit_project_details'] },
  listImports: SEE_PROJECT,
  uploadImport: { global: ['edit_all_projects'], project: ['create_project_specific_task'] },
  importTasks: { global: ['edit_all_projects'], project: ['create_project_specific_task'] },
  listNotes: SEE_PROJECT,
  createNote: WRITE_NOTE,
  getNote: SEE_PROJECT,
  updateNote: WRITE_NOTE,
  deleteNote: WRITE_NOTE,
  listPhases: ANYONE,
  getPhase: ANYONE,
  listTaskStatuses: ANYONE,
  getTaskStatus: ANYONE,
  listUsers: ANYONE,
  getUser: ANYONE,
  getMe: ANYONE,
  updateMe: OWN_SETTINGS,
  getProfile: ANYONE,
  updateProfile: OWN_SETTINGS,
  // Each of its calls is judged by itself.
  composite: ANYONE,
  createUser: USERS,
  updateUser: USERS,
  replaceUser: USERS,
  deleteUser: USERS,
  listGroups: ANYONE,
  getGroup: ANYONE,
  createGroup: USERS,
  updateGroup: USERS,
  replaceGroup: USERS,
  deleteGroup: USERS,
  listUserRoles: ANYONE,
  getUserRole: ANYONE,
  createUserRole: USERS,
  updateUserRole: USERS,
  replaceUserRole: USERS,
  deleteUserRole: USERS,
  listProjectRoles: ANYONE,
  getProjectRole: ANYONE,
  createProjectRole: PROJECT_ROLES,
  updateProjectRole: PROJECT_ROLES,
  replaceProjectRole: PROJECT_ROLES,
  deleteProjectRole: PROJECT_ROLES,
  listMembers: SEE_PROJECT,
  getMember: SEE_PROJECT,
  createMember: MEMBERS,
  updateMember: MEMBERS,
  replaceMember: MEMBERS,
  deleteMember: MEMBERS,
  // A person's own token is always theirs to make; anybody else's is for administrators, as the handler says.
  createToken: ANYONE,
  renewToken: ANYONE,
  deleteToken: ANYONE,
} as const satisfies Record<string, Rule>;

export type Operation = keyof typeof RULES;

export const isOperation = (name: string | undefined): name is Operation => name !== undefined && name in RULES;

export const ruleOf = (operation: Operation): Rule => RULES[operation];

export const has = (caller: Caller, permission: string): boolean =>
  caller.all || permission === '*' || caller.permissions.has(permission);

export const seesAll = (caller: Caller): boolean =>
  has(caller, 'view_all_projects') || has(caller, 'edit_all_projects');

/** For list queries: the user to whose projects they are limited; null sees all. */
export const viewerOf = (caller: Caller): number | null => (seesAll(caller) ? null : caller.id);

/** For the tree above the projects: who may add to it may see it, to choose a place. */
export const treeViewerOf = (caller: Caller): number | null =>
  ['view_all_business_units', 'add_application', 'add_project'].some((permission) => has(caller, permission))
    ? null
    : viewerOf(caller);

/** Tracker parameters, even masked, are for holders of this permission only. */
export const mayReadParams = (caller: Caller): boolean => has(caller, 'edit_issue_tracker_connections');

export const operationOf = (request: FastifyRequest): Operation => {
  const name = request.routeOptions.schema?.operationId;
  if (!isOperation(name)) throw new Error(`no rule for the operation of ${request.method} ${request.url}`);
  return name;
};

/** The part of the rule that needs no project. Throws 403. */
export function requireGlobal(caller: Caller, operation: Operation): void {
  const rule = ruleOf(operation);
  if (rule.project === undefined && !rule.global.some((permission) => has(caller, permission))) throw forbidden();
}

interface Asking {
  /** What a stranger to the project is told; 404 unless the project was named in the body. */
  readonly hidden?: () => Error;
  /** Another row of the table than the request's own. */
  readonly operation?: Operation;
}

/** The rule of this request's operation, for one project. Throws 404 when the caller cannot see the project, else 403. */
export async function requireProject(
  db: Kysely<Tables>,
  request: FastifyRequest,
  projectId: number,
  { hidden = notFound, operation = operationOf(request) }: Asking = {},
): Promise<void> {
  const { caller } = request;
  const rule = ruleOf(operation);
  const sight = await projectSight(db, projectId, caller.id);
  if (sight === undefined || (sight.permissions === null && !seesAll(caller))) throw hidden();
  const inProject = (rule.project ?? []).some((permission) => sight.permissions?.includes(permission) === true);
  if (!inProject && !rule.global.some((permission) => has(caller, permission))) throw forbidden();
  request.permitted = true;
}
