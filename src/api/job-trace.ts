/** `jobs/{id}/trace/`: what a run in debug mode said to its tracker, and was answered. */
import Type, { type Static } from 'typebox';
import type { Selectable } from 'kysely';
import { exchangesOf } from '../store/exchanges.ts';
import { findJob } from '../store/jobs.ts';
import type { JobExchangesTable } from '../store/trace-table.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { requireProject } from './permissions.ts';
import { answers, IdPath, Nullable, Time } from './shapes.ts';

const ExchangeShape = Type.Object({
  at: Time('When the request was sent'),
  method: Type.String(),
  url: Type.String(),
  request: Nullable(Type.String(), 'The body sent'),
  status: Nullable(Type.Integer(), 'null: no answer came'),
  response: Nullable(Type.String(), 'The body of the answer'),
  error: Nullable(Type.String(), 'Why no answer came'),
  milliseconds: Type.Integer(),
});

const TRACE = {
  tags: ['jobs'],
  params: IdPath,
  querystring: Type.Object({
    ...PAGE_QUERY,
    download: Type.Optional(Type.Boolean({ description: 'Answers as a file to be saved' })),
  }),
  response: answers(200, Listed(ExchangeShape)),
};

export const jobTraceRoutes: Routes = async (app, { db, baseUrl }) => {
  const path = '/jobs/issue-tracker/:id/trace/';
  app.get(path, { schema: { operationId: 'getJobTrace', ...TRACE } }, async (request, reply) => {
    const job = await findJob(db, request.params.id);
    if (job === undefined) throw notFound();
    await requireProject(db, request, job.project_id);
    const found = await exchangesOf(db, job.id, sliceOf(request.query));
    if (request.query.download === true)
      void reply.header('content-disposition', `attachment; filename="job-${job.id}-trace.json"`);
    return listing(request, baseUrl, found, exchangeToWire);
  });
};

const exchangeToWire = (row: Selectable<JobExchangesTable>): Static<typeof ExchangeShape> => {
  const { at, method, url, request, status, response, error, milliseconds } = row;
  return { at: at.toISOString(), method, url, request, status, response, error, milliseconds };
};
