/** Statuses of tasks: three of ours, which stay as they are, and custom ones that share their meanings. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import { slugOf } from '../store/slug.ts';
import type { Tables } from '../store/tables.ts';
import {
  countStatusUses,
  createTaskStatus,
  deleteTaskStatus,
  findTaskStatus,
  listTaskStatuses,
  lockStatusNames,
  lockTaskStatus,
  STATUS_FIELDS,
  statusNameTaken,
  updateTaskStatus,
  type TaskStatusRow,
} from '../store/task-statuses.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Routes } from './deps.ts';
import { conflict, invalid, notFound, notUnique } from './errors.ts';
import { Listed, PAGE_QUERY, listing, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { answers, Choice, Nothing, Text } from './shapes.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`TS1`; custom ones `CTS1`' }),
  meaning: Type.String({ description: '`DONE`, `TODO` or `NA`' }),
  name: Type.String(),
  slug: Type.String(),
  icon: Type.String(),
});

/** What the default status of the meaning shows. */
const ICONS = { DONE: 'check', TODO: 'clock-o', NA: 'minus-circle' } as const;

const name = Text(100, 'What people call it; no other status may be called so');
const meaning = Choice(['DONE', 'TODO', 'NA'], 'Stays for ever');
const slug = Type.String({ pattern: '^[A-Za-z\\d_-]+$', maxLength: 100, description: 'Stays for ever' });
const optional = {
  slug: Type.Optional(slug),
  icon: Type.Optional(Text(100, 'Default: that of the meaning')),
  ordinal: Type.Optional(
    Type.Integer({ minimum: 4, maximum: 1_000_000, description: 'The default ones come first. Default: the last one' }),
  ),
};
const Body = Type.Object({ name, meaning, ...optional });
const Part = Type.Object({ name: Type.Optional(name), meaning: Type.Optional(meaning), ...optional });
type Part = Static<typeof Part>;

const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(STATUS_FIELDS) });
const Path = Type.Object({ id: Type.String() });
const tags = ['task statuses'];
const ALL = '/task-statuses/';
const ONE = `${ALL}:id/`;
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, params: Path, response: answers(200, Shape) };
const CREATED = { tags, body: Body, response: answers(201, Shape) };
const GONE = { tags, params: Path, response: answers(204, Nothing) };

const toWire = (row: TaskStatusRow): Static<typeof Shape> => {
  const { id, meaning: means, name: called, slug: named, icon } = row;
  return { id, meaning: means, name: called, slug: named, icon };
};

/** Throws 404. */
async function show(db: Kysely<Tables>, id: string): Promise<Static<typeof Shape>> {
  const row = await findTaskStatus(db, id);
  if (row === undefined) throw notFound();
  return toWire(row);
}

/** And stays so until the transaction ends. Throws 400. */
async function requireFree(
  trx: Kysely<Tables>,
  names: Readonly<Record<string, string | undefined>>,
  exceptId: string,
): Promise<void> {
  await lockStatusNames(trx);
  for (const [field, value] of Object.entries(names))
    if (value !== undefined && (await statusNameTaken(trx, value, exceptId))) throw notUnique(field, 'task status');
}

/** A custom one, locked. Throws 400, 404. */
async function customAt(trx: Kysely<Tables>, id: string): Promise<TaskStatusRow> {
  const row = await lockTaskStatus(trx, id);
  if (row === undefined) throw notFound();
  if (!id.startsWith('CTS')) throw invalid({ non_field_errors: ['Default statuses stay as they are.'] });
  return row;
}

/** Its id. Throws 400. */
async function make(trx: Kysely<Tables>, { name: called, meaning: means, ...given }: Static<typeof Body>) {
  const { slug: named = slugOf(called), icon = ICONS[means], ordinal } = given;
  await requireFree(trx, { name: called, slug: named }, '');
  const id = await createTaskStatus(trx, { name: called, meaning: means, slug: named, icon, ordinal });
  if (id === null) throw notUnique('slug', 'task status');
  return id;
}

/** Throws 400, 404. */
async function change(trx: Kysely<Tables>, id: string, body: Part): Promise<Static<typeof Shape>> {
  const row = await customAt(trx, id);
  for (const field of ['slug', 'meaning'] as const)
    if (body[field] !== undefined && body[field] !== row[field])
      throw invalid({ [field]: ['This stays, because issues were synchronized by it: make another status instead.'] });
  await requireFree(trx, { name: body.name }, id);
  await updateTaskStatus(trx, id, { name: body.name, icon: body.icon, ordinal: body.ordinal });
  return show(trx, id);
}

/** Throws 400, 404, 409. */
async function remove(trx: Kysely<Tables>, id: string): Promise<void> {
  const row = await customAt(trx, id);
  const { tasks, maps } = await countStatusUses(trx, row);
  if (tasks > 0) throw conflict(`Tasks with this status: ${tasks}. Change them first.`);
  if (maps > 0)
    throw conflict(`Connectors and connections whose status maps name it: ${maps}. Take it out there first.`);
  await deleteTaskStatus(trx, id);
}

export const taskStatusRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get(ALL, { schema: { operationId: 'listTaskStatuses', ...LISTED } }, async (request) =>
    listing(request, baseUrl, await listTaskStatuses(db, request.query, sliceOf(request.query)), toWire),
  );

  app.post(ALL, { schema: { operationId: 'createTaskStatus', ...CREATED } }, async (request, reply) => {
    const id = await inTransaction(db, (trx) => make(trx, request.body));
    return reply.status(201).send(await show(db, id));
  });

  app.get(ONE, { schema: { operationId: 'getTaskStatus', ...SHOWN } }, async (request) => show(db, request.params.id));

  app.patch(ONE, { schema: { operationId: 'updateTaskStatus', ...SHOWN, body: Part } }, (request) =>
    inTransaction(db, (trx) => change(trx, request.params.id, request.body)),
  );

  app.delete(ONE, { schema: { operationId: 'deleteTaskStatus', ...GONE } }, async (request, reply) => {
    await inTransaction(db, (trx) => remove(trx, request.params.id));
    return reply.status(204).send(null);
  });
};
