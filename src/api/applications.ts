import Type, { type Static } from 'typebox';
import { APPLICATION_FIELDS, createApplication, listApplications, type Application } from '../store/applications.ts';
import { listBusinessUnits } from '../store/business-units.ts';
import type { Routes } from './deps.ts';
import { noSuch, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { treeViewerOf } from './permissions.ts';
import { answers, Choice, Id, IdPath, Text, Time } from './shapes.ts';

const PRIORITIES = ['0-none', '1-high', '2-medium', '3-low'] as const;

const Shape = Type.Object({
  id: Type.Integer(),
  business_unit: Type.Integer(),
  name: Type.String(),
  slug: Type.String(),
  priority: Type.String(),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(APPLICATION_FIELDS) });

const Body = Type.Object({
  name: Text(200, 'Unique in its business unit'),
  business_unit: Id('The business unit it belongs to'),
  priority: Type.Optional(Choice(PRIORITIES)),
});

const tags = ['applications'];

const toWire = (row: Application): Static<typeof Shape> => ({
  id: row.id,
  business_unit: row.business_unit_id,
  name: row.name,
  slug: row.slug,
  priority: row.priority,
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
});

export const applicationRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(
    '/applications/',
    { schema: { operationId: 'listApplications', tags, querystring: Filter, response: answers(200, Listed(Shape)) } },
    async (request) => {
      const filter = { ...request.query, viewer: treeViewerOf(request.caller) };
      return listing(request, baseUrl, await listApplications(db, filter, sliceOf(request.query)), toWire);
    },
  );

  app.get(
    '/applications/:id/',
    { schema: { operationId: 'getApplication', tags, params: IdPath, response: answers(200, Shape) } },
    async (request) => {
      const filter = { viewer: treeViewerOf(request.caller), id: request.params.id };
      const [row] = (await listApplications(db, filter, null)).rows;
      if (row === undefined) throw notFound();
      return toWire(row);
    },
  );

  app.post(
    '/applications/',
    { schema: { operationId: 'createApplication', tags, body: Body, response: answers(201, Shape) } },
    async (request, reply) => {
      const { name, business_unit, priority = '0-none' } = request.body;
      const units = await listBusinessUnits(db, { viewer: treeViewerOf(request.caller), id: business_unit }, null);
      if (units.count === 0) throw noSuch('business_unit', business_unit);
      const row = await createApplication(db, { name, business_unit_id: business_unit, priority }, new Date(now()));
      if (row === null) throw notUnique('name', 'application');
      return reply.status(201).send(toWire(row));
    },
  );
};
