/** `connections/issue-tracker/{id}/items/`: each task with its issue, what is so, and why. */
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Connection } from '../store/connections.ts';
import { EVENT_FIELDS, historyOf } from '../store/events.ts';
import { ITEM_STATES, type ItemRow } from '../store/item-rows.ts';
import { countItems, findItem, ITEM_FIELDS, listItems } from '../store/items.ts';
import { permittedConnection } from './connections.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { CountsShape, ItemPath, ItemShape, itemToWire } from './item-shape.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { answers, Choice, IdPath } from './shapes.ts';
import { EventShape, eventToWire } from './task-history.ts';

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(ITEM_FIELDS),
  state: Type.Optional(Choice(ITEM_STATES)),
});

const tags = ['connection items'];
const PATH = '/connections/issue-tracker/:id';
const LISTED = { tags, params: IdPath, querystring: Filter, response: answers(200, Listed(ItemShape)) };
const COUNTED = { tags, params: IdPath, response: answers(200, CountsShape) };
const SHOWN = { tags, params: ItemPath, response: answers(200, ItemShape) };
const HISTORY = {
  tags,
  params: ItemPath,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(EVENT_FIELDS) }),
  response: answers(200, Listed(EventShape)),
};

export type AtItem = FastifyRequest<{ Params: Static<typeof ItemPath> }>;

/** The item that the path names, by `1-T2` or `T2`, once the caller may do what is asked. Throws 403, 404. */
export async function itemAt(
  deps: ServerDeps,
  request: AtItem,
): Promise<{ readonly connection: Connection; readonly item: ItemRow }> {
  const connection = await permittedConnection(deps, request);
  const item = await findItem(deps.db, connection.id, request.params.task_id);
  if (item === undefined) throw notFound();
  return { connection, item };
}

/** The item as it is now; one that was only a link without a task is gone with it. */
export async function showItem({ db }: ServerDeps, { id, project_id }: Connection, before: ItemRow) {
  const nothing: ItemRow = { ...before, issue_id: null, state: 'unlinked', differs: [], conflicts: [], updated: null };
  return itemToWire(project_id)((await findItem(db, id, before.task_id)) ?? nothing);
}

export const itemRoutes: Routes = async (app, deps) => {
  const { db, baseUrl } = deps;

  app.get(`${PATH}/items/`, { schema: { operationId: 'listItems', ...LISTED } }, async (request) => {
    const { id, project_id } = await permittedConnection(deps, request);
    const found = await listItems(db, id, request.query, sliceOf(request.query));
    return listing(request, baseUrl, found, itemToWire(project_id));
  });

  app.get(`${PATH}/item-counts/`, { schema: { operationId: 'countItems', ...COUNTED } }, async (request) => {
    const { id } = await permittedConnection(deps, request);
    const counts = (await countItems(db, [id])).get(id);
    if (counts === undefined) throw notFound();
    return counts;
  });

  app.get(`${PATH}/items/:task_id/`, { schema: { operationId: 'getItem', ...SHOWN } }, async (request) => {
    const { connection, item } = await itemAt(deps, request);
    return itemToWire(connection.project_id)(item);
  });

  app.get(
    `${PATH}/items/:task_id/history/`,
    { schema: { operationId: 'listItemHistory', ...HISTORY } },
    async (request) => {
      const { connection, item } = await itemAt(deps, request);
      const pair = { projectId: connection.project_id, taskId: item.task_id };
      const given = { ...request.query, connection: connection.id };
      return listing(request, baseUrl, await historyOf(db, pair, given, sliceOf(request.query)), eventToWire);
    },
  );
};
