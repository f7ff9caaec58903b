/** Why a task is synced or not, and everything that was observed, decided and written about it. */
import Type, { type Static } from 'typebox';
import { EVENT_FIELDS, historyOf, type ItemEventRow } from '../store/events.ts';
import { explainTask, type Explained } from '../store/explain.ts';
import type { Routes } from './deps.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { PlannedShape, plannedToWire } from './plan-shape.ts';
import { answers, Nullable, Time } from './shapes.ts';
import { taskAt, TaskPath } from './tasks.ts';

export const EventShape = Type.Object({
  id: Type.Integer(),
  at: Time('When it was written down'),
  kind: Type.String({ description: '`observed`, `decided`, `wrote`, `confirmed`' }),
  connection: Type.Integer(),
  job: Nullable(Type.Integer()),
  data: Type.Unknown({ description: 'What was seen, decided or written' }),
});

const LinkShape = Type.Object({
  reference: Nullable(Type.String(), "The tracker's own id of the issue; null: it is about to be created"),
  name: Nullable(Type.String(), 'What people call the issue'),
  link: Nullable(Type.String()),
  refusal: Nullable(Type.String(), 'What the tracker refused, in its own words'),
  conflicts: Type.Array(Type.String(), { description: 'Fields that wait for a person' }),
});

const ExplainedShape = Type.Object({
  connection: Type.Object({ id: Type.Integer(), alias: Type.String() }),
  stopped_because: Nullable(Type.String(), 'Why no run starts by itself'),
  issue: Nullable(LinkShape, 'The issue it is linked to'),
  plan: Nullable(
    Type.Object({
      id: Type.Integer(),
      state: Type.String(),
      updated: Time('When it was made or last changed'),
      action: Nullable(PlannedShape, 'null: the task came after the plan'),
    }),
    'The newest plan',
  ),
  outcome: Nullable(
    Type.Object({
      job: Type.Integer(),
      at: Time('When that job ended'),
      action: Type.String(),
      result: Type.String(),
      issue: Nullable(Type.String()),
      reason: Type.String(),
    }),
    'What the last job that met the task did with it',
  ),
});

const ExplanationShape = Type.Object({
  task: Type.String({ description: '`1-T2`' }),
  title: Type.String(),
  connections: Type.Array(ExplainedShape),
});

const tags = ['tasks'];
const PATH = '/projects/:project_id/tasks/:task_id';
const HISTORY = {
  tags,
  params: TaskPath,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(EVENT_FIELDS) }),
  response: answers(200, Listed(EventShape)),
};
const EXPLANATION = { tags, params: TaskPath, response: answers(200, ExplanationShape) };

export const taskHistoryRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get(`${PATH}/history/`, { schema: { operationId: 'listTaskHistory', ...HISTORY } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    const { project_id: projectId, id: taskId } = await taskAt(db, request.params);
    const found = await historyOf(db, { projectId, taskId }, request.query, sliceOf(request.query));
    return listing(request, baseUrl, found, eventToWire);
  });

  app.get(`${PATH}/explanation/`, { schema: { operationId: 'explainTask', ...EXPLANATION } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    const { project_id: projectId, id, title } = await taskAt(db, request.params);
    const found = await explainTask(db, projectId, id);
    return { task: `${projectId}-${id}`, title, connections: found.map((one) => explainedToWire(projectId, one)) };
  });
};

export const eventToWire = (row: ItemEventRow): Static<typeof EventShape> => ({
  id: Number(row.id),
  at: row.at.toISOString(),
  kind: row.kind,
  connection: row.connection_id,
  job: row.job_id,
  data: row.data,
});

function explainedToWire(projectId: number, one: Explained): Static<typeof ExplainedShape> {
  const { id, alias, stopped_because, link, plan, outcome } = one;
  return {
    connection: { id, alias },
    stopped_because,
    issue: link === null ? null : issueToWire(link),
    plan: plan === null ? null : planToWire(projectId, plan),
    outcome: outcome === null ? null : outcomeToWire(outcome),
  };
}

const issueToWire = ({ issue_id, key, url, refusal, conflicts }: NonNullable<Explained['link']>) => ({
  reference: issue_id,
  name: key,
  link: url,
  refusal,
  conflicts: [...conflicts],
});

const planToWire = (projectId: number, { id, state, at, action }: NonNullable<Explained['plan']>) => ({
  id,
  state,
  updated: at,
  action: action === null ? null : plannedToWire(projectId, action),
});

const outcomeToWire = ({ detail, ...outcome }: NonNullable<Explained['outcome']>) => ({ ...outcome, reason: detail });
