import Type, { type Static } from 'typebox';
import {
  BUSINESS_UNIT_FIELDS,
  createBusinessUnit,
  listBusinessUnits,
  type BusinessUnit,
  updateBusinessUnit,
} from '../store/business-units.ts';
import type { Routes } from './deps.ts';
import { notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { treeViewerOf } from './permissions.ts';
import { answers, IdPath, Text, Time } from './shapes.ts';

const Shape = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(BUSINESS_UNIT_FIELDS) });
const Body = Type.Object({ name: Text(200, 'Unique') });
const tags = ['business units'];

const CHANGED = {
  tags,
  params: IdPath,
  body: Type.Object({ name: Type.Optional(Text(200, 'Unique')) }),
  response: answers(200, Shape),
};

const toWire = (row: BusinessUnit): Static<typeof Shape> => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
});

export const businessUnitRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(
    '/business-units/',
    {
      schema: { operationId: 'listBusinessUnits', tags, querystring: Filter, response: answers(200, Listed(Shape)) },
    },
    async (request) => {
      const filter = { ...request.query, viewer: treeViewerOf(request.caller) };
      return listing(request, baseUrl, await listBusinessUnits(db, filter, sliceOf(request.query)), toWire);
    },
  );

  app.get(
    '/business-units/:id/',
    { schema: { operationId: 'getBusinessUnit', tags, params: IdPath, response: answers(200, Shape) } },
    async (request) => {
      const filter = { viewer: treeViewerOf(request.caller), id: request.params.id };
      const [row] = (await listBusinessUnits(db, filter, null)).rows;
      if (row === undefined) throw notFound();
      return toWire(row);
    },
  );

  app.post(
    '/business-units/',
    { schema: { operationId: 'createBusinessUnit', tags, body: Body, response: answers(201, Shape) } },
    async (request, reply) => {
      const row = await createBusinessUnit(db, request.body.name, new Date(now()));
      if (row === null) throw notUnique('name', 'business unit');
      return reply.status(201).send(toWire(row));
    },
  );

  app.patch('/business-units/:id/', { schema: { operationId: 'updateBusinessUnit', ...CHANGED } }, async (request) => {
    const filter = { viewer: treeViewerOf(request.caller), id: request.params.id };
    if ((await listBusinessUnits(db, filter, null)).count === 0) throw notFound();
    if (!(await updateBusinessUnit(db, filter.id, request.body, new Date(now()))))
      throw notUnique('name', 'business unit');
    const [row] = (await listBusinessUnits(db, filter, null)).rows;
    if (row === undefined) throw notFound();
    return toWire(row);
  });
};
