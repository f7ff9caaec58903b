/** Stored plans: made, shown, applied exactly as shown, or discarded. */
import type { Kysely, Selectable } from 'kysely';
import type { Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';
import { requestJob } from './jobs.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields } from './look-ups.ts';
import { projectsOf } from './projects.ts';
import type { PlansTable, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

export interface Plan extends Selectable<PlansTable> {
  readonly project_id: number;
}

/** A list shows no actions: they can be thousands. */
export type PlanSummary = Omit<Plan, 'actions'>;

interface Asked {
  readonly connectionId: number;
  readonly userId: number;
}

export interface Started {
  readonly planId: number;
  readonly jobId: number;
}

/** Asks for a new plan: its row in state `planning`, and the job that will make it. Wake the connection with it. */
export const requestPlan = (db: Kysely<Tables>, { connectionId, userId }: Asked, now: Instant): Promise<Started> =>
  inTransaction(db, async (trx) => {
    const at = new Date(now);
    const { id: planId } = await trx
      .insertInto('plans')
      .values({ connection_id: connectionId, state: 'planning', creator_id: userId, created: at, updated: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    const job = { connectionId, kind: 'plan', planId, automatic: false, userId, triggeredBy: userId } as const;
    return { planId, jobId: await requestJob(trx, job, now) };
  });

export interface Applied {
  readonly planId: number;
  readonly userId: number;
  /** Only these tasks' actions; null applies all. */
  readonly selection: readonly string[] | null;
}

/** Asks for an open plan to be applied. Null: it is not open (any more). Wake the connection with it. */
export const requestApply = (db: Kysely<Tables>, asked: Applied, now: Instant): Promise<Started | null> =>
  inTransaction(db, async (trx) => {
    const { planId, userId, selection } = asked;
    const plan = await trx
      .updateTable('plans')
      .set({ state: 'applying', updated: new Date(now) })
      .where('id', '=', planId)
      .where('state', '=', 'open')
      .returning('connection_id')
      .executeTakeFirst();
    if (plan === undefined) return null;
    const who = { automatic: false, userId, triggeredBy: userId };
    const job = { ...who, connectionId: plan.connection_id, kind: 'apply', planId, selection } as const;
    return { planId, jobId: await requestJob(trx, job, now) };
  });

/** Whether it was open and is discarded now. */
export const discardPlan = async (db: Kysely<Tables>, planId: number, now: Instant): Promise<boolean> =>
  (
    await db
      .updateTable('plans')
      .set({ state: 'discarded', updated: new Date(now) })
      .where('id', '=', planId)
      .where('state', '=', 'open')
      .returning('id')
      .execute()
  ).length > 0;

/** What planning found. The end of the job opens the plan. */
export const storePlan = (trx: Kysely<Tables>, planId: number, run: Run): Promise<unknown> =>
  trx
    .updateTable('plans')
    .set({
      actions: JSON.stringify(run.plan.actions),
      holds: JSON.stringify(run.plan.holds),
      requests: JSON.stringify(run.cost),
    })
    .where('id', '=', planId)
    .execute();

export interface PlanFilter {
  /** Only plans of projects of this member; null sees all. */
  readonly viewer: number | null;
  /** And the look-ups of `PLAN_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const PLAN_FIELDS: Fields = {
  id: { kind: 'number', columns: ['plans.id'] },
  connection: { kind: 'number', columns: ['plans.connection_id'] },
  state: { kind: 'text', columns: ['plans.state'] },
  message: { kind: 'text', columns: ['plans.message'], searched: true },
  created: { kind: 'time', columns: ['plans.created'] },
  updated: { kind: 'time', columns: ['plans.updated'] },
};

/** Newest first, unless asked otherwise. */
export function listPlans(db: Kysely<Tables>, filter: PlanFilter, slice: Slice | null): Promise<Found<PlanSummary>> {
  const { viewer } = filter;
  const all = db
    .selectFrom('plans')
    .innerJoin('connections', 'connections.id', 'plans.connection_id')
    .select(['plans.id', 'plans.connection_id', 'plans.state', 'plans.holds', 'plans.requests', 'plans.message'])
    .select(['plans.creator_id', 'plans.created', 'plans.updated', 'connections.project_id']);
  let query = asAsked(all, PLAN_FIELDS, filter);
  if (viewer !== null) query = query.where('connections.project_id', 'in', projectsOf(db, viewer));
  return listed(query.orderBy('plans.id', 'desc'), slice);
}

export const findPlan = (db: Kysely<Tables>, id: number): Promise<Plan | undefined> =>
  db
    .selectFrom('plans')
    .innerJoin('connections', 'connections.id', 'plans.connection_id')
    .selectAll('plans')
    .select('connections.project_id')
    .where('plans.id', '=', id)
    .executeTakeFirst();
