/** `projects/{id}/imports/`: bring tasks from a file into a project, look at it first, and see what was imported before. */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { IMPORT_FIELDS, listImports } from '../store/imports.ts';
import { FORMATS } from '../tasks/import/read-upload.ts';
import type { ServerDeps } from './deps.ts';
import { invalid, notFound } from './errors.ts';
import { importSource } from './import-run.ts';
import { Import, Imported, importWire } from './import-shape.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, IdPath, ProjectPath } from './shapes.ts';

/** As base64 in JSON a file takes a third more than its 20 MB. */
const BODY_LIMIT = 28 * 1024 * 1024;

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

const LIST = {
  schema: {
    operationId: 'listImports',
    tags: ['tasks'],
    params: ProjectPath,
    querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(IMPORT_FIELDS) }),
    response: answers(200, Listed(Import)),
  },
};

const GET = {
  schema: {
    operationId: 'getImport',
    tags: ['tasks'],
    params: Type.Object({ ...ProjectPath.properties, ...IdPath.properties }),
    response: answers(200, Import),
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

  app.get('/projects/:project_id/imports/:id/', GET, async (request) => {
    const { project_id: projectId, id } = request.params;
    await requireProject(deps.db, request, projectId);
    const [row] = (await listImports(deps.db, projectId, { id }, null)).rows;
    if (row === undefined) throw notFound();
    return importWire(row);
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
