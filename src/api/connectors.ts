import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { connectorUses, deleteConnector, findConnector, listConnectors, lockConnector } from '../store/connectors.ts';
import { inTransaction } from '../store/transaction.ts';
import { ConnectorBody, ConnectorChange, ConnectorShape, connectorToWire } from './connector-shape.ts';
import { createConnectorFrom, updateConnectorFrom } from './connector-write.ts';
import type { ServerDeps } from './deps.ts';
import { conflict, notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { mayReadParams } from './permissions.ts';
import { answers, IdPath, Nothing } from './shapes.ts';

const Filter = Type.Object({
  ...PAGE_QUERY,
  system: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
});

const tags = ['connectors'];
const PATH = '/connectors/issue-tracker/:id/';
const CHANGE = { tags, params: IdPath, body: ConnectorChange, response: answers(200, ConnectorShape) };

export const connectorRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  const { db, baseUrl, systems } = deps;
  const showing = (request: FastifyRequest) => connectorToWire(systems, mayReadParams(request.caller));
  const one = async (request: FastifyRequest, id: number) => {
    const row = await findConnector(db, id);
    if (row === undefined) throw notFound();
    return showing(request)(row);
  };

  app.get(
    '/connectors/issue-tracker/',
    {
      schema: {
        operationId: 'listConnectors',
        tags,
        querystring: Filter,
        response: answers(200, Listed(ConnectorShape)),
      },
    },
    async (request) => {
      const found = await listConnectors(db, request.query, sliceOf(request.query));
      return listing(request, baseUrl, found, showing(request));
    },
  );

  app.get(
    PATH,
    { schema: { operationId: 'getConnector', tags, params: IdPath, response: answers(200, ConnectorShape) } },
    (request) => one(request, request.params.id),
  );

  app.post(
    '/connectors/issue-tracker/',
    { schema: { operationId: 'createConnector', tags, body: ConnectorBody, response: answers(201, ConnectorShape) } },
    async (request, reply) => reply.status(201).send(await one(request, await createConnectorFrom(deps, request.body))),
  );

  const update = async (request: FastifyRequest<{ Params: { id: number } }>, body: ConnectorChange) => {
    await updateConnectorFrom(deps, request.params.id, body);
    return one(request, request.params.id);
  };
  app.patch(PATH, { schema: { operationId: 'updateConnector', ...CHANGE } }, (request) =>
    update(request, request.body),
  );
  app.put(PATH, { schema: { operationId: 'replaceConnector', description: 'Acts as PATCH.', ...CHANGE } }, (request) =>
    update(request, request.body),
  );

  app.delete(
    PATH,
    { schema: { operationId: 'deleteConnector', tags, params: IdPath, response: answers(204, Nothing) } },
    async (request, reply) => {
      const { id } = request.params;
      await inTransaction(db, async (trx) => {
        if ((await lockConnector(trx, id)) === undefined) throw notFound();
        const uses = await connectorUses(trx, id);
        if (uses > 0)
          throw conflict(`The connector is used by ${uses} connection${uses === 1 ? '' : 's'}: delete them first.`);
        await deleteConnector(trx, id);
      });
      return reply.status(204).send(null);
    },
  );
};
