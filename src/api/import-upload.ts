/** `projects/{id}/imports/upload/`: a file as it is, read as it arrives. What it becomes is the same as by `imports/`. */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { FILE_LIMIT, FORMATS, REPORT_LIMIT } from '../tasks/import/read-upload.ts';
import type { ServerDeps } from './deps.ts';
import { importSource } from './import-run.ts';
import { Imported } from './import-shape.ts';
import { FORMAT_MEANINGS, LevelChoice, PreviewChoice } from './imports.ts';
import { requireProject } from './permissions.ts';
import { answers, Choice, ProjectPath } from './shapes.ts';

const MB = 1024 * 1024;
const FILE = 'application/octet-stream';

const UPLOAD = {
  // A body that is not held cannot be compared with that of another request.
  config: { streamed: true },
  schema: {
    operationId: 'uploadImport',
    description: `At most ${FILE_LIMIT / MB} MB; a SARIF report ${REPORT_LIMIT / MB} MB`,
    tags: ['tasks'],
    params: ProjectPath,
    querystring: Type.Object({
      format: Type.Optional(Choice(FORMATS, `${FORMAT_MEANINGS}. \`csv\` without it`)),
      level: LevelChoice,
      preview: PreviewChoice,
    }),
    body: { content: { [FILE]: { schema: Type.Unsafe<Readable>({ description: 'The bytes of the file' }) } } },
    response: { ...answers(200, Imported), ...answers(201, Imported) },
  },
};

export const importUploadRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, deps) => {
  // Whatever the client calls the file, it is not parsed on the way in.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/projects/:project_id/imports/upload/', UPLOAD, async (request, reply) => {
    const projectId = request.params.project_id;
    await requireProject(deps.db, request, projectId);
    const { format = 'csv', level = null, preview = false } = request.query;
    const { body } = request;
    // A file that is refused on the way is not read on: its connection brings the answer, and ends with it.
    void reply.header('connection', 'close');
    const source = body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([]);
    const place = { projectId, userId: request.caller.id };
    const imported = await importSource(deps, { source, format, level, mapping: {}, preview }, place);
    return reply.status(preview ? 200 : 201).send(imported);
  });
};
