import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { listApplications } from '../store/applications.ts';
import { createProject, listProjects, updateProject, type Project } from '../store/projects.ts';
import type { ServerDeps } from './deps.ts';
import { noSuch, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { requireProject, treeViewerOf, viewerOf } from './permissions.ts';
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
  application: Type.Optional(Type.Integer()),
  name: Type.Optional(Type.String()),
  name__icontains: Type.Optional(Type.String()),
  slug: Type.Optional(Type.String()),
  search: Type.Optional(Type.String()),
  active: Type.Optional(Type.Boolean({ description: '`true`: not archived' })),
  ordering: Type.Optional(Type.String({ description: '`name`, `created` or `updated`; `-` before it turns it round' })),
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

export const projectRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, { db, now, newId, baseUrl }) => {
  const wire = toWire(baseUrl);
  const one = async (id: number) => {
    const [row] = (await listProjects(db, { viewer: null, id }, null)).rows;
    if (row === undefined) throw notFound();
    return wire(row);
  };

  app.get(
    '/projects/',
    { schema: { operationId: 'listProjects', tags, querystring: Filter, response: answers(200, Listed(Shape)) } },
    async (request) => {
      const filter = { ...request.query, viewer: viewerOf(request.caller) };
      return listing(request, baseUrl, await listProjects(db, filter, sliceOf(request.query)), wire);
    },
  );

  app.get(
    '/projects/:id/',
    { schema: { operationId: 'getProject', tags, params: IdPath, response: answers(200, Shape) } },
    async (request) => {
      await requireProject(db, request, request.params.id);
      return one(request.params.id);
    },
  );

  app.post(
    '/projects/',
    { schema: { operationId: 'createProject', tags, body: Body, response: answers(201, Shape) } },
    async (request, reply) => {
      const { name, application, description = '', tags: labels = [] } = request.body;
      const found = await listApplications(db, { viewer: treeViewerOf(request.caller), id: application }, null);
      if (found.count === 0) throw noSuch('application', application);
      const project = { uid: newId(), application_id: application, name, description, tags: labels };
      const id = await createProject(db, { ...project, creator_id: request.caller.id }, new Date(now()));
      if (id === null) throw notUnique('name', 'project');
      return reply.status(201).send(await one(id));
    },
  );

  app.patch(
    '/projects/:id/',
    { schema: { operationId: 'updateProject', tags, params: IdPath, body: Change, response: answers(200, Shape) } },
    async (request) => {
      const { id } = request.params;
      await requireProject(db, request, id);
      const { name, archived, description, tags: labels } = request.body;
      const given = { name, archived, description, tags: labels, updated: new Date(now()) };
      if (!(await updateProject(db, id, given))) throw notUnique('name', 'project');
      return one(id);
    },
  );
};
