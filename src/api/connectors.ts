import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { CONNECTOR_FIELDS, findConnector, listConnectors } from '../store/connectors.ts';
import { ConnectorBody, ConnectorChange, ConnectorShape, connectorToWire } from './connector-shape.ts';
import { createConnectorFrom, deleteUnusedConnector, updateConnectorFrom } from './connector-write.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { mayReadParams } from './permissions.ts';
import { answers, IdPath, Nothing } from './shapes.ts';

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(CONNECTOR_FIELDS) });

const tags = ['connectors'];
const PATH = '/connectors/issue-tracker/';
const ONE = `${PATH}:id/`;
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(ConnectorShape)) };
const SHOWN = { tags, params: IdPath, response: answers(200, ConnectorShape) };
const CREATED = { tags, body: ConnectorBody, response: answers(201, ConnectorShape) };
const CHANGED = { tags, params: IdPath, body: ConnectorChange, response: answers(200, ConnectorShape) };

const showing = ({ systems }: ServerDeps, request: FastifyRequest) =>
  connectorToWire(systems, mayReadParams(request.caller));

async function show(deps: ServerDeps, request: FastifyRequest, id: number) {
  const row = await findConnector(deps.db, id);
  if (row === undefined) throw notFound();
  return showing(deps, request)(row);
}

type ById = FastifyRequest<{ Params: { id: number } }>;

async function update(deps: ServerDeps, request: ById, body: ConnectorChange) {
  await updateConnectorFrom(deps, request.params.id, body);
  return show(deps, request, request.params.id);
}

export const connectorRoutes: Routes = async (app, deps) => {
  app.get(PATH, { schema: { operationId: 'listConnectors', ...LISTED } }, async (request) => {
    const found = await listConnectors(deps.db, request.query, sliceOf(request.query));
    return listing(request, deps.baseUrl, found, showing(deps, request));
  });

  app.get(ONE, { schema: { operationId: 'getConnector', ...SHOWN } }, (request) =>
    show(deps, request, request.params.id),
  );

  app.post(PATH, { schema: { operationId: 'createConnector', ...CREATED } }, async (request, reply) => {
    const id = await createConnectorFrom(deps, request.body);
    return reply.status(201).send(await show(deps, request, id));
  });

  app.patch(ONE, { schema: { operationId: 'updateConnector', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );
  // Older documentation has PUT with the same body.
  app.put(ONE, { schema: { operationId: 'replaceConnector', description: 'Acts as PATCH.', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );

  const DELETED = { tags, params: IdPath, response: answers(204, Nothing) };
  app.delete(ONE, { schema: { operationId: 'deleteConnector', ...DELETED } }, async (request, reply) => {
    await deleteUnusedConnector(deps, request.params.id);
    return reply.status(204).send(null);
  });
};
