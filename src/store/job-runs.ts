/**
 * Jobs as a worker sees them. The attempt number is the fence: it grows whenever a job is taken (over), and every write of
 * a run is conditional on it, so that a run that was given up for dead changes nothing any more.
 */
import type { Kysely } from 'kysely';
import type { Instant } from '../model/instant.ts';
import { statesBefore, type JobState } from '../model/job.ts';
import { RunCancelled, RunLost, type Gate } from '../model/sides.ts';
import { markSuccess } from './jobs.ts';
import { settlePlan } from './plan-states.ts';
import type { JobKind, RunSummary, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** One run of a job: what a worker holds while it has it. */
export interface Running {
  readonly id: number;
  readonly connectionId: number;
  readonly kind: JobKind;
  readonly attempt: number;
  readonly handBacks: number;
  /** Of those, how many in a row for nothing. */
  readonly idleBacks: number;
  readonly automatic: boolean;
  readonly planId: number | null;
  readonly selection: readonly string[] | null;
  /** Another worker had it and ended without finishing it. */
  readonly takenOver: boolean;
}

export interface Worker {
  readonly name: string;
  readonly now: Instant;
}

/**
 * Takes the connection's next job, or null when there is nothing to do yet: a running one first (the caller holds the
 * connection exclusively, so whoever ran it is gone), then the oldest waiting one whose time has come.
 */
export const takeNextJob = (db: Kysely<Tables>, connectionId: number, worker: Worker): Promise<Running | null> =>
  inTransaction(db, async (trx) => {
    const at = new Date(worker.now);
    const next = await trx
      .selectFrom('jobs')
      .selectAll()
      .where('connection_id', '=', connectionId)
      .where('state', 'in', statesBefore('running'))
      .where((eb) => eb.or([eb('not_before', 'is', null), eb('not_before', '<=', at)]))
      .orderBy((eb) => eb('state', '=', 'running'), 'desc')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (next === undefined) return null;
    const takenOver = next.state === 'running';
    await trx
      .updateTable('jobs')
      .set({
        state: 'running',
        attempt: next.attempt + 1,
        worker: worker.name,
        not_before: null,
        ...(takenOver ? {} : { started: at, done: 0, total: null }),
      })
      .where('id', '=', next.id)
      .execute();
    return {
      id: next.id,
      connectionId,
      kind: next.kind,
      attempt: next.attempt + 1,
      handBacks: next.hand_backs,
      idleBacks: next.idle_backs,
      automatic: next.automatic,
      planId: next.plan_id,
      selection: next.selection,
      takenOver,
    };
  });

/**
 * Holds the job until the transaction ends; first its connection, as everybody does who locks both (a connection that is
 * changed or deleted, too), so that nobody waits in a circle. Throws `RunLost` when this run no longer has the job.
 */
export async function fence(
  trx: Kysely<Tables>,
  { id, attempt, connectionId }: Pick<Running, 'id' | 'attempt' | 'connectionId'>,
): Promise<void> {
  await trx.selectFrom('connections').select('id').where('id', '=', connectionId).forNoKeyUpdate().execute();
  const held = await trx
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (held === undefined) throw new RunLost(`Job ${id} is no longer run by its attempt ${attempt}.`);
}

/** Asked before every write on either side. */
export const makeGate =
  (db: Kysely<Tables>, { id, attempt }: Pick<Running, 'id' | 'attempt'>): Gate =>
  async () => {
    const job = await db
      .selectFrom('jobs')
      .select(['attempt', 'state', 'cancel_requested'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (job?.attempt !== attempt || job.state !== 'running')
      throw new RunLost(`Job ${id} is no longer run by its attempt ${attempt}.`);
    if (job.cancel_requested) throw new RunCancelled('Cancelled by a person.');
  };

export interface JobEnd {
  readonly state: Extract<JobState, 'succeeded' | 'failed' | 'cancelled'>;
  readonly message: string;
  readonly summary: RunSummary | null;
  /** The credential was refused: no automatic run until it changes or a person asks. */
  readonly stop?: boolean;
}

/** Ends the job, with what its end means for its plan and its connection. Throws `RunLost`. */
export const finishJob = (db: Kysely<Tables>, run: Running, end: JobEnd, now: Instant): Promise<void> =>
  inTransaction(db, async (trx) => {
    await fence(trx, run);
    const at = new Date(now);
    await trx
      .updateTable('jobs')
      .set({
        state: end.state,
        result_message: end.message,
        finished: at,
        summary: end.summary === null ? null : JSON.stringify(end.summary),
      })
      .where('id', '=', run.id)
      .execute();
    const wentToItsEnd = end.summary !== null && end.summary.error === null; // whatever single items met
    const plan = { kind: run.kind, plan_id: run.planId, message: end.message };
    await settlePlan(trx, plan, wentToItsEnd ? 'succeeded' : end.state, now);
    if (end.state === 'succeeded' && run.kind !== 'plan') await markSuccess(trx, run.connectionId, at);
    if (end.stop === true) await stopConnection(trx, run.connectionId, end.message);
  });

const stopConnection = (trx: Kysely<Tables>, connectionId: number, because: string): Promise<unknown> =>
  trx.updateTable('connections').set({ stopped_because: because }).where('id', '=', connectionId).execute();

const MOST_IDLE_BACKS = 3;

export interface HandBack {
  readonly until: Instant;
  readonly message: string;
  /** The run carried something out: where a tracker takes only so much in an hour, a large first sync takes many. */
  readonly gotSomewhere: boolean;
}

/**
 * Puts the job back to wait until the tracker may be asked again. False: it may not go back, because it has been often
 * enough for nothing, or another sync waits already (which then waits that long); the caller finishes it. Throws `RunLost`.
 */
export const handBack = (
  db: Kysely<Tables>,
  run: Running,
  { until, message, gotSomewhere }: HandBack,
): Promise<boolean> =>
  inTransaction(db, async (trx) => {
    await fence(trx, run);
    if (run.idleBacks >= MOST_IDLE_BACKS && !gotSomewhere) return false;
    if (run.kind === 'sync' && (await delayWaitingSync(trx, run.connectionId, until))) return false;
    await trx
      .updateTable('jobs')
      .set({
        state: 'queued',
        not_before: new Date(until),
        hand_backs: run.handBacks + 1,
        idle_backs: gotSomewhere ? 0 : run.idleBacks + 1,
        result_message: message,
        worker: null,
      })
      .where('id', '=', run.id)
      .execute();
    return true;
  });

/** Whether another sync of the connection waits; it now waits at least until then. */
async function delayWaitingSync(trx: Kysely<Tables>, connectionId: number, until: Instant): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('jobs')
    .set({ not_before: new Date(until) })
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'queued')
    .where('kind', '=', 'sync')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Connections with a job that can be taken now or that nobody may be running any more. */
export const connectionsWithWork = async (db: Kysely<Tables>, now: Instant): Promise<readonly number[]> => {
  const rows = await db
    .selectFrom('jobs')
    .select('connection_id')
    .distinct()
    .where('state', 'in', statesBefore('running'))
    .where((eb) => eb.or([eb('not_before', 'is', null), eb('not_before', '<=', new Date(now))]))
    .orderBy('connection_id')
    .execute();
  return rows.map((row) => row.connection_id);
};
