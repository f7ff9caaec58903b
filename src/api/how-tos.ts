/** How-tos below a task: ways to do it, which its issue can show. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  createHowTo,
  deleteHowTo,
  findHowTo,
  HOW_TO_FIELDS,
  listHowTos,
  updateHowTo,
  type HowTo,
} from '../store/how-tos.ts';
import type { Tables } from '../store/tables.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Nothing, Text, Time } from './shapes.ts';
import { taskAt, TaskPath } from './tasks.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`I131`' }),
  task: Type.String({ description: '`1-T2`' }),
  title: Type.String(),
  content: Type.String({ description: 'Markdown' }),
  ordinal: Type.Integer({ description: 'The lowest comes first' }),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const title = Text(500, 'One line');
const content = Text(100_000, 'Markdown');
const ordinal = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Default: the last one' }));
const Body = Type.Object({ title, content, ordinal });
const Part = Type.Object({ title: Type.Optional(title), content: Type.Optional(content), ordinal });

const tags = ['how-tos'];
const PATH = '/projects/:project_id/tasks/:task_id/how-tos/';
const ONE = `${PATH}:how_to_id/`;

const HowToPath = Type.Object({ ...TaskPath.properties, how_to_id: Type.String() });
const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(HOW_TO_FIELDS) });
const LISTED = { tags, params: TaskPath, querystring: Filter, response: answers(200, Listed(Shape)) };
const CREATED = { tags, params: TaskPath, body: Body, response: answers(201, Shape) };
const SHOWN = { tags, params: HowToPath, response: answers(200, Shape) };
const GONE = { tags, params: HowToPath, response: answers(204, Nothing) };

const toWire = (row: HowTo): Static<typeof Shape> => ({
  id: `I${row.id}`,
  task: `${row.project_id}-${row.task_id}`,
  title: row.title,
  content: row.content,
  ordinal: row.ordinal,
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
});

/** By `I131`, of this task. Throws 404. */
async function howToAt(db: Kysely<Tables>, path: Static<typeof HowToPath>): Promise<HowTo> {
  const task = await taskAt(db, path);
  const [, number] = /^I(\d{1,9})$/.exec(path.how_to_id) ?? [];
  const row = number === undefined ? undefined : await findHowTo(db, task, Number(number));
  if (row === undefined) throw notFound();
  return row;
}

export const howToRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(PATH, { schema: { operationId: 'listHowTos', ...LISTED } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    const task = await taskAt(db, request.params);
    return listing(request, baseUrl, await listHowTos(db, task, request.query, sliceOf(request.query)), toWire);
  });

  app.post(PATH, { schema: { operationId: 'createHowTo', ...CREATED } }, async (request, reply) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    const given = { title: body.title, content: body.content, ordinal: body.ordinal ?? null };
    const change = { userId: caller.id, at: new Date(now()) };
    const id = await createHowTo(db, await taskAt(db, params), given, change);
    return reply.status(201).send(toWire(await howToAt(db, { ...params, how_to_id: `I${id}` })));
  });

  app.get(ONE, { schema: { operationId: 'getHowTo', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    return toWire(await howToAt(db, request.params));
  });

  app.patch(ONE, { schema: { operationId: 'updateHowTo', ...SHOWN, body: Part } }, async (request) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    const { id, project_id, task_id } = await howToAt(db, params);
    const change = { userId: caller.id, at: new Date(now()) };
    await updateHowTo(
      db,
      { project_id, id: task_id },
      { title: body.title, content: body.content, ordinal: body.ordinal, id },
      change,
    );
    return toWire(await howToAt(db, params));
  });

  app.delete(ONE, { schema: { operationId: 'deleteHowTo', ...GONE } }, async (request, reply) => {
    const { params, caller } = request;
    await requireProject(db, request, params.project_id);
    const { id, project_id, task_id } = await howToAt(db, params);
    await deleteHowTo(db, { project_id, id: task_id }, id, { userId: caller.id, at: new Date(now()) });
    return reply.status(204).send(null);
  });
};
