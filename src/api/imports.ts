/** `projects/{id}/imports/`: bring tasks from a file into a project, look at it first, and see what was imported before. */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { IMPORT_FIELDS, listImports, type ImportRow } from '../store/imports.ts';
import { applyImport, vocabularyOf, type ImportResult } from '../tasks/import/apply.ts';
import { printProblem, type Level, type Parsed, type Problem, type Vocabulary } from '../tasks/import/imported-task.ts';
import { FileTooLarge } from '../tasks/import/collect.ts';
import { FORMATS, readUpload, type Format } from '../tasks/import/read-upload.ts';
import type { ServerDeps } from './deps.ts';
import { ApiError, invalid } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, Nullable, ProjectPath, Time } from './shapes.ts';

/** As base64 in JSON a file takes a third more than its 20 MB. */
const BODY_LIMIT = 28 * 1024 * 1024;
/** Problems, and changed tasks, that an answer names; the rest is counted. */
const NAMED = 100;

const Counts = Type.Object({
  created: Type.Integer({ description: 'Tasks that were not there' }),
  changed: Type.Integer({ description: 'Tasks of which the file says something else' }),
  unchanged: Type.Integer(),
  closed: Type.Optional(Type.Integer({ description: 'Of reports: tasks that they say are done with' })),
  reopened: Type.Optional(Type.Integer({ description: 'Of reports: tasks that they say are there again' })),
});

const Import = Type.Object({
  id: Type.Integer(),
  project: Type.Integer(),
  format: Type.String(),
  counts: Counts,
  user: Nullable(Type.Integer()),
  created: Time('When it was imported'),
});

export const Imported = Type.Object({
  id: Type.Union([Type.Integer(), Type.Null()], { description: 'null for a preview' }),
  project: Type.Integer(),
  format: Type.String(),
  preview: Type.Boolean(),
  profile: Type.String({ description: '`asvs` when the header is that of an OWASP ASVS file, else `plain`' }),
  columns: Type.Record(Type.String(), Type.String(), { description: 'Field → the header it was read from' }),
  ignored: Type.Array(Type.String(), { description: 'Headers that were not read' }),
  counts: Counts,
  changes: Type.Array(Type.Object({ task: Type.String(), title: Type.String(), fields: Type.Array(Type.String()) }), {
    description: `Existing tasks that change, at most ${NAMED} of them`,
  }),
});

export const LevelChoice = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 3, description: 'Only requirements of the ASVS up to this level' }),
);
export const PreviewChoice = Type.Optional(Type.Boolean({ description: 'Answers the same and writes nothing' }));

export const FORMAT_MEANINGS =
  '`csv`; `asvs`: the CSV, JSON or flat JSON of OWASP ASVS 4.0 or 5.0; `sarif`: a SARIF 2.1 report; `vex`: CycloneDX JSON';

const Body = Type.Object({
  format: Choice(FORMATS, FORMAT_MEANINGS),
  content: Type.Optional(Type.String({ description: 'The file as text' })),
  content_base64: Type.Optional(Type.String({ description: 'The file as it is; its encoding is then recognised' })),
  mapping: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Field → header' })),
  level: LevelChoice,
  preview: PreviewChoice,
});

/** The file's bytes. Throws 400 unless exactly one of the two ways is used. */
function bytesOf({ content, content_base64 }: Static<typeof Body>): Uint8Array {
  if ((content === undefined) === (content_base64 === undefined)) {
    throw invalid({ content: ['Give the file as either content (text) or content_base64.'] });
  }
  return Buffer.from(content ?? content_base64 ?? '', content === undefined ? 'base64' : 'utf8');
}

function refusal(problems: readonly Problem[]): Error {
  const more = problems.length > NAMED ? [`… and ${problems.length - NAMED} more`] : [];
  const total = `${problems.length} problem${problems.length === 1 ? '' : 's'}: nothing was imported.`;
  return invalid({ content: [...problems.slice(0, NAMED).map(printProblem), ...more, total] });
}

const importWire = ({ id, project_id, format, summary, user_id, created }: ImportRow): Static<typeof Import> => {
  const { created: made = 0, changed = 0, unchanged = 0, ...turns } = summary;
  const counts = { created: made, changed, unchanged, ...turns };
  return { id, project: project_id, format, counts, user: user_id, created: created.toISOString() };
};

interface Asked {
  readonly project: number;
  readonly format: Format;
  readonly preview: boolean;
}

const importedWire = (asked: Asked, file: Parsed, result: ImportResult): Static<typeof Imported> => {
  const { id, changes: changed, ...counts } = result;
  const changes = changed.slice(0, NAMED).map(({ id: task, title, fields }) => ({ task, title, fields: [...fields] }));
  const { profile, columns, ignored } = file;
  return {
    id,
    ...asked,
    profile,
    columns,
    ignored: [...ignored],
    counts,
    changes,
  };
};

export interface ImportOrder {
  readonly source: AsyncIterable<Uint8Array>;
  readonly format: Format;
  readonly level: Level | null;
  readonly mapping: Readonly<Record<string, string>>;
  readonly preview: boolean;
}

/** Throws 413 as soon as there is more than may be; the rest is not read. */
async function readOrder({ format, source, level, mapping }: ImportOrder, vocabulary: Vocabulary): Promise<Parsed> {
  try {
    return await readUpload(format, source, { vocabulary, level, mapping });
  } catch (error) {
    throw error instanceof FileTooLarge ? new ApiError(413, { detail: error.message }) : error;
  }
}

/** Reads the file and brings it in, all or nothing. Throws 400 with every problem of the file. */
export async function importSource(
  { db, now }: ServerDeps,
  order: ImportOrder,
  place: { readonly projectId: number; readonly userId: number },
): Promise<Static<typeof Imported>> {
  const { format, preview } = order;
  const file = await readOrder(order, await vocabularyOf(db));
  if (file.problems.length > 0) throw refusal(file.problems);
  const complete = file.complete === undefined ? {} : { complete: file.complete };
  const request = { ...place, format, tasks: file.tasks, ...complete, at: now(), preview };
  const result = await applyImport(db, request);
  return importedWire({ project: place.projectId, format, preview }, file, result);
}

const LIST = {
  schema: {
    operationId: 'listImports',
    tags: ['tasks'],
    params: ProjectPath,
    querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(IMPORT_FIELDS) }),
    response: answers(200, Listed(Import)),
  },
};

const POST = {
  bodyLimit: BODY_LIMIT,
  schema: {
    operationId: 'importTasks',
    tags: ['tasks'],
    params: ProjectPath,
    body: Body,
    response: { ...answers(200, Imported), ...answers(201, Imported) },
  },
};

export const importRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  app.get('/projects/:project_id/imports/', LIST, async (request) => {
    const projectId = request.params.project_id;
    await requireProject(deps.db, request, projectId);
    const found = await listImports(deps.db, projectId, request.query, sliceOf(request.query));
    return listing(request, deps.baseUrl, found, importWire);
  });

  app.post('/projects/:project_id/imports/', POST, async (request, reply) => {
    const projectId = request.params.project_id;
    await requireProject(deps.db, request, projectId);
    const { format, level = null, mapping = {}, preview = false } = request.body;
    const order = { source: Readable.from([bytesOf(request.body)]), format, level, mapping, preview };
    const imported = await importSource(deps, order, { projectId, userId: request.caller.id });
    return reply.status(imported.preview ? 200 : 201).send(imported);
  });
};
