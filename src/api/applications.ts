import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import {
  APPLICATION_FIELDS,
  createApplication,
  listApplications,
  type Application,
  updateApplication,
} from '../store/applications.ts';
import { listBusinessUnits } from '../store/business-units.ts';
import { deleteUnused } from '../store/delete-unused.ts';
import { attributeChange, AttributesGiven, AttributesShape } from './custom-attributes.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { inUse, noSuch, notFound, notUnique } from './errors.ts';
import { Listed, names, NAMES, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { treeViewerOf, viewerOf, type Caller } from './permissions.ts';
import { answers, Choice, Id, IdPath, Nothing, Text, Time } from './shapes.ts';

const PRIORITIES = ['0-none', '1-high', '2-medium', '3-low'] as const;
const Named = Type.Object({ id: Type.Integer(), name: Type.String(), slug: Type.String() });

const Shape = Type.Object({
  id: Type.Integer(),
  business_unit: Type.Union([Type.Integer(), Named], { description: 'Its id; with `expand=business_unit` an object' }),
  name: Type.String(),
  slug: Type.String(),
  priority: Type.String(),
  custom_attributes: AttributesShape,
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
  projects: Type.Optional(Type.Array(Named, { description: 'With `include=projects`: those that you see' })),
});

const SHOWING = { include: NAMES, expand: NAMES };
const Showing = Type.Object(SHOWING);
const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(APPLICATION_FIELDS), ...SHOWING });

const Body = Type.Object({
  name: Text(200, 'Unique in its business unit'),
  business_unit: Id('The business unit it belongs to'),
  priority: Type.Optional(Choice(PRIORITIES)),
  custom_attributes: AttributesGiven,
});
const Change = Type.Partial(Body);

const tags = ['applications'];
const ONE = '/applications/:id/';
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, params: IdPath, querystring: Showing, response: answers(200, Shape) };
const CREATED = { tags, querystring: Showing, body: Body, response: answers(201, Shape) };
const CHANGED = { ...SHOWN, body: Change };
const GONE = { tags, params: IdPath, response: answers(204, Nothing) };

function showing(request: FastifyRequest): (row: Application) => Static<typeof Shape> {
  const query = request.query as Static<typeof Showing>;
  const [include, expand] = [names(query.include), names(query.expand)];
  const expanded = expand.has('business_unit') || expand.has('business_units');
  return (row) => ({
    id: row.id,
    business_unit: expanded
      ? { id: row.business_unit_id, name: row.business_unit_name, slug: row.business_unit_slug }
      : row.business_unit_id,
    name: row.name,
    slug: row.slug,
    priority: row.priority,
    custom_attributes: row.custom_attributes,
    created: row.created.toISOString(),
    updated: row.updated.toISOString(),
    ...(include.has('projects') ? { projects: [...row.projects] } : {}),
  });
}

const seenBy = (caller: Caller) => ({ viewer: treeViewerOf(caller), member: viewerOf(caller) });

/** Throws 404. */
async function show({ db }: ServerDeps, request: FastifyRequest, id: number) {
  const [row] = (await listApplications(db, { ...seenBy(request.caller), id }, null)).rows;
  if (row === undefined) throw notFound();
  return showing(request)(row);
}

/** Throws 400 for a business unit that the caller does not see. */
async function requireUnit({ db }: ServerDeps, caller: Caller, id: number | undefined): Promise<void> {
  if (id === undefined) return;
  const units = await listBusinessUnits(db, { viewer: treeViewerOf(caller), id }, null);
  if (units.count === 0) throw noSuch('business_unit', id);
}

type ById = FastifyRequest<{ Params: { id: number } }>;

async function update(deps: ServerDeps, request: ById, body: Static<typeof Change>) {
  const { params, caller } = request;
  await show(deps, request, params.id);
  await requireUnit(deps, caller, body.business_unit);
  const { name, priority, business_unit: business_unit_id, custom_attributes } = body;
  const rest = { attributes: attributeChange(custom_attributes), now: new Date(deps.now()) };
  if (!(await updateApplication(deps.db, params.id, { name, priority, business_unit_id }, rest)))
    throw notUnique('name', 'application');
  return show(deps, request, params.id);
}

export const applicationRoutes: Routes = async (app, deps) => {
  const { db, now, baseUrl } = deps;

  app.get('/applications/', { schema: { operationId: 'listApplications', ...LISTED } }, async (request) => {
    const filter = { ...request.query, ...seenBy(request.caller) };
    return listing(request, baseUrl, await listApplications(db, filter, sliceOf(request.query)), showing(request));
  });

  app.get(ONE, { schema: { operationId: 'getApplication', ...SHOWN } }, (request) =>
    show(deps, request, request.params.id),
  );

  app.post('/applications/', { schema: { operationId: 'createApplication', ...CREATED } }, async (request, reply) => {
    const { name, business_unit, priority = '0-none', custom_attributes } = request.body;
    await requireUnit(deps, request.caller, business_unit);
    const attributes = attributeChange(custom_attributes);
    const application = { name, business_unit_id: business_unit, priority };
    const id = await createApplication(db, application, attributes, new Date(now()));
    if (id === null) throw notUnique('name', 'application');
    return reply.status(201).send(await show(deps, request, id));
  });

  app.patch(ONE, { schema: { operationId: 'updateApplication', ...CHANGED } }, (request) =>
    update(deps, request, request.body),
  );
  // Older documentation has PUT with the same body.
  app.put(
    ONE,
    { schema: { operationId: 'replaceApplication', description: 'Acts as PATCH.', ...CHANGED } },
    (request) => update(deps, request, request.body),
  );

  app.delete(ONE, { schema: { operationId: 'deleteApplication', ...GONE } }, async (request, reply) => {
    const { id } = await show(deps, request, request.params.id);
    const below = await deleteUnused(db, 'applications', id);
    if (below > 0) throw inUse('application', below, 'project', 'move or delete them first.');
    return reply.status(204).send(null);
  });
};
