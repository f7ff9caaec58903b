/** Analysis notes below a task: what a verification found. They set the task's `verification_status`. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  ANALYSIS_NOTE_FIELDS,
  createAnalysisNote,
  deleteAnalysisNote,
  listAnalysisNotes,
  type AnalysisNote,
  type NewAnalysisNote,
} from '../store/analysis-notes.ts';
import type { Tables } from '../store/tables.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, IdPath, Nothing, Nullable, Text, Time } from './shapes.ts';
import { taskAt, TaskPath } from './tasks.ts';

const Finding = Type.Record(Type.String(), Type.Unknown());

const Shape = Type.Object({
  id: Type.Integer(),
  task: Type.String({ description: '`1-T2`' }),
  analysis_session: Nullable(Type.String(), 'What it belongs to, in the words of whoever made it'),
  behaviour: Type.String({ description: '`combine` or `replace`' }),
  confidence: Type.String(),
  findings: Type.Array(Finding),
  findings_ref: Type.String(),
  status: Type.String({ description: '`pass`, `partial` or `fail`' }),
  updater: Nullable(Type.Object({ id: Type.Integer(), email: Type.String() })),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Body = Type.Object({
  status: Choice(['pass', 'partial', 'fail'], 'What it found'),
  behaviour: Type.Optional(
    Choice(
      ['combine', 'replace'],
      'The task keeps the worst that was said of it, or gets this status. Default: combine',
    ),
  ),
  analysis_session: Type.Optional(Nullable(Type.Union([Text(200, ''), Type.Integer()]))),
  confidence: Type.Optional(Type.String({ maxLength: 100, description: 'How sure it is, as text' })),
  findings: Type.Optional(Type.Array(Finding, { maxItems: 10_000, description: 'Objects of any form' })),
  findings_ref: Type.Optional(Type.String({ maxLength: 2_000, description: 'Where the findings can be read' })),
});

const tags = ['analysis notes'];
const PATH = '/projects/:project_id/tasks/:task_id/analysis-notes/';
const ONE = `${PATH}:note_id/`;

const NotePath = Type.Object({ ...TaskPath.properties, note_id: IdPath.properties.id });
const Filter = Type.Object({ ...PAGE_QUERY, ...lookUpQuery(ANALYSIS_NOTE_FIELDS) });
const LISTED = { tags, params: TaskPath, querystring: Filter, response: answers(200, Listed(Shape)) };
const CREATED = { tags, params: TaskPath, body: Body, response: answers(201, Shape) };
const SHOWN = { tags, params: NotePath, response: answers(200, Shape) };
const GONE = { tags, params: NotePath, response: answers(204, Nothing) };

const toWire = (row: AnalysisNote): Static<typeof Shape> => ({
  id: row.id,
  task: `${row.project_id}-${row.task_id}`,
  analysis_session: row.analysis_session,
  behaviour: row.behaviour,
  confidence: row.confidence,
  findings: row.findings as Static<typeof Finding>[],
  findings_ref: row.findings_ref,
  status: row.status,
  updater: row.author_id === null || row.author_email === null ? null : { id: row.author_id, email: row.author_email },
  created: row.created.toISOString(),
  updated: row.updated.toISOString(),
});

const noteOf = (body: Static<typeof Body>): NewAnalysisNote => {
  const { status, behaviour = 'combine', analysis_session = null, confidence = '' } = body;
  const { findings = [], findings_ref = '' } = body;
  const session = analysis_session === null ? null : String(analysis_session);
  return { status, behaviour, analysis_session: session, confidence, findings, findings_ref };
};

/** Throws 404. */
async function noteAt(db: Kysely<Tables>, path: Static<typeof NotePath>): Promise<AnalysisNote> {
  const [row] = (await listAnalysisNotes(db, await taskAt(db, path), { id: path.note_id }, null)).rows;
  if (row === undefined) throw notFound();
  return row;
}

export const analysisNoteRoutes: Routes = async (app, { db, now, baseUrl }) => {
  app.get(PATH, { schema: { operationId: 'listAnalysisNotes', ...LISTED } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    const task = await taskAt(db, request.params);
    return listing(request, baseUrl, await listAnalysisNotes(db, task, request.query, sliceOf(request.query)), toWire);
  });

  app.post(PATH, { schema: { operationId: 'createAnalysisNote', ...CREATED } }, async (request, reply) => {
    const { params, body, caller } = request;
    await requireProject(db, request, params.project_id);
    const change = { userId: caller.id, at: new Date(now()) };
    const note_id = await createAnalysisNote(db, await taskAt(db, params), noteOf(body), change);
    return reply.status(201).send(toWire(await noteAt(db, { ...params, note_id })));
  });

  app.get(ONE, { schema: { operationId: 'getAnalysisNote', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    return toWire(await noteAt(db, request.params));
  });

  // What was verified stays verified: the task keeps its status.
  app.delete(ONE, { schema: { operationId: 'deleteAnalysisNote', ...GONE } }, async (request, reply) => {
    await requireProject(db, request, request.params.project_id);
    await deleteAnalysisNote(db, (await noteAt(db, request.params)).id);
    return reply.status(204).send(null);
  });
};
