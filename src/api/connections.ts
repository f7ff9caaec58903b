import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { connectionStates } from '../store/connection-states.ts';
import {
  CONNECTION_FIELDS,
  deleteConnection,
  findConnection,
  listConnections,
  type Connection,
} from '../store/connections.ts';
import { lastJobs } from '../store/jobs.ts';
import {
  ConnectionBody,
  ConnectionChange,
  ConnectionShape,
  connectionToWire,
  FREQUENCIES,
} from './connection-shape.ts';
import { createConnectionFrom, updateConnectionFrom } from './connection-write.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, names, NAMES, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { mayReadParams, operationsByProject, requireProject, viewerOf } from './permissions.ts';
import { answers, Choice, IdPath, Nothing } from './shapes.ts';

const Include = Type.Object({ include: NAMES });
const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(CONNECTION_FIELDS),
  include: NAMES,
  frequency: Type.Optional(Choice(FREQUENCIES)),
});

const tags = ['connections'];
const PATH = '/connections/issue-tracker/';
const ONE = `${PATH}:id/`;
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(ConnectionShape)) };
const SHOWN = { tags, params: IdPath, querystring: Include, response: answers(200, ConnectionShape) };
const CREATED = { tags, querystring: Include, body: ConnectionBody, response: answers(201, ConnectionShape) };
const CHANGED = { ...SHOWN, body: ConnectionChange };

type ById = FastifyRequest<{ Params: { id: number } }>;

/** As this caller may see them: one query each for the last jobs of all, their states, and what may be done. */
async function showing(deps: ServerDeps, request: FastifyRequest, rows: readonly Connection[]) {
  const include = names((request.query as Static<typeof Include>).include);
  const ids = rows.map((row) => row.id);
  const { db } = deps;
  return connectionToWire(deps, {
    params: mayReadParams(request.caller),
    lastJobs: include.has('last_job') ? await lastJobs(db, ids) : null,
    schedule: include.has('schedule'),
    states: include.has('state') ? await connectionStates(db, ids) : null,
    operations: include.has('operations') ? await operationsByProject(db, request.caller, rows.map(projectOf)) : null,
  });
}

const projectOf = ({ project_id }: Connection): number => project_id;

const show = async (deps: ServerDeps, request: FastifyRequest, row: Connection) =>
  (await showing(deps, request, [row]))(row);

/** The connection, once the caller was found to see it and to be allowed the operation. */
export async function permittedConnection({ db }: Pick<ServerDeps, 'db'>, request: ById): Promise<Connection> {
  const row = await findConnection(db, request.params.id);
  if (row === undefined) throw notFound();
  await requireProject(db, request, row.project_id);
  return row;
}

async function update(deps: ServerDeps, request: ById, body: ConnectionChange) {
  const former = await permittedConnection(deps, request);
  return show(deps, request, await updateConnectionFrom(deps, request, former, body));
}

export const connectionRoutes: Routes = async (app, deps) => {
  app.get(PATH, { schema: { operationId: 'listConnections', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    const found = await listConnections(deps.db, filter, sliceOf(request.query));
    return listing(request, deps.baseUrl, found, await showing(deps, request, found.rows));
  });

  app.get(ONE, { schema: { operationId: 'getConnection', ...SHOWN } }, async (request) =>
    show(deps, request, await permittedConnection(deps, request)),
  );

  app.post(PATH, { schema: { operationId: 'createConnection', ...CREATED } }, async (request, reply) => {
    const row = await createConnectionFrom(deps, request, request.body);
    return reply.status(201).send(await show(deps, request, row));
  });

  app.patch(ONE, { schema: { operationId: 'updateConnection', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );
  // Older documentation has PUT with the same body.
  app.put(ONE, { schema: { operationId: 'replaceConnection', description: 'Acts as PATCH.', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );

  const DELETED = { tags, params: IdPath, response: answers(204, Nothing) };
  app.delete(ONE, { schema: { operationId: 'deleteConnection', ...DELETED } }, async (request, reply) => {
    const { id } = await permittedConnection(deps, request);
    await deleteConnection(deps.db, id, new Date(deps.now()));
    return reply.status(204).send(null);
  });
};
