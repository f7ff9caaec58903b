import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import { createNote, deleteNote, listNotes, NOTE_FIELDS, updateNote, type Note } from '../store/notes.ts';
import type { Tables } from '../store/tables.ts';
import type { Routes } from './deps.ts';
import { forbidden, notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { has, requireProject, type Caller } from './permissions.ts';
import { answers, IdPath, Nothing, Nullable, Text, Time } from './shapes.ts';
import { taskAt, TaskPath } from './tasks.ts';

const Shape = Type.Object({
  id: Type.Integer(),
  task: Type.String({ description: '`1-T2`' }),
  text: Type.String(),
  automatic: Type.Boolean({ description: 'Written by a program' }),
  updater: Nullable(Type.Object({ id: Type.Integer(), email: Type.String() })),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Body = Type.Object({
  text: Text(10_000, 'What it says'),
  automatic: Type.Optional(Type.Boolean({ description: 'Written by a program. Default: false' })),
});

const tags = ['notes'];
const PATH = '/projects/:project_id/tasks/:task_id/notes/';
const ONE = `${PATH}:note_id/`;

const toWire = (note: Note): Static<typeof Shape> => ({
  id: note.id,
  task: `${note.project_id}-${note.task_id}`,
  text: note.text,
  automatic: note.automatic,
  updater:
    note.author_id === null || note.author_email === null ? null : { id: note.author_id, email: note.author_email },
  created: note.created.toISOString(),
  updated: note.updated.toISOString(),
});

const NotePath = Type.Object({ ...TaskPath.properties, note_id: IdPath.properties.id });
const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(NOTE_FIELDS) });
const LISTED = { tags, params: TaskPath, querystring: Filter, response: answers(200, Listed(Shape)) };
const CREATED = { tags, params: TaskPath, body: Body, response: answers(201, Shape) };
const SHOWN = { tags, params: NotePath, response: answers(200, Shape) };
const CHANGED = { ...SHOWN, body: Type.Object({ text: Text(10_000, 'What it says') }) };
const GONE = { tags, params: NotePath, response: answers(204, Nothing) };

/** Throws 404. */
async function noteAt(db: Kysely<Tables>, path: Static<typeof NotePath>): Promise<Note> {
  const [row] = (await listNotes(db, await taskAt(db, path), { id: path.note_id }, null)).rows;
  if (row === undefined) throw notFound();
  return row;
}

/** What somebody else said is changed by those who may edit every project. Throws 403, 404. */
async function ownNote(db: Kysely<Tables>, caller: Caller, path: Static<typeof NotePath>): Promise<Note> {
  const note = await noteAt(db, path);
  if (note.author_id !== caller.id && !has(caller, 'edit_all_projects')) throw forbidden();
  return note;
}

export const noteRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(PATH, { schema: { operationId: 'listNotes', ...LISTED } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    const task = await taskAt(db, request.params);
    return listing(request, baseUrl, await listNotes(db, task, request.query, sliceOf(request.query)), toWire);
  });

  app.post(PATH, { schema: { operationId: 'createNote', ...CREATED } }, async (request, reply) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    const { project_id, id: task_id } = await taskAt(db, params);
    const { text, automatic = false } = body;
    const at = new Date(now());
    const note = { project_id, task_id, text, automatic, author_id: caller.id, created: at, updated: at };
    return reply.status(201).send(toWire(await noteAt(db, { ...params, note_id: await createNote(db, note) })));
  });

  app.get(ONE, { schema: { operationId: 'getNote', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    return toWire(await noteAt(db, request.params));
  });

  app.patch(ONE, { schema: { operationId: 'updateNote', ...CHANGED } }, async (request) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    await updateNote(db, (await ownNote(db, caller, params)).id, body.text, new Date(now()));
    return toWire(await noteAt(db, params));
  });

  app.delete(ONE, { schema: { operationId: 'deleteNote', ...GONE } }, async (request, reply) => {
    const { params, caller } = request;
    await requireProject(db, request, params.project_id);
    await deleteNote(db, (await ownNote(db, caller, params)).id);
    return reply.status(204).send(null);
  });
};
