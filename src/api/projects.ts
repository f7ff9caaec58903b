import Type, { type Static } from 'typebox';
import { listApplications } from '../store/applications.ts';
import { createProject, listProjects, PROJECT_FIELDS, updateProject, type Project } from '../store/projects.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { noSuch, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject, treeViewerOf, viewerOf, type Caller } from './permissions.ts';
import { answers, Id, IdPath, Nullable, Text, Time } from './shapes.ts';

const Shape = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  url: Type.String({ description: 'Where a person reads it' }),
  application: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  archived: Type.Boolean(),
  creator: Nullable(Type.Object({ id: Type.Integer(), email: Type.String() })),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(PROJECT_FIELDS),
  active: Type.Optional(Type.Boolean({ description: '`true`: not archived' })),
});

const Optionals = {
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 })),
};
const Body = Type.Object({
  name: Text(200, 'Unique in its application'),
  application: Id('Its application'),
  ...Optionals,
});
const Change = Type.Object({
  name: Type.Optional(Text(200, 'Unique in its application')),
  archived: Type.Optional(Type.Boolean()),
  ...Optionals,
});

const tags = ['projects'];

const toWire =
  (baseUrl: string) =>
  (row: Project): Static<typeof Shape> => ({
    id: row.id,
    slug: row.slug,
    url: `${baseUrl}/bunits/${row.business_unit_slug}/${row.application_slug}/${row.slug}`,
    application: row.application_id,
    name: row.name,
    description: row.description,
    tags: row.tags,
    archived: row.archived,
    creator:
      row.creator_id === null || row.creator_email === null ? null : { id: row.creator_id, email: row.creator_email },
    created: row.created.toISOString(),
    updated: row.updated.toISOString(),
  });

const ONE = '/projects/:id/';
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, params: IdPath, response: answers(200, Shape) };
const CREATED = { tags, body: Body, response: answers(201, Shape) };
const CHANGED = { tags, params: IdPath, body: Change, response: answers(200, Shape) };

async function show({ db, baseUrl }: ServerDeps, id: number) {
  const [row] = (await listProjects(db, { viewer: null, id }, null)).rows;
  if (row === undefined) throw notFound();
  return toWire(baseUrl)(row);
}

/** The new project's id. Throws 400. */
async function create({ db, now, newId }: ServerDeps, caller: Caller, body: Static<typeof Body>): Promise<number> {
  const { name, application, description = '', tags: labels = [] } = body;
  const found = await listApplications(db, { viewer: treeViewerOf(caller), id: application }, null);
  if (found.count === 0) throw noSuch('application', application);
  const project = { uid: newId(), application_id: application, name, description, tags: labels };
  const id = await createProject(db, { ...project, creator_id: caller.id }, new Date(now()));
  if (id === null) throw notUnique('name', 'project');
  return id;
}

export const projectRoutes: Routes = async (app, deps) => {
  const { db, now, baseUrl } = deps;

  app.get('/projects/', { schema: { operationId: 'listProjects', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    return listing(request, baseUrl, await listProjects(db, filter, sliceOf(request.query)), toWire(baseUrl));
  });

  app.get(ONE, { schema: { operationId: 'getProject', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.id);
    return show(deps, request.params.id);
  });

  app.post('/projects/', { schema: { operationId: 'createProject', ...CREATED } }, async (request, reply) => {
    const id = await create(deps, request.caller, request.body);
    return reply.status(201).send(await show(deps, id));
  });

  app.patch(ONE, { schema: { operationId: 'updateProject', ...CHANGED } }, async (request) => {
    const { id } = request.params;
    await requireProject(db, request, id);
    const { name, archived, description, tags: labels } = request.body;
    const given = { name, archived, description, tags: labels, updated: new Date(now()) };
    if (!(await updateProject(db, id, given))) throw notUnique('name', 'project');
    return show(deps, id);
  });
};
