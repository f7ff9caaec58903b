/** Runs: asked for, reported, watched, cancelled. */
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { findConnection, listConnections, type Connection } from '../store/connections.ts';
import {
  cancelJob,
  findJob,
  JOB_FIELDS,
  jobOutcomes,
  listJobs,
  reportJob,
  requestJob,
  type Job,
} from '../store/jobs.ts';
import { inTransaction } from '../store/transaction.ts';
import { commandOf, paramsOf } from './connection-shape.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { noSuch, notFound, required } from './errors.ts';
import { ActionShape, JobShape, jobToWire } from './job-shape.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { mayReadParams, requireProject, viewerOf } from './permissions.ts';
import { answers, Id, IdPath, ProjectPath } from './shapes.ts';
import { systemOf, systemToWire } from './systems.ts';

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(JOB_FIELDS),
  ready: Type.Optional(Type.Boolean()),
  succeeded: Type.Optional(Type.Boolean()),
  user: Type.Optional(Type.String({ description: 'The identity it acts as: an id or an e-mail address' })),
});

const Body = Type.Object({
  connection: Id('The connection to run'),
  automatic: Type.Optional(Type.Boolean()),
  ready: Type.Optional(
    Type.Boolean({ description: '`false` runs now; `true`, the default, records a result from elsewhere' }),
  ),
  succeeded: Type.Optional(Type.Boolean({ description: 'Of a result from elsewhere' })),
  result_message: Type.Optional(Type.String({ maxLength: 10_000, description: 'Of a result from elsewhere' })),
});

/** Planning is no run: a plan shows it itself. */
const KINDS = ['sync', 'apply', 'report'] as const;
const tags = ['jobs'];
type ById = FastifyRequest<{ Params: { id: number } }>;

/** Shows jobs as this caller may see them: one query for all their connections. */
async function showJobs(deps: ServerDeps, request: FastifyRequest, jobs: readonly Job[]) {
  const ids = [...new Set(jobs.map((job) => job.connection_id))];
  const { rows } = await listConnections(deps.db, { viewer: null, ids }, null);
  const connections = new Map(rows.map((row) => [row.id, row]));
  return (job: Job): Static<typeof JobShape> => {
    const row = connections.get(job.connection_id);
    if (row === undefined) throw notFound(); // deleted between the two queries
    return jobToWire(job, briefly(deps, row, mayReadParams(request.caller)));
  };
}

function briefly(deps: ServerDeps, row: Connection, withParams: boolean): Static<typeof JobShape>['connection'] {
  const system = systemOf(deps.systems, row.system);
  return {
    id: row.id,
    alias: row.alias,
    command: commandOf(system.id),
    frequency: row.frequency,
    ...(withParams ? { params: paramsOf(deps, row) } : {}),
    project: row.project_id,
    system: systemToWire(system),
  };
}

export async function showJob(deps: ServerDeps, request: FastifyRequest, id: number) {
  const job = await findJob(deps.db, id);
  if (job === undefined) throw notFound();
  return (await showJobs(deps, request, [job]))(job);
}

/** The connection named in the body. Throws 400 when the caller cannot see it, or it is of another project. */
async function connectionGiven(deps: ServerDeps, request: FastifyRequest, id: number, projectId?: number) {
  const hidden = () => noSuch('connection', id);
  const row = await findConnection(deps.db, id);
  if (row === undefined || (projectId !== undefined && row.project_id !== projectId)) throw hidden();
  await requireProject(deps.db, request, row.project_id, { hidden });
  return row;
}

/** Runs now, or records a result; answers the job's id. */
async function jobFrom(deps: ServerDeps, request: FastifyRequest, body: Static<typeof Body>): Promise<number> {
  const { connection: connectionId, automatic = false, ready = true, succeeded, result_message: message } = body;
  const who = { userId: request.caller.id, triggeredBy: request.caller.id };
  if (!ready) {
    return inTransaction(deps.db, async (trx) => {
      const id = await requestJob(trx, { connectionId, kind: 'sync', automatic, ...who }, deps.now());
      await deps.wake(trx, connectionId);
      return id;
    });
  }
  if (succeeded === undefined || message === undefined) {
    throw required(
      ...(succeeded === undefined ? ['succeeded'] : []),
      ...(message === undefined ? ['result_message'] : []),
    );
  }
  return reportJob(deps.db, { connectionId, succeeded, message, automatic, ...who }, deps.now());
}

const LISTED = { tags, querystring: Filter, response: answers(200, Listed(JobShape)) };
const CREATED = { tags, body: Body, response: answers(201, JobShape) };
const SHOWN = { tags, params: IdPath, response: answers(200, JobShape) };
const ACTIONS = {
  tags,
  params: IdPath,
  querystring: Type.Object(PAGE_QUERY),
  response: answers(200, Listed(ActionShape)),
};

async function permitted({ db }: ServerDeps, request: ById): Promise<Job> {
  const job = await findJob(db, request.params.id);
  if (job === undefined) throw notFound();
  await requireProject(db, request, job.project_id);
  return job;
}

async function list(deps: ServerDeps, request: FastifyRequest, project?: number) {
  const query = request.query as Static<typeof Filter>;
  const ofProject = project === undefined ? {} : { project };
  const filter = { ...query, ...ofProject, viewer: viewerOf(request.caller), kinds: KINDS };
  const found = await listJobs(deps.db, filter, sliceOf(query));
  return listing(request, deps.baseUrl, found, await showJobs(deps, request, found.rows));
}

/** What became of the job's items. */
async function listActions(deps: ServerDeps, request: FastifyRequest, job: Job) {
  const all = await jobOutcomes(deps.db, job.id);
  const { offset, limit } = sliceOf(request.query as Static<typeof Filter>) ?? { offset: 0, limit: all.length };
  const found = { count: all.length, rows: all.slice(offset, offset + limit) };
  return listing(request, deps.baseUrl, found, (row) => ({
    task: `${job.project_id}-${row.task_id}`,
    action: row.action,
    result: row.result,
    issue: row.issue_key,
    reason: row.detail,
  }));
}

const PATH = '/jobs/issue-tracker/';

export const jobRoutes: Routes = async (app, deps) => {
  app.get(PATH, { schema: { operationId: 'listJobs', ...LISTED } }, (request) => list(deps, request));

  app.post(PATH, { schema: { operationId: 'createJob', ...CREATED } }, async (request, reply) => {
    await connectionGiven(deps, request, request.body.connection);
    return reply.status(201).send(await showJob(deps, request, await jobFrom(deps, request, request.body)));
  });

  app.get(`${PATH}:id/`, { schema: { operationId: 'getJob', ...SHOWN } }, async (request) => {
    const { id } = await permitted(deps, request);
    return showJob(deps, request, id);
  });

  app.post(`${PATH}:id/cancel/`, { schema: { operationId: 'cancelJob', ...SHOWN } }, async (request) => {
    const { id } = await permitted(deps, request);
    await cancelJob(deps.db, id, deps.now());
    return showJob(deps, request, id);
  });

  app.get(`${PATH}:id/actions/`, { schema: { operationId: 'listJobActions', ...ACTIONS } }, async (request) =>
    listActions(deps, request, await permitted(deps, request)),
  );
};

const OF_PROJECT = { params: ProjectPath };

/** The same jobs, below their project. */
export const projectJobRoutes: Routes = async (app, deps) => {
  const path = `/projects/:project_id${PATH}`;

  app.get(path, { schema: { operationId: 'listProjectJobs', ...OF_PROJECT, ...LISTED } }, async (request) => {
    await requireProject(deps.db, request, request.params.project_id);
    return list(deps, request, request.params.project_id);
  });

  app.post(path, { schema: { operationId: 'createProjectJob', ...OF_PROJECT, ...CREATED } }, async (request, reply) => {
    const { project_id } = request.params;
    await requireProject(deps.db, request, project_id);
    await connectionGiven(deps, request, request.body.connection, project_id);
    return reply.status(201).send(await showJob(deps, request, await jobFrom(deps, request, request.body)));
  });
};
