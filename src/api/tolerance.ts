/** What real clients send and we accept: query values as text, JSON requests without a body, no trailing slash. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Bodies stay strict; only query and path values, which arrive as text, are converted (`true`, `True` and `1` alike). */
export function useTolerance(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { querystring, params, body } = request.routeOptions.schema ?? {};
    if (querystring !== undefined) request.query = Value.Convert(querystring as TSchema, withoutEmpty(request.query));
    if (params !== undefined) request.params = Value.Convert(params as TSchema, request.params);
    // An empty body lacks the required fields; it is not a malformed one.
    if (body !== undefined && (request.body === undefined || request.body === null)) request.body = {};
    done();
  });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    return app.getDefaultJsonParser('error', 'error')(request, String(body), done);
  });
}

/** `?project=` filters nothing. */
const withoutEmpty = (query: unknown): unknown =>
  Object.fromEntries(Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== ''));
