/** One project of the security team, tied to one fresh Redmine project: everything made through the public API. */
import type { Lockstep } from './lockstep.ts';
import type { Redmine, RedmineIssue } from './redmine.ts';
import { until } from './until.ts';

export interface TaskRow {
  readonly id: string;
  readonly task_id: string;
  readonly title: string;
  readonly status: string;
}

export interface JobRow {
  readonly id: number;
  readonly ready: boolean;
  readonly succeeded: boolean;
  readonly result_message: string;
  readonly requests: Readonly<Record<string, number>>;
  readonly floor: Readonly<Record<string, number>>;
}

export interface PlanRow {
  readonly id: number;
  readonly state: string;
  readonly message: string;
  readonly actions: readonly { readonly task: string; readonly action: string }[];
}

export interface Scene {
  readonly project: number;
  readonly connector: number;
  readonly connection: number;
  /** The Redmine project's identifier. */
  readonly target: string;
}

/** Task status ids. */
export const DONE = 'TS1';
export const TODO = 'TS2';
export const NA = 'TS3';

/** Redmine's own statuses; each of ours has one to go to. */
export const STATUS_MAP = {
  New: 'TODO',
  'In Progress': 'TODO',
  Feedback: 'TODO',
  Resolved: 'DONE',
  Closed: 'DONE',
  Rejected: 'NA',
};
const TARGETS = { TODO: 'New', DONE: 'Closed', NA: 'Rejected' };

/** What the server must be started with to reach this Redmine. */
export const egressFor = (redmine: Redmine): Record<string, string> => {
  const { port, hostname } = new URL(redmine.url);
  return hostname === '127.0.0.1' ? { LOCKSTEP_EGRESS_ALLOW: `127.0.0.1/32:${port}` } : {};
};

/** Business unit, application, project; connector and connection. `params` are more of the connector's. */
export async function setUp(
  lockstep: Lockstep,
  redmine: Redmine,
  name: string,
  params: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const target = await redmine.makeProject();
  const unit = await lockstep.call<{ id: number }>('POST', 'business-units/', { name: `Unit of ${name}` });
  const application = await lockstep.call<{ id: number }>('POST', 'applications/', {
    name: `Application of ${name}`,
    business_unit: unit.id,
  });
  const project = await lockstep.call<{ id: number }>('POST', 'projects/', { name, application: application.id });
  const server = new URL(redmine.url);
  const connector = await lockstep.call<{ id: number }>('POST', 'connectors/issue-tracker/', {
    name: `Redmine for ${name}`,
    system: { id: 'redmine' },
    params: {
      issue_tracker_method: server.protocol.replace(':', ''),
      issue_tracker_server: server.host,
      issue_tracker_auth_mode: 'api_token',
      issue_tracker_api_token: redmine.botKey,
      issue_tracker_phases: 'requirements,architecture-design,development,testing,deployment',
      sde_min_priority: '1',
      issue_tracker_status_map: JSON.stringify(STATUS_MAP),
      sde_status_map: JSON.stringify(TARGETS),
      ...params,
    },
  });
  const connection = await lockstep.call<{ id: number }>('POST', 'connections/issue-tracker/', {
    alias: name,
    connector: connector.id,
    project: project.id,
    params: { issue_tracker_project: target },
  });
  return { project: project.id, connector: connector.id, connection: connection.id, target };
}

/** Asks for a run, without waiting for it. */
export const askForRun = (lockstep: Lockstep, { project, connection }: Scene): Promise<JobRow> =>
  lockstep.call<JobRow>('POST', `projects/${project}/jobs/issue-tracker/`, {
    connection,
    automatic: false,
    ready: false,
  });

const finished = (lockstep: Lockstep, id: number): Promise<JobRow> =>
  until(
    `job ${id} to end`,
    async () => {
      const job = await lockstep.call<JobRow>('GET', `jobs/issue-tracker/${id}/`);
      return job.ready ? job : null;
    },
    240,
  );

/** Runs one sync to its end; it has to succeed. */
export async function sync(lockstep: Lockstep, scene: Scene): Promise<JobRow> {
  const { id } = await askForRun(lockstep, scene);
  const job = await finished(lockstep, id);
  if (!job.succeeded) throw new Error(`job ${id} failed: ${job.result_message}`);
  return job;
}

export const totalOf = (table: Readonly<Record<string, number>>): number =>
  Object.entries(table).reduce((sum, [line, count]) => (line === 'total' ? sum : sum + count), 0);

export async function tasksOf(lockstep: Lockstep, { project }: Scene): Promise<readonly TaskRow[]> {
  return (await lockstep.call<{ results: TaskRow[] }>('GET', `projects/${project}/tasks/`)).results;
}

/** Makes a plan and waits until it is there. */
export async function plan(lockstep: Lockstep, { connection }: Scene): Promise<PlanRow> {
  const { id } = await lockstep.call<PlanRow>('POST', 'plans/', { connection });
  return until(`plan ${id}`, async () => {
    const row = await lockstep.call<PlanRow>('GET', `plans/${id}/`);
    if (row.state === 'failed') throw new Error(`plan ${id} failed: ${row.message}`);
    return row.state === 'open' ? row : null;
  });
}

/** Task id → its issues. The title format begins with the task's id and a colon or space. */
export function byTask(issues: readonly RedmineIssue[]): ReadonlyMap<string, readonly RedmineIssue[]> {
  return Map.groupBy(issues, ({ subject }) => subject.split(/[: ]/)[0] ?? '');
}
