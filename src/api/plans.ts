/** `plans/`: what a sync is going to do, to look at before it is done. */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { findConnection } from '../store/connections.ts';
import {
  discardPlan,
  findPlan,
  listPlans,
  PLAN_FIELDS,
  requestApply,
  requestPlan,
  type Applied,
  type Plan,
} from '../store/plans.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { conflict, invalid, noSuch, notFound } from './errors.ts';
import { JobShape } from './job-shape.ts';
import { showJob } from './jobs.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject, viewerOf } from './permissions.ts';
import { PlanShape, PlanSummaryShape, planToWire, summaryToWire } from './plan-shape.ts';
import { answers, Choice, Id, IdPath } from './shapes.ts';

const STATES = ['planning', 'open', 'applying', 'applied', 'discarded', 'failed'] as const;

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(PLAN_FIELDS),
  state: Type.Optional(Choice(STATES)),
});
const Body = Type.Object({ connection: Id('The connection to plan for') });
const Selection = Type.Object({
  actions: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, description: 'Ids of the tasks whose actions to apply; without it all' }),
  ),
});

const tags = ['plans'];
type ById = FastifyRequest<{ Params: { id: number } }>;

/** Task ids as the plan stores them: `1-T2` and `T2` alike. Throws 400 naming those that the plan has not. */
function selectionOf(plan: Plan, given: readonly string[] | undefined): string[] | null {
  if (given === undefined) return null;
  const known = new Set(plan.actions.map((action) => action.taskId));
  const prefix = `${plan.project_id}-`;
  const ids = given.map((id) => (id.startsWith(prefix) && !known.has(id) ? id.slice(prefix.length) : id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw invalid({ actions: unknown.map((id) => `The plan has no action for "${id}".`) });
  return ids;
}

const notOpen = (plan: Plan): Error =>
  conflict(
    `The plan is not open but ${plan.state}${plan.state === 'planning' ? ': try again later.' : ': make a new one.'}`,
  );

const LISTED = { tags, querystring: Filter, response: answers(200, Listed(PlanSummaryShape)) };
const SHOWN = { tags, params: IdPath, response: answers(200, PlanShape) };
const CREATED = { tags, body: Body, response: answers(201, PlanShape) };
const APPLIED = { tags, params: IdPath, body: Selection, response: answers(201, JobShape) };

async function permitted({ db }: ServerDeps, request: ById): Promise<Plan> {
  const plan = await findPlan(db, request.params.id);
  if (plan === undefined) throw notFound();
  await requireProject(db, request, plan.project_id);
  return plan;
}

async function show({ db }: ServerDeps, id: number) {
  const plan = await findPlan(db, id);
  if (plan === undefined) throw notFound();
  return planToWire(plan);
}

/** Asks for a plan; the new plan's id. */
async function make({ db, now, wake }: ServerDeps, request: FastifyRequest, connectionId: number): Promise<number> {
  const hidden = () => noSuch('connection', connectionId);
  const connection = await findConnection(db, connectionId);
  if (connection === undefined) throw hidden();
  await requireProject(db, request, connection.project_id, { hidden });
  return inTransaction(db, async (trx) => {
    const { planId } = await requestPlan(trx, { connectionId, userId: request.caller.id }, now());
    await wake(trx, connectionId);
    return planId;
  });
}

/** Asks for the plan to be applied; the job's id. */
async function apply({ db, now, wake }: ServerDeps, plan: Plan, asked: Omit<Applied, 'planId'>): Promise<number> {
  return inTransaction(db, async (trx) => {
    const started = await requestApply(trx, { ...asked, planId: plan.id }, now());
    if (started === null) throw notOpen(plan);
    await wake(trx, plan.connection_id);
    return started.jobId;
  });
}

export const planRoutes: Routes = async (app, deps) => {
  const { db, now, baseUrl } = deps;

  app.get('/plans/', { schema: { operationId: 'listPlans', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    return listing(request, baseUrl, await listPlans(db, filter, sliceOf(request.query)), summaryToWire);
  });

  app.get('/plans/:id/', { schema: { operationId: 'getPlan', ...SHOWN } }, async (request) =>
    planToWire(await permitted(deps, request)),
  );

  app.post('/plans/', { schema: { operationId: 'createPlan', ...CREATED } }, async (request, reply) => {
    const id = await make(deps, request, request.body.connection);
    return reply.status(201).send(await show(deps, id));
  });

  app.post('/plans/:id/apply/', { schema: { operationId: 'applyPlan', ...APPLIED } }, async (request, reply) => {
    const plan = await permitted(deps, request);
    const selection = selectionOf(plan, request.body.actions);
    const id = await apply(deps, plan, { userId: request.caller.id, selection });
    return reply.status(201).send(await showJob(deps, request, id));
  });

  app.post('/plans/:id/discard/', { schema: { operationId: 'discardPlan', ...SHOWN } }, async (request) => {
    const plan = await permitted(deps, request);
    if (!(await discardPlan(db, plan.id, now()))) throw notOpen(plan);
    return show(deps, plan.id);
  });
};
