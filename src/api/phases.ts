/** Phases: five of ours, which stay, and custom ones. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  countPhaseUses,
  createPhase,
  deletePhase,
  findPhase,
  listPhases,
  lockPhase,
  PHASE_FIELDS,
  updatePhase,
  type Phase,
  type PhaseData,
} from '../store/phases.ts';
import { slugOf } from '../store/slug.ts';
import type { Tables } from '../store/tables.ts';
import type { Change } from '../store/task-changes.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Routes } from './deps.ts';
import { conflict, invalid, noSuch, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { answers, Nothing, Text } from './shapes.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`X1`; custom ones `CX1`' }),
  name: Type.String(),
  slug: Type.String({ description: 'What parameters name it by' }),
  description: Type.String(),
  tip: Type.String(),
  ordinal: Type.Integer(),
  active: Type.Boolean(),
  is_custom: Type.Boolean(),
  retain: Type.Boolean(),
});

const name = Text(100, 'What people call it');
const slug = Type.String({ pattern: '^[a-z\\d]+(-[a-z\\d]+)*$', maxLength: 100, description: 'Stays for ever' });
const optional = {
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  tip: Type.Optional(Type.String({ maxLength: 10_000 })),
  ordinal: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Default: the last one' })),
  active: Type.Optional(Type.Boolean()),
  retain: Type.Optional(Type.Boolean()),
};
const Body = Type.Object({ name, slug: Type.Optional(slug), ...optional });
const Part = Type.Object({ name: Type.Optional(name), slug: Type.Optional(slug), ...optional });
type Part = Static<typeof Part>;
const Gone = Type.Object({ replacement: Type.String({ description: 'The id of the phase that gets its tasks' }) });

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(PHASE_FIELDS) });
const Path = Type.Object({ id: Type.String() });
const tags = ['phases'];
const ONE = '/phases/:id/';
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, params: Path, response: answers(200, Shape) };
const CREATED = { tags, body: Body, response: answers(201, Shape) };
const CHANGED = { ...SHOWN, body: Part };
const GONE = { tags, params: Path, body: Gone, response: answers(204, Nothing) };

const toWire = (row: Phase): Static<typeof Shape> => row;

/** Throws 404. */
async function show(db: Kysely<Tables>, id: string): Promise<Static<typeof Shape>> {
  const row = await findPhase(db, id);
  if (row === undefined) throw notFound();
  return toWire(row);
}

const dataOf = ({ description, tip, ordinal, active, retain }: Part): Omit<PhaseData, 'name'> => ({
  description,
  tip,
  ordinal,
  active,
  retain,
});

/** Throws 400, 404. */
async function change(db: Kysely<Tables>, id: string, body: Part): Promise<Static<typeof Shape>> {
  const before = await show(db, id);
  if (body.slug !== undefined && body.slug !== before.slug)
    throw invalid({ slug: ['The slug stays, because parameters of connections name phases by it: leave it out.'] });
  await updatePhase(db, id, { ...dataOf(body), name: body.name });
  return show(db, id);
}

/** Throws 400, 404, 409. */
async function remove(trx: Kysely<Tables>, id: string, replacement: string, by: Change): Promise<void> {
  const phase = await lockPhase(trx, id);
  if (phase === undefined) throw notFound();
  if (!phase.is_custom)
    throw invalid({ non_field_errors: ['Default phases cannot be deleted: set active to false instead.'] });
  if (replacement === id || (await findPhase(trx, replacement)) === undefined) throw noSuch('replacement', replacement);
  const uses = await countPhaseUses(trx, phase.slug);
  if (uses > 0)
    throw conflict(`Connectors and connections whose issue_tracker_phases name it: ${uses}. Take it out there first.`);
  await deletePhase(trx, id, replacement, by);
}

export const phaseRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get('/phases/', { schema: { operationId: 'listPhases', ...LISTED } }, async (request) =>
    listing(request, baseUrl, await listPhases(db, request.query, sliceOf(request.query)), toWire),
  );

  app.post('/phases/', { schema: { operationId: 'createPhase', ...CREATED } }, async (request, reply) => {
    const { name: called, slug: named = slugOf(called) } = request.body;
    const id = await createPhase(db, { ...dataOf(request.body), name: called, slug: named });
    if (id === null) throw notUnique('slug', 'phase');
    return reply.status(201).send(await show(db, id));
  });

  app.get(ONE, { schema: { operationId: 'getPhase', ...SHOWN } }, async (request) => show(db, request.params.id));

  app.patch(ONE, { schema: { operationId: 'updatePhase', ...CHANGED } }, async (request) =>
    change(db, request.params.id, request.body),
  );

  app.put(ONE, { schema: { operationId: 'replacePhase', ...CHANGED } }, async (request) =>
    change(db, request.params.id, request.body),
  );

  app.delete(ONE, { schema: { operationId: 'deletePhase', ...GONE } }, async (request, reply) => {
    const { params, body, caller } = request;
    const by = { userId: caller.id, at: new Date(now()) };
    await inTransaction(db, (trx) => remove(trx, params.id, body.replacement, by));
    return reply.status(204).send(null);
  });
};
