import Type, { type Static } from 'typebox';
import { createNote, listNotes, type Note } from '../store/notes.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { requireProject } from './permissions.ts';
import { answers, Nullable, Text, Time } from './shapes.ts';
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

export const noteRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(
    PATH,
    {
      schema: {
        operationId: 'listNotes',
        tags,
        params: TaskPath,
        querystring: Type.Object(PAGE_QUERY),
        response: answers(200, Listed(Shape)),
      },
    },
    async (request) => {
      await requireProject(db, request, request.params.project_id);
      const { project_id, id: task_id } = await taskAt(db, request.params);
      return listing(request, baseUrl, await listNotes(db, { project_id, task_id }, sliceOf(request.query)), toWire);
    },
  );

  app.post(
    PATH,
    { schema: { operationId: 'createNote', tags, params: TaskPath, body: Body, response: answers(201, Shape) } },
    async (request, reply) => {
      await requireProject(db, request, request.params.project_id);
      const { project_id, id: task_id } = await taskAt(db, request.params);
      const { text, automatic = false } = request.body;
      const at = new Date(now());
      const note = { project_id, task_id, text, automatic, author_id: request.caller.id, created: at, updated: at };
      const [row] = (await listNotes(db, { project_id, task_id, id: await createNote(db, note) }, null)).rows;
      if (row === undefined) throw notFound();
      return reply.status(201).send(toWire(row));
    },
  );
};
