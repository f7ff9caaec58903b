/** Who may do what: the one table. Names are those of the roles in the database. */

/** One of these suffices: of the caller's global role, or of the caller's role in the project at stake. */
export interface Rule {
  readonly global: readonly string[];
  /** Present: the operation is about one project, which the caller must be able to see. */
  readonly project?: readonly string[];
  /** Also without logging in. */
  readonly open?: true;
  /** What lets in is the secret in the address, wherever the request comes from. */
  readonly keyed?: true;
  /** It changes the project's details or its list of tasks: refused while the project is locked. */
  readonly frozen?: true;
}

const ANYONE: Rule = { global: ['*'] };
const OPEN: Rule = { ...ANYONE, open: true };
/** Nobody can be given this one: it takes a role that holds everything. */
export const OF_NO_ROLE = 'administrator';
const ADMINISTRATORS: Rule = { global: [OF_NO_ROLE] };
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
const EDIT_PROJECT: Rule = { global: ['edit_all_projects'], project: ['edit_project_details'] };
const EDIT_TASKS: Rule = { global: ['edit_all_projects'], project: ['create_project_specific_task'], frozen: true };
const EDIT_UNITS: Rule = { global: ['create_business_unit'] };
const EDIT_APPLICATIONS: Rule = { global: ['add_application'] };
const VERIFY: Rule = { global: ['verify_all_tasks'], project: ['verify_task'] };
const CONTENT: Rule = { global: ['customize_content'] };
const USERS: Rule = { global: ['manage_users'] };
const OWN_SETTINGS: Rule = { global: ['modify_own_user_settings'] };
const PROJECT_ROLES: Rule = { global: ['edit_all_projects'] };
const MEMBERS: Rule = { global: ['edit_all_projects'], project: ['edit_project_membership'] };

/** Every operation of the API. Lists and single reads show only what the caller may see, whatever stands here. */
export const RULES = {
  createSession: OPEN,
  getSession: ANYONE,
  deleteSession: ANYONE,
  getFirstRun: OPEN,
  completeFirstRun: ADMINISTRATORS,
  listAudit: ADMINISTRATORS,
  listConnections: ANYONE,
  getConnection: SEE_PROJECT,
  createConnection: EDIT_CONNECTION,
  updateConnection: EDIT_CONNECTION,
  replaceConnection: EDIT_CONNECTION,
  deleteConnection: EDIT_CONNECTION,
  listItems: SEE_PROJECT,
  countItems: SEE_PROJECT,
  getItem: SEE_PROJECT,
  listItemHistory: SEE_PROJECT,
  linkItem: EDIT_CONNECTION,
  unlinkItem: EDIT_CONNECTION,
  retryItem: SYNC,
  listConflicts: SEE_PROJECT,
  resolveConflict: SYNC,
  listConflictRules: SEE_PROJECT,
  deleteConflictRule: EDIT_CONNECTION,
  // What a refresh needs stands at testStoredConnection.
  getMetadata: SEE_PROJECT,
  getDrift: SEE_PROJECT,
  pauseConnection: EDIT_CONNECTION,
  resumeConnection: EDIT_CONNECTION,
  getHints: SEE_PROJECT,
  enableHints: EDIT_CONNECTION,
  disableHints: EDIT_CONNECTION,
  receiveHint: { ...OPEN, keyed: true },
  testConnection: EDIT_TRACKER,
  readTrackerLists: EDIT_TRACKER,
  listTrackerProjects: EDIT_TRACKER,
  testStoredConnection: { ...EDIT_TRACKER, project: [] },
  getHealth: EDIT_TRACKER,
  getSample: EDIT_TRACKER,
  // Tells of what the caller may see.
  streamEvents: ANYONE,
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
  createBusinessUnit: EDIT_UNITS,
  updateBusinessUnit: EDIT_UNITS,
  replaceBusinessUnit: EDIT_UNITS,
  deleteBusinessUnit: { global: ['delete_business_unit'] },
  listApplications: ANYONE,
  getApplication: ANYONE,
  createApplication: EDIT_APPLICATIONS,
  updateApplication: EDIT_APPLICATIONS,
  replaceApplication: EDIT_APPLICATIONS,
  deleteApplication: { global: ['delete_application'] },
  listProjects: ANYONE,
  getProject: SEE_PROJECT,
  createProject: { global: ['add_project'] },
  updateProject: EDIT_PROJECT,
  replaceProject: EDIT_PROJECT,
  deleteProject: { global: ['delete_project'], project: [], frozen: true },
  // No route of its own: asked for by `updateProject` when the lock changes.
  lockProject: { global: ['edit_all_projects'], project: ['lock_project_survey'] },
  listActivities: ANYONE,
  listMyActivities: ANYONE,
  getMyActivity: ANYONE,
  listProjectActivities: SEE_PROJECT,
  listTasks: SEE_PROJECT,
  getTask: SEE_PROJECT,
  createTask: EDIT_TASKS,
  updateTask: { global: ['edit_all_projects', 'change_all_task_status'], project: ['mark_task'] },
  deleteTask: EDIT_TASKS,
  listTaskHistory: SEE_PROJECT,
  explainTask: SEE_PROJECT,
  // No routes of their own: asked for by `updateTask` when the text of a task changes, or its verification.
  editTask: EDIT_TASKS,
  verifyTask: VERIFY,
  listTaskUpdates: SEE_PROJECT,
  acceptTaskUpdates: { ...EDIT_PROJECT, frozen: true },
  acceptTaskUpdate: { ...EDIT_PROJECT, frozen: true },
  listImports: SEE_PROJECT,
  getImport: SEE_PROJECT,
  uploadImport: EDIT_TASKS,
  importTasks: EDIT_TASKS,
  listNotes: SEE_PROJECT,
  createNote: WRITE_NOTE,
  getNote: SEE_PROJECT,
  updateNote: WRITE_NOTE,
  deleteNote: WRITE_NOTE,
  listAnalysisNotes: SEE_PROJECT,
  createAnalysisNote: VERIFY,
  getAnalysisNote: SEE_PROJECT,
  deleteAnalysisNote: VERIFY,
  listHowTos: SEE_PROJECT,
  createHowTo: EDIT_TASKS,
  getHowTo: SEE_PROJECT,
  updateHowTo: EDIT_TASKS,
  deleteHowTo: EDIT_TASKS,
  listPhases: ANYONE,
  getPhase: ANYONE,
  createPhase: CONTENT,
  updatePhase: CONTENT,
  replacePhase: CONTENT,
  deletePhase: CONTENT,
  listTaskStatuses: ANYONE,
  getTaskStatus: ANYONE,
  createTaskStatus: CONTENT,
  updateTaskStatus: CONTENT,
  deleteTaskStatus: CONTENT,
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

export const OPERATIONS = Object.keys(RULES) as readonly Operation[];

export const isOperation = (name: string | undefined): name is Operation => name !== undefined && name in RULES;

export const ruleOf = (operation: Operation): Rule => RULES[operation];
