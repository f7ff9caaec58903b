/** `plans/`: what a sync is going to do, to look at before it is done. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { findConnection } from '../store/connections.ts';
import { discardPlan, findPlan, listPlans, requestApply, requestPlan, type Plan } from '../store/plans.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ServerDeps } from './deps.ts';
import { conflict, invalid, noSuch, notFound } from './errors.ts';
import { JobShape } from './job-shape.ts';
import { showJob } from './jobs.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { requireProject, viewerOf } from './permissions.ts';
import { PlanShape, PlanSummaryShape, planToWire, summaryToWire } from './plan-shape.ts';
import { answers, Choice, Id, IdPath } from './shapes.ts';

const STATES = ['planning', 'open', 'applying', 'applied', 'discarded', 'failed'] as const;

const Filter = Type.Object({
  ...PAGE_QUERY,
  connection: Type.Optional(Type.Integer()),
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

export const planRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  const { db, now, baseUrl } = deps;
  const permitted = async (request: ById): Promise<Plan> => {
    const plan = await findPlan(db, request.params.id);
    if (plan === undefined) throw notFound();
    await requireProject(db, request, plan.project_id);
    return plan;
  };
  const show = async (id: number) => {
    const plan = await findPlan(db, id);
    if (plan === undefined) throw notFound();
    return planToWire(plan);
  };
  const ONE = { tags, params: IdPath, response: answers(200, PlanShape) };

  app.get(
    '/plans/',
    {
      schema: { operationId: 'listPlans', tags, querystring: Filter, response: answers(200, Listed(PlanSummaryShape)) },
    },
    async (request) => {
      const filter = { ...request.query, viewer: viewerOf(request.caller) };
      return listing(request, baseUrl, await listPlans(db, filter, sliceOf(request.query)), summaryToWire);
    },
  );

  app.get('/plans/:id/', { schema: { operationId: 'getPlan', ...ONE } }, async (request) =>
    planToWire(await permitted(request)),
  );

  app.post(
    '/plans/',
    { schema: { operationId: 'createPlan', tags, body: Body, response: answers(201, PlanShape) } },
    async (request, reply) => {
      const connectionId = request.body.connection;
      const hidden = () => noSuch('connection', connectionId);
      const connection = await findConnection(db, connectionId);
      if (connection === undefined) throw hidden();
      await requireProject(db, request, connection.project_id, { hidden });
      const { planId } = await inTransaction(db, async (trx) => {
        const started = await requestPlan(trx, { connectionId, userId: request.caller.id }, now());
        await deps.wake(trx, connectionId);
        return started;
      });
      return reply.status(201).send(await show(planId));
    },
  );

  app.post(
    '/plans/:id/apply/',
    { schema: { operationId: 'applyPlan', tags, params: IdPath, body: Selection, response: answers(201, JobShape) } },
    async (request, reply) => {
      const plan = await permitted(request);
      const asked = { planId: plan.id, userId: request.caller.id, selection: selectionOf(plan, request.body.actions) };
      const started = await inTransaction(db, async (trx) => {
        const done = await requestApply(trx, asked, now());
        if (done !== null) await deps.wake(trx, plan.connection_id);
        return done;
      });
      if (started === null) throw notOpen(plan);
      return reply.status(201).send(await showJob(deps, request, started.jobId));
    },
  );

  app.post('/plans/:id/discard/', { schema: { operationId: 'discardPlan', ...ONE } }, async (request) => {
    const plan = await permitted(request);
    if (!(await discardPlan(db, plan.id, now()))) throw notOpen(plan);
    return show(plan.id);
  });
};
