/** Jobs as people and scripts see them: asked for, listed, cancelled. The worker's side is `job-runs.ts`. */
import { sql, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { Instant } from '../model/instant.ts';
import { OPEN_STATES, statesBefore, type JobKind } from '../model/job.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields } from './look-ups.ts';
import { settlePlan } from './plan-states.ts';
import { projectsOf } from './projects.ts';
import type { JobOutcomesTable, JobsTable, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** A job with what its view needs of its connection. */
export interface Job extends Selectable<JobsTable> {
  readonly project_id: number;
  readonly connection_alias: string;
}

export interface JobRequest {
  readonly connectionId: number;
  readonly kind: Exclude<JobKind, 'report'>;
  /** Asked for by the schedule, not by a person. */
  readonly automatic: boolean;
  /** The identity that the job acts as, and who asked for it. */
  readonly userId: number | null;
  readonly triggeredBy: number | null;
  readonly planId?: number;
  /** `apply` only: these tasks' actions; without it all. */
  readonly selection?: readonly string[] | null;
}

/**
 * Asks for a run and answers its job's id. While a sync waits, asking again answers the one that waits; while one runs,
 * one more may wait. A person's request clears the stop after a refused credential: it is tried once more.
 * Call it in the transaction that also wakes the connection. Throws when the connection does not exist.
 */
export const requestJob = (db: Kysely<Tables>, request: JobRequest, now: Instant): Promise<number> =>
  inTransaction(db, async (trx) => {
    if (!request.automatic) await clearStop(trx, request.connectionId);
    // The waiting one can be taken by a worker between insert and look: then there is room for a new one.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const id = (await insertJob(trx, request, now)) ?? (await waitingSync(trx, request.connectionId));
      if (id !== undefined) return id;
    }
    throw new Error(`The jobs of connection ${request.connectionId} change too fast to add one: try again.`);
  });

async function insertJob(trx: Kysely<Tables>, request: JobRequest, now: Instant): Promise<number | undefined> {
  const { connectionId, kind, automatic, userId, triggeredBy, planId, selection } = request;
  const row = await trx
    .insertInto('jobs')
    .values({
      connection_id: connectionId,
      kind,
      state: 'queued',
      automatic,
      user_id: userId,
      triggered_by: triggeredBy,
      plan_id: planId ?? null,
      selection: selection ? [...selection] : null,
      requested: new Date(now),
    })
    .onConflict((conflict) =>
      conflict.column('connection_id').where('state', '=', 'queued').where('kind', '=', 'sync').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

const waitingSync = async (trx: Kysely<Tables>, connectionId: number): Promise<number | undefined> =>
  (
    await trx
      .selectFrom('jobs')
      .select('id')
      .where('connection_id', '=', connectionId)
      .where('state', '=', 'queued')
      .where('kind', '=', 'sync')
      .executeTakeFirst()
  )?.id;

const clearStop = (trx: Kysely<Tables>, connectionId: number): Promise<unknown> =>
  trx
    .updateTable('connections')
    .set({ stopped_because: null })
    .where('id', '=', connectionId)
    .where('stopped_because', 'is not', null)
    .execute();

export interface ReportedJob {
  readonly connectionId: number;
  readonly succeeded: boolean;
  readonly message: string;
  readonly automatic: boolean;
  readonly userId: number | null;
  readonly triggeredBy: number | null;
}

/** Records the result of a run that was made elsewhere, and answers its job's id. */
export const reportJob = (db: Kysely<Tables>, report: ReportedJob, now: Instant): Promise<number> =>
  inTransaction(db, async (trx) => {
    const at = new Date(now);
    const { id } = await trx
      .insertInto('jobs')
      .values({
        connection_id: report.connectionId,
        kind: 'report',
        state: report.succeeded ? 'succeeded' : 'failed',
        automatic: report.automatic,
        user_id: report.userId,
        triggered_by: report.triggeredBy,
        result_message: report.message,
        requested: at,
        started: at,
        finished: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (report.succeeded) await markSuccess(trx, report.connectionId, at);
    return id;
  });

export const markSuccess = (trx: Kysely<Tables>, connectionId: number, at: Date): Promise<unknown> =>
  trx.updateTable('connections').set({ last_successful_run: at }).where('id', '=', connectionId).execute();

/** Cancels a waiting job at once and asks a running one to stop at its next action; a finished one stays as it is. */
export const cancelJob = (db: Kysely<Tables>, id: number, now: Instant): Promise<void> =>
  inTransaction(db, async (trx) => {
    const cancelled = await trx
      .updateTable('jobs')
      .set({ state: 'cancelled', result_message: 'Cancelled before it started.', finished: new Date(now) })
      .where('id', '=', id)
      .where('state', 'in', statesBefore('cancelled'))
      .where('state', '<>', 'running')
      .returning(['kind', 'plan_id'])
      .executeTakeFirst();
    if (cancelled !== undefined) return settlePlan(trx, cancelled, 'cancelled', now);
    await trx
      .updateTable('jobs')
      .set({ cancel_requested: true })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  });

export interface JobFilter {
  /** Only jobs of projects of this member; null sees all. */
  readonly viewer: number | null;
  /** Finished, in whatever way. */
  readonly ready?: boolean | undefined;
  readonly succeeded?: boolean | undefined;
  /** An id or an e-mail address. */
  readonly user?: string | undefined;
  /** Only these kinds; default all. */
  readonly kinds?: readonly JobKind[] | undefined;
  /** And the look-ups of `JOB_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const JOB_FIELDS: Fields = {
  id: { kind: 'number', columns: ['jobs.id'] },
  connection: { kind: 'number', columns: ['jobs.connection_id'] },
  project: { kind: 'number', columns: ['connections.project_id'] },
  automatic: { kind: 'boolean', columns: ['jobs.automatic'] },
  triggered_by: { kind: 'number', columns: ['jobs.triggered_by'] },
  kind: { kind: 'text', columns: ['jobs.kind'] },
  plan: { kind: 'number', columns: ['jobs.plan_id'] },
  state: { kind: 'text', columns: ['jobs.state'] },
  requested: { kind: 'time', columns: ['jobs.requested'] },
  result_message: { kind: 'text', columns: ['jobs.result_message'], searched: true },
};

/** Newest first. One query for all rows, two for a page. */
export function listJobs(db: Kysely<Tables>, filter: JobFilter, slice: Slice | null): Promise<Found<Job>> {
  const { viewer, user, kinds } = filter;
  let query = byState(asAsked(jobsWithConnection(db), JOB_FIELDS, filter), filter);
  if (viewer !== null) query = query.where('connections.project_id', 'in', projectsOf(db, viewer));
  if (user !== undefined) query = query.where('jobs.user_id', 'in', usersNamed(db, user));
  if (kinds !== undefined) query = query.where('jobs.kind', 'in', kinds);
  return listed(query.orderBy('jobs.id', 'desc'), slice);
}

const usersNamed = (db: Kysely<Tables>, name: string) =>
  db
    .selectFrom('users')
    .select('users.id')
    .where((eb) => eb.or([sql<boolean>`users.id::text = ${name}`, sql<boolean>`lower(users.email) = lower(${name})`]));

type JobQuery = SelectQueryBuilder<Tables, 'jobs' | 'connections', Job>;

function byState(query: JobQuery, { ready, succeeded }: JobFilter): JobQuery {
  let narrowed = query;
  if (ready !== undefined) narrowed = narrowed.where('jobs.state', ready ? 'not in' : 'in', OPEN_STATES);
  if (succeeded !== undefined) narrowed = narrowed.where('jobs.state', succeeded ? '=' : '<>', 'succeeded');
  return narrowed;
}

const jobsWithConnection = (db: Kysely<Tables>): JobQuery =>
  db
    .selectFrom('jobs')
    .innerJoin('connections', 'connections.id', 'jobs.connection_id')
    .selectAll('jobs')
    .select(['connections.project_id', 'connections.alias as connection_alias']);

export const findJob = async (db: Kysely<Tables>, id: number): Promise<Job | undefined> =>
  (await listJobs(db, { viewer: null, id }, null)).rows[0];

/** The last job of each connection that has had one (planning is no run): one query whatever the number of connections. */
export async function lastJobs(db: Kysely<Tables>, connectionIds: readonly number[]): Promise<Map<number, Job>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await jobsWithConnection(db)
    .distinctOn('jobs.connection_id')
    .where('jobs.connection_id', '=', sql<number>`any(${[...connectionIds]}::integer[])`)
    .where('jobs.kind', '<>', 'plan')
    .orderBy('jobs.connection_id')
    .orderBy('jobs.id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.connection_id, row]));
}

/** What became of each item of a job so far, by task id. */
export const jobOutcomes = (db: Kysely<Tables>, jobId: number): Promise<Selectable<JobOutcomesTable>[]> =>
  db.selectFrom('job_outcomes').selectAll().where('job_id', '=', jobId).orderBy('task_id').execute();
