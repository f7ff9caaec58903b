/** `projects/{id}/imports/upload/`: a file as it is, read as it arrives. What it becomes is the same as by `imports/`. */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { collect, FileTooLarge } from '../tasks/import/collect.ts';
import { FORMATS } from '../tasks/import/read-file.ts';
import type { ServerDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { FILE_LIMIT, Imported, importBytes, LevelChoice, PreviewChoice } from './imports.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, ProjectPath } from './shapes.ts';

const FILE = 'application/octet-stream';

const UPLOAD = {
  // A body that is not held cannot be compared with that of another request.
  config: { streamed: true },
  schema: {
    operationId: 'uploadImport',
    description: `At most ${FILE_LIMIT / 1024 / 1024} MB`,
    tags: ['tasks'],
    params: ProjectPath,
    querystring: Type.Object({
      format: Type.Optional(Choice(FORMATS, '`csv` without it')),
      level: LevelChoice,
      preview: PreviewChoice,
    }),
    body: { content: { [FILE]: { schema: Type.Unsafe<Readable>({ description: 'The bytes of the file' }) } } },
    response: { ...answers(200, Imported), ...answers(201, Imported) },
  },
};

/** Throws 413 as soon as there is more than may be; the rest of the request is not read. */
async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (!(body instanceof Readable)) return new Uint8Array();
  try {
    return await collect(body, FILE_LIMIT);
  } catch (error) {
    throw error instanceof FileTooLarge ? new ApiError(413, { detail: error.message }) : error;
  }
}

export const importUploadRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  // Whatever the client calls the file, it is not parsed on the way in.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/projects/:project_id/imports/upload/', UPLOAD, async (request, reply) => {
    const projectId = request.params.project_id;
    await requireProject(deps.db, request, projectId);
    const { format = 'csv', level = null, preview = false } = request.query;
    const bytes = await bytesOf(request.body);
    const place = { projectId, userId: request.caller.id };
    const imported = await importBytes(deps, { bytes, format, level, mapping: {}, preview }, place);
    return reply.status(preview ? 200 : 201).send(imported);
  });
};
