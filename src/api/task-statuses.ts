import Type, { type Static } from 'typebox';
import { listTaskStatuses, type TaskStatusRow } from '../store/task-statuses.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { answers } from './shapes.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`TS1`' }),
  meaning: Type.String({ description: '`DONE`, `TODO` or `NA`' }),
  name: Type.String(),
  slug: Type.String(),
  icon: Type.String(),
});

const Path = Type.Object({ id: Type.String() });
const tags = ['task statuses'];

const toWire = ({ id, meaning, name, slug, icon }: TaskStatusRow): Static<typeof Shape> => ({
  id,
  meaning,
  name,
  slug,
  icon,
});

export const taskStatusRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get(
    '/task-statuses/',
    {
      schema: {
        operationId: 'listTaskStatuses',
        tags,
        querystring: Type.Object(PAGE_QUERY),
        response: answers(200, Listed(Shape)),
      },
    },
    async (request) => listing(request, baseUrl, await listTaskStatuses(db, {}, sliceOf(request.query)), toWire),
  );

  app.get(
    '/task-statuses/:id/',
    { schema: { operationId: 'getTaskStatus', tags, params: Path, response: answers(200, Shape) } },
    async (request) => {
      const [row] = (await listTaskStatuses(db, { id: request.params.id }, null)).rows;
      if (row === undefined) throw notFound();
      return toWire(row);
    },
  );
};
