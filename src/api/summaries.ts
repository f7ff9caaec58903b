/** What each operation does and who may do it, in words for the description of the API. */
import type { FastifyInstance, RouteOptions } from 'fastify';
import { isOperation, ruleOf, type Operation } from './rules.ts';

/** Where the operation's name does not say it. */
const SUMMARIES: Readonly<Partial<Record<Operation, string>>> = {
  acceptTaskUpdate: 'Accept or decline one task update',
  applyPlan: 'Apply a plan, or some of its actions',
  cancelJob: 'Cancel a job that waits or runs',
  composite: 'Make up to fifty calls in one',
  countItems: "Count a connection's items by their state",
  createJob: 'Run a connection now, or record a run made elsewhere',
  createPlan: 'Plan a sync: what would be done, and why',
  createProjectJob: "Run one of the project's connections now, or record a run made elsewhere",
  completeFirstRun: "Set the first administrator's e-mail address and password",
  createSession: 'Log in with a password',
  createToken: "Make a user's API token; the former one ends",
  deleteSession: 'Log out',
  deleteToken: "End a user's API token",
  disableHints: "Switch off the address at which a connection's tracker hints at changes",
  enableHints: "Make the address at which a connection's tracker hints at changes; the former one ends",
  explainTask: 'Explain why a task is synced or not',
  getFirstRun: 'Get whether the administrator has a password yet',
  getDrift: 'Get how much the sides of a connection differed, by day',
  getHealth: 'Get what is wrong with the installation',
  getHints: 'Get whether a connection has an address for hints, and what came there',
  getItem: 'Get a task with its issue, its state and why',
  getJobTrace: 'Get what a job and its tracker said to each other in debug mode',
  getMe: "Get the caller's own user",
  getSession: 'Get who is logged in, and the token that changes need',
  getPlugin: 'Get the parameters of a kind of tracker',
  importTasks: 'Import tasks from a file given in JSON',
  listAudit: 'List who changed what, with what it was before',
  getMetadata: "Get what the tracker lists about a connection's project",
  linkItem: 'Link an existing issue to a task; the next run proves it',
  listConflicts: 'List the fields that wait for a person',
  listItemHistory: 'List everything observed, decided and written about a task and its issue',
  listItems: "List a connection's tasks with their issues",
  listJobActions: "List what became of a job's items",
  listPlugins: 'List the kinds of trackers and their parameters',
  listTaskHistory: 'List everything observed, decided and written about a task',
  pauseConnection: 'Stop the schedule of a connection',
  receiveHint: 'Say that something changed in the tracker: the connection looks for itself',
  renewToken: "Make a user's API token; the former one ends",
  replaceConnection: 'Update a connection (older method)',
  replaceConnector: 'Update a connector (older method)',
  resolveConflict: 'Take one side of a conflict at the next run',
  resumeConnection: 'Let the schedule of a connection go on',
  retryItem: 'Send again what the tracker refused of an item',
  streamEvents: 'Watch jobs, plans and connections as they change',
  testConnection: "Test a connection's parameters without storing them",
  testConnector: "Test a connector's parameters without storing them",
  testStoredConnection: 'Test how deep a stored connection works',
  unlinkItem: 'Take the issue from a task; it stays in the tracker',
  uploadImport: 'Import tasks from a file sent as it is',
};

/** Call it before the routes. */
export function useSummaries(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    const { schema } = route;
    if (schema === undefined || !isOperation(schema.operationId)) return;
    const description = [schema.description ?? [], permissionOf(schema.operationId)].flat().join(' ');
    const security = ruleOf(schema.operationId).open === true ? { security: [] } : {};
    route.schema = { ...schema, ...security, summary: summaryOf(schema.operationId), description };
  });
}

/** `listTaskUpdates` → "List task updates". */
const summaryOf = (operation: Operation): string =>
  SUMMARIES[operation] ??
  `${operation.charAt(0).toUpperCase()}${operation.slice(1).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;

function permissionOf(operation: Operation): string {
  const { global, project, open } = ruleOf(operation);
  if (open === true) return 'For everybody, without an account, too.';
  if (global.includes('*')) return 'For everybody with an account.';
  const locally = project === undefined || project.length === 0 ? '' : `, or in the project ${oneOf(project)}`;
  return `Needs ${oneOf(global)}${locally}.`;
}

const oneOf = (permissions: readonly string[]): string => permissions.map((one) => `\`${one}\``).join(' or ');
