import Type, { type Static } from 'typebox';
import { listPhases, type Phase } from '../store/phases.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { answers } from './shapes.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`X1`; custom ones `CX1`' }),
  name: Type.String(),
  slug: Type.String({ description: 'What parameters name it by' }),
  description: Type.String(),
  ordinal: Type.Integer(),
  active: Type.Boolean(),
  is_custom: Type.Boolean(),
});

const Filter = Type.Object({
  ...PAGE_QUERY,
  name: Type.Optional(Type.String()),
  slug: Type.Optional(Type.String()),
});
const Path = Type.Object({ id: Type.String() });
const tags = ['phases'];

const toWire = (row: Phase): Static<typeof Shape> => {
  const { id, name, slug, description, ordinal, active, is_custom } = row;
  return { id, name, slug, description, ordinal, active, is_custom };
};

export const phaseRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get(
    '/phases/',
    { schema: { operationId: 'listPhases', tags, querystring: Filter, response: answers(200, Listed(Shape)) } },
    async (request) => listing(request, baseUrl, await listPhases(db, request.query, sliceOf(request.query)), toWire),
  );

  app.get(
    '/phases/:id/',
    { schema: { operationId: 'getPhase', tags, params: Path, response: answers(200, Shape) } },
    async (request) => {
      const [row] = (await listPhases(db, { id: request.params.id }, null)).rows;
      if (row === undefined) throw notFound();
      return toWire(row);
    },
  );
};
