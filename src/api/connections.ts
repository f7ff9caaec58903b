import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { deleteConnection, findConnection, listConnections, type Connection } from '../store/connections.ts';
import { lastJobs } from '../store/jobs.ts';
import {
  ConnectionBody,
  ConnectionChange,
  ConnectionShape,
  connectionToWire,
  FREQUENCIES,
} from './connection-shape.ts';
import { createConnectionFrom, updateConnectionFrom } from './connection-write.ts';
import type { ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, names, NAMES, PAGE_QUERY, sliceOf } from './listing.ts';
import { mayReadParams, requireProject, viewerOf } from './permissions.ts';
import { answers, Choice, IdPath, Nothing } from './shapes.ts';

const Include = Type.Object({ include: NAMES });
const Filter = Type.Object({
  ...PAGE_QUERY,
  include: NAMES,
  project: Type.Optional(Type.Integer()),
  connector: Type.Optional(Type.Integer()),
  alias: Type.Optional(Type.String()),
  frequency: Type.Optional(Choice(FREQUENCIES)),
  system: Type.Optional(Type.String()),
});

const tags = ['connections'];
const PATH = '/connections/issue-tracker/:id/';
const CHANGE = { tags, params: IdPath, body: ConnectionChange, response: answers(200, ConnectionShape) };

export const connectionRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  const { db, now, baseUrl, systems } = deps;
  /** As this caller may see them: one query for all their last jobs. */
  const showing = async (request: FastifyRequest, rows: readonly Connection[]) => {
    const include = names((request.query as Static<typeof Include>).include);
    const ids = rows.map((row) => row.id);
    return connectionToWire(systems, {
      params: mayReadParams(request.caller),
      lastJobs: include.has('last_job') ? await lastJobs(db, ids) : null,
      schedule: include.has('schedule'),
    });
  };
  const show = async (request: FastifyRequest, row: Connection) => (await showing(request, [row]))(row);

  /** The connection, once the caller was found to see it and to be allowed the operation. */
  const permitted = async (request: FastifyRequest<{ Params: { id: number } }>) => {
    const row = await findConnection(db, request.params.id);
    if (row === undefined) throw notFound();
    await requireProject(db, request, row.project_id);
    return row;
  };

  app.get(
    '/connections/issue-tracker/',
    {
      schema: {
        operationId: 'listConnections',
        tags,
        querystring: Filter,
        response: answers(200, Listed(ConnectionShape)),
      },
    },
    async (request) => {
      const filter = { ...request.query, viewer: viewerOf(request.caller) };
      const found = await listConnections(db, filter, sliceOf(request.query));
      return listing(request, baseUrl, found, await showing(request, found.rows));
    },
  );

  app.get(
    PATH,
    {
      schema: {
        operationId: 'getConnection',
        tags,
        params: IdPath,
        querystring: Include,
        response: answers(200, ConnectionShape),
      },
    },
    async (request) => show(request, await permitted(request)),
  );

  app.post(
    '/connections/issue-tracker/',
    {
      schema: { operationId: 'createConnection', tags, body: ConnectionBody, response: answers(201, ConnectionShape) },
    },
    async (request, reply) => {
      const row = await createConnectionFrom(deps, request, request.body);
      return reply.status(201).send(await show(request, row));
    },
  );

  const update = async (request: FastifyRequest<{ Params: { id: number } }>, body: ConnectionChange) => {
    const former = await permitted(request);
    return show(request, await updateConnectionFrom(deps, request, former, body));
  };
  app.patch(PATH, { schema: { operationId: 'updateConnection', ...CHANGE } }, (request) =>
    update(request, request.body),
  );
  app.put(PATH, { schema: { operationId: 'replaceConnection', description: 'Acts as PATCH.', ...CHANGE } }, (request) =>
    update(request, request.body),
  );

  app.delete(
    PATH,
    { schema: { operationId: 'deleteConnection', tags, params: IdPath, response: answers(204, Nothing) } },
    async (request, reply) => {
      const { id } = await permitted(request);
      await deleteConnection(db, id, new Date(now()));
      return reply.status(204).send(null);
    },
  );
};
