import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  BUSINESS_UNIT_FIELDS,
  createBusinessUnit,
  listBusinessUnits,
  type BusinessUnit,
  updateBusinessUnit,
} from '../store/business-units.ts';
import { same } from '../model/json.ts';
import { deleteUnused } from '../store/delete-unused.ts';
import type { Tables } from '../store/tables.ts';
import type { Routes } from './deps.ts';
import { invalid, inUse, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { treeViewerOf, viewerOf, type Caller } from './permissions.ts';
import { answers, IdPath, Nothing, Text, Time } from './shapes.ts';

const Person = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
});
const Always = Type.Array(Type.Unknown(), { maxItems: 0, description: 'Empty: people belong to projects' });

const Shape = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
  users: Type.Array(Person, { description: 'The members of those of its projects that you see' }),
  groups: Always,
  default_users: Always,
  default_groups: Always,
  all_users: Type.Boolean({ description: 'Always false' }),
});

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(BUSINESS_UNIT_FIELDS) });

/** Documented, and without any effect here. */
const People = Type.Optional(Type.Array(Type.Unknown()));
const unused = {
  users: People,
  groups: People,
  default_users: People,
  default_groups: People,
  all_users: Type.Optional(Type.Boolean()),
};
const name = Text(200, 'Unique');

const tags = ['business units'];
const ONE = '/business-units/:id/';
const CREATED = { tags, body: Type.Object({ name, ...unused }), response: answers(201, Shape) };
const CHANGED = {
  tags,
  params: IdPath,
  body: Type.Object({ name: Type.Optional(name), ...unused }),
  response: answers(200, Shape),
};

const toWire = (row: BusinessUnit): Static<typeof Shape> => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
  users: [...row.users],
  groups: [],
  default_users: [],
  default_groups: [],
  all_users: false,
});

const NOBODY = { users: [], groups: [], default_users: [], default_groups: [], all_users: false };

/** People who would get nothing are refused; what is shown anyway may be sent back. Throws 400. */
function requireAsShown(body: Readonly<Record<string, unknown>>, shown: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(shown).filter(([key, value]) => body[key] !== undefined && !same(body[key], value));
  const text = 'People belong to projects here: add them to each project.';
  if (given.length > 0) throw invalid(Object.fromEntries(given.map(([key]) => [key, [text]])));
}

const seenBy = (caller: Caller) => ({ viewer: treeViewerOf(caller), member: viewerOf(caller) });

/** Throws 404. */
async function show(db: Kysely<Tables>, caller: Caller, id: number) {
  const [row] = (await listBusinessUnits(db, { ...seenBy(caller), id }, null)).rows;
  if (row === undefined) throw notFound();
  return toWire(row);
}

export const businessUnitRoutes: Routes = async (app, { db, now, baseUrl }) => {
  const listed = { operationId: 'listBusinessUnits', tags, querystring: Filter, response: answers(200, Listed(Shape)) };
  app.get('/business-units/', { schema: listed }, async (request) => {
    const filter = { ...request.query, ...seenBy(request.caller) };
    return listing(request, baseUrl, await listBusinessUnits(db, filter, sliceOf(request.query)), toWire);
  });

  const shown = { operationId: 'getBusinessUnit', tags, params: IdPath, response: answers(200, Shape) };
  app.get(ONE, { schema: shown }, (request) => show(db, request.caller, request.params.id));

  app.post(
    '/business-units/',
    { schema: { operationId: 'createBusinessUnit', ...CREATED } },
    async ({ body, caller }, reply) => {
      requireAsShown(body, NOBODY);
      const id = await createBusinessUnit(db, body.name, new Date(now()));
      if (id === null) throw notUnique('name', 'business unit');
      const [row] = (await listBusinessUnits(db, { viewer: null, member: viewerOf(caller), id }, null)).rows;
      if (row === undefined) throw notFound();
      return reply.status(201).send(toWire(row));
    },
  );

  async function update({ params, body, caller }: FastifyRequest<{ Params: { id: number }; Body: { name?: string } }>) {
    const { users, groups, default_users, default_groups, all_users } = await show(db, caller, params.id);
    requireAsShown(body, { users, groups, default_users, default_groups, all_users });
    if (!(await updateBusinessUnit(db, params.id, { name: body.name }, new Date(now()))))
      throw notUnique('name', 'business unit');
    return show(db, caller, params.id);
  }
  app.patch(ONE, { schema: { operationId: 'updateBusinessUnit', ...CHANGED } }, update);
  app.put(ONE, { schema: { operationId: 'replaceBusinessUnit', description: 'Acts as PATCH.', ...CHANGED } }, update);

  const gone = { operationId: 'deleteBusinessUnit', tags, params: IdPath, response: answers(204, Nothing) };
  app.delete(ONE, { schema: gone }, async (request, reply) => {
    const { id } = await show(db, request.caller, request.params.id);
    const below = await deleteUnused(db, 'business_units', id);
    if (below > 0) throw inUse('business unit', below, 'application', 'move or delete them first.');
    return reply.status(204).send(null);
  });
};
