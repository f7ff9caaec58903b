/** Runs one job: composes the engine for its connection, and writes down how it ended. */
import type { Kysely } from 'kysely';
import type { Run } from '../model/run.ts';
import { RunCancelled, RunLost, type Gate } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { System } from '../model/tracker.ts';
import { recordSync } from '../store/activities.ts';
import { findConnection, type Connection } from '../store/connections.ts';
import { fence, finishJob, handBack, makeGate, type Running } from '../store/job-runs.ts';
import { makeMarkerOf } from '../store/marker.ts';
import { makeMemory } from '../store/memory.ts';
import { findPlan, storePlan } from '../store/plans.ts';
import { SealError, type Sealer } from '../store/seal.ts';
import type { Tables } from '../store/tables.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Mode, SyncContext } from '../sync/context.ts';
import { openTracker, paramsInForce, type Outside } from './connect.ts';
import type { Overheard } from './capture.ts';
import { endOf, type End } from './end-of-run.ts';
import type { Logger } from './logger.ts';
import { listenTo } from './trace.ts';

export interface JobDeps extends Outside {
  readonly db: Kysely<Tables>;
  readonly sealer: Sealer;
  readonly systems: readonly System[];
  /** The engine. */
  readonly sync: (context: SyncContext) => Promise<Run>;
  readonly markerKey: string;
  /** `https://host:port` without a trailing slash: the start of the links to tasks. */
  readonly baseUrl: string;
  readonly logger: Logger;
  /** Is told what runs in debug mode say to their trackers. */
  readonly overhear: (overheard: Overheard) => void;
  /** This process is about to end: its runs stop at their next write, and are taken over. */
  readonly stopping: () => boolean;
}

/** Runs the job to its end and writes the end down. Throws `RunLost` when the job was taken away meanwhile. */
export async function runJob(deps: JobDeps, run: Running): Promise<void> {
  const { logger, now } = deps;
  const begun = now();
  const about = { job: run.id, connection: run.connectionId, attempt: run.attempt };
  const how = run.takenOver ? 'taken over from a worker that ended' : run.automatic ? 'by itself' : 'asked for';
  logger.info({ ...about, kind: run.kind }, `job ${run.id}: ${run.kind} starts (${how})`);
  const end = await attempt(deps, run);
  const became = await writeDown(deps, run, end);
  const seconds = ((now() - begun) / 1_000).toFixed(1);
  const told = `job ${run.id}: ${became} after ${seconds} s: ${end.message}`;
  if (end.state === 'failed') logger.warn(about, told);
  else logger.info(about, told);
}

const MOST_LOST_ATTEMPTS = 5;

async function attempt(deps: JobDeps, run: Running): Promise<End> {
  if (run.attempt - run.handBacks > MOST_LOST_ATTEMPTS)
    return failed(`The process ended ${MOST_LOST_ATTEMPTS} times while it ran this job, so it is not tried again.`);
  try {
    return await engage(deps, run);
  } catch (error) {
    if (error instanceof RunLost) throw error;
    if (error instanceof RunCancelled) return { state: 'cancelled', message: error.message, summary: null };
    if (error instanceof TrackerError || error instanceof SealError) return failed(error.message);
    deps.logger.error({ err: error, job: run.id }, `job ${run.id}: failed by a fault of ours`);
    return failed(`Lockstep itself failed; the log says how (look for job ${run.id}).`);
  }
}

const failed = (message: string): End => ({ state: 'failed', message, summary: null });

async function engage(deps: JobDeps, run: Running): Promise<End> {
  const connection = await findConnection(deps.db, run.connectionId);
  if (connection === undefined) throw new RunLost(`Connection ${run.connectionId} is gone.`);
  if (connection.stopped_because !== null) return failed(connection.stopped_because);
  const system = deps.systems.find(({ id }) => id === connection.system);
  if (system === undefined) return failed(`This version of Lockstep has no issue tracker "${connection.system}".`);
  const mode = await modeOf(deps.db, run);
  if (mode === null) return failed('The plan is gone: make a new one.');
  return converse(deps, run, { connection, system, mode });
}

/** What the job is about. */
interface Subject {
  readonly connection: Connection;
  readonly system: System;
  readonly mode: Mode;
}

async function converse(deps: JobDeps, run: Running, { connection, system, mode }: Subject): Promise<End> {
  const { db, now } = deps;
  const levels = [
    { params: connection.connector_params, secrets: connection.connector_secrets },
    { params: connection.params, secrets: connection.secrets },
  ];
  const params = paramsInForce(system, levels, deps.sealer);
  const gate = gateOf(deps, run);
  const trace = connection.debug_mode ? listenTo(deps, run, system, params) : null;
  const tracker = openTracker(system, params, { gate, isUrgent: !run.automatic }, trace?.outside ?? deps);
  const { id, project_id: projectId, server, target } = connection;
  const taskUrl = (taskId: string): string => `${deps.baseUrl}/projects/${projectId}/tasks/${taskId}`;
  const memory = makeMemory({ db, run, connection: { id, projectId, server, target }, taskUrl, now });
  const { connect, requests, skew, budgets } = tracker;
  const { can } = system;
  const markerOf = makeMarkerOf(deps.markerKey, await uidOf(db, projectId));
  try {
    const options = system.options(params);
    const done = await deps.sync({
      options,
      can,
      connect,
      tasks: memory,
      memory,
      talk: memory.talk,
      gate,
      now,
      markerOf,
      requests,
      skew,
      mode,
      budgets,
      foretell: (text) => deps.logger.info({ job: run.id }, `job ${run.id}: ${text}`),
    });
    return { ...endOf(done, run, now()), ...(run.kind === 'plan' ? { planned: done } : {}) };
  } finally {
    await tracker.close();
    await trace?.keep();
  }
}

const gateOf = (deps: JobDeps, run: Running): Gate => {
  const gate = makeGate(deps.db, run);
  return async () => {
    if (deps.stopping()) throw new RunLost(`This process ends; job ${run.id} is left to the next.`);
    await gate();
  };
};

async function modeOf(db: Kysely<Tables>, run: Running): Promise<Mode | null> {
  if (run.kind === 'plan') return { do: 'plan' };
  if (run.kind !== 'apply') return { do: 'sync' };
  const plan = run.planId === null ? undefined : await findPlan(db, run.planId);
  if (plan === undefined) return null;
  return { do: 'apply', plan: { actions: plan.actions, holds: plan.holds }, selection: run.selection };
}

const uidOf = async (db: Kysely<Tables>, projectId: number): Promise<string> =>
  (await db.selectFrom('projects').select('uid').where('id', '=', projectId).executeTakeFirstOrThrow()).uid;

/** Answers what became of the job, in words. */
async function writeDown({ db, now }: JobDeps, run: Running, end: End): Promise<string> {
  const { retryAt: until, planned, gotSomewhere = false, ...last } = end;
  if (until !== undefined && (await handBack(db, run, { until, message: end.message, gotSomewhere })))
    return `waits until ${new Date(until).toISOString()}`;
  await inTransaction(db, async (trx) => {
    await fence(trx, run);
    if (planned !== undefined && run.planId !== null) await storePlan(trx, run.planId, planned);
    await finishJob(trx, run, last, now());
    if (run.kind !== 'plan') await recordSync(trx, toldOf(run, last), new Date(now()));
  });
  return end.state;
}

const toldOf = ({ connectionId, id: jobId }: Running, { state, message }: Pick<End, 'state' | 'message'>) => ({
  connectionId,
  jobId,
  succeeded: state === 'succeeded',
  message,
});
