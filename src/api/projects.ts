import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { deleteProject } from '../store/project-writes.ts';
import { listProjects, PROJECT_FIELDS } from '../store/projects.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { inUse, notFound } from './errors.ts';
import { Listed, names, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject, viewerOf } from './permissions.ts';
import { PROJECT_SHOWING, ProjectBody, ProjectChange, ProjectShape, projectToWire } from './project-shape.ts';
import { createProjectFrom, updateProjectFrom } from './project-write.ts';
import { answers, IdPath, Nothing } from './shapes.ts';

const Showing = Type.Object(PROJECT_SHOWING);
const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(PROJECT_FIELDS),
  ...PROJECT_SHOWING,
  active: Type.Optional(Type.Boolean({ description: '`true`: not archived' })),
});

const tags = ['projects'];
const ONE = '/projects/:id/';
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(ProjectShape)) };
const SHOWN = { tags, params: IdPath, querystring: Showing, response: answers(200, ProjectShape) };
const CREATED = { tags, querystring: Showing, body: ProjectBody, response: answers(201, ProjectShape) };
const CHANGED = { ...SHOWN, body: ProjectChange };
const GONE = { tags, params: IdPath, response: answers(204, Nothing) };

/** What this request wants to see, and how. */
function view(baseUrl: string, { query, caller }: FastifyRequest) {
  const given = query as Static<typeof Showing>;
  const [include, expand] = [names(given.include), names(given.expand)];
  return { details: { include, userId: caller.id }, toWire: projectToWire(baseUrl, { caller, include, expand }) };
}

/** Throws 404. */
async function show({ db, baseUrl }: ServerDeps, request: FastifyRequest, id: number) {
  const { details, toWire } = view(baseUrl, request);
  const [row] = (await listProjects(db, { viewer: viewerOf(request.caller), id }, null, details)).rows;
  if (row === undefined) throw notFound();
  return toWire(row);
}

type ById = FastifyRequest<{ Params: { id: number } }>;

async function update(deps: ServerDeps, request: ById, body: ProjectChange) {
  await updateProjectFrom(deps, request, request.params.id, body);
  return show(deps, request, request.params.id);
}

export const projectRoutes: Routes = async (app, deps) => {
  const { db, baseUrl } = deps;

  app.get('/projects/', { schema: { operationId: 'listProjects', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    const { details, toWire } = view(baseUrl, request);
    return listing(request, baseUrl, await listProjects(db, filter, sliceOf(request.query), details), toWire);
  });

  app.get(ONE, { schema: { operationId: 'getProject', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.id);
    return show(deps, request, request.params.id);
  });

  app.post('/projects/', { schema: { operationId: 'createProject', ...CREATED } }, async (request, reply) => {
    const id = await createProjectFrom(deps, request.caller, request.body);
    return reply.status(201).send(await show(deps, request, id));
  });

  app.patch(ONE, { schema: { operationId: 'updateProject', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );
  // As with everything else, PUT does the same.
  app.put(ONE, { schema: { operationId: 'replaceProject', description: 'Acts as PATCH.', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );

  app.delete(ONE, { schema: { operationId: 'deleteProject', ...GONE } }, async (request, reply) => {
    await requireProject(db, request, request.params.id);
    const below = await deleteProject(db, request.params.id);
    const remedy = 'delete them first; their issues stay in the tracker.';
    if (below > 0) throw inUse('project', below, 'connection', remedy);
    return reply.status(204).send(null);
  });
};
