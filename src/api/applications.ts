import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  APPLICATION_FIELDS,
  createApplication,
  listApplications,
  type Application,
  updateApplication,
} from '../store/applications.ts';
import { listBusinessUnits } from '../store/business-units.ts';
import type { Tables } from '../store/tables.ts';
import type { Routes } from './deps.ts';
import { noSuch, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { treeViewerOf, type Caller } from './permissions.ts';
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

const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, params: IdPath, response: answers(200, Shape) };
const CHANGED = {
  tags,
  params: IdPath,
  body: Type.Object({
    name: Type.Optional(Text(200, 'Unique in its business unit')),
    priority: Type.Optional(Choice(PRIORITIES)),
  }),
  response: answers(200, Shape),
};

const toWire = (row: Application): Static<typeof Shape> => ({
  id: row.id,
  business_unit: row.business_unit_id,
  name: row.name,
  slug: row.slug,
  priority: row.priority,
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
});

/** Throws 404. */
async function show(db: Kysely<Tables>, caller: Caller, id: number) {
  const [row] = (await listApplications(db, { viewer: treeViewerOf(caller), id }, null)).rows;
  if (row === undefined) throw notFound();
  return toWire(row);
}

export const applicationRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get('/applications/', { schema: { operationId: 'listApplications', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: treeViewerOf(request.caller) };
    return listing(request, baseUrl, await listApplications(db, filter, sliceOf(request.query)), toWire);
  });

  app.get('/applications/:id/', { schema: { operationId: 'getApplication', ...SHOWN } }, async (request) =>
    show(db, request.caller, request.params.id),
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

  app.patch('/applications/:id/', { schema: { operationId: 'updateApplication', ...CHANGED } }, async (request) => {
    const { params, body, caller } = request;
    await show(db, caller, params.id);
    if (!(await updateApplication(db, params.id, body, new Date(now())))) throw notUnique('name', 'application');
    return show(db, caller, params.id);
  });
};
