/** What real clients send and we accept: values as text, JSON requests without a body, no trailing slash. */
import type { FastifyInstance } from 'fastify';
import type { TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { requireStorable } from './storable.ts';

type Values = Readonly<Record<string, unknown>>;

/** Converts what arrives as text (`true`, `True` and `1` alike), and lets nothing pass that no column could hold. */
export function useTolerance(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { querystring, params, body } = request.routeOptions.schema ?? {};
    if (querystring !== undefined) request.query = meant(querystring as TObject, request.query as Values);
    if (params !== undefined) request.params = Value.Convert(params as TSchema, request.params);
    // What is read as it arrives is looked at by whoever reads it.
    const streamed = request.routeOptions.config.streamed === true;
    if (body !== undefined && !streamed) request.body = read(body as TObject, request.body);
    requireStorable(streamed ? { params: request.params, query: request.query, body: null } : request);
    done();
  });
}

/** JSON as everywhere, but no body is no error. Call it before any route is made. */
export function useJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    return app.getDefaultJsonParser('error', 'error')(request, String(body), done);
  });
}

/** Keys that mean nothing here must not reach a query, and `?project=` filters nothing. */
function meant(schema: TObject, query: Values): unknown {
  const known = Object.entries(query).filter(([key, value]) => key in schema.properties && value !== '');
  return Value.Convert(schema, Object.fromEntries(known));
}

/** Old scripts write `"connector": "2"` and `"debug_mode": "true"`. An empty body lacks its fields; it is not malformed. */
function read({ properties }: TObject, body: unknown): unknown {
  if (typeof body !== 'object' || Array.isArray(body)) return body ?? {};
  const entries = Object.entries(body ?? {}).map(([key, value]) => [key, valueOf(properties[key], value)]);
  return Object.fromEntries(entries);
}

const CONVERTED: ReadonlySet<unknown> = new Set(['integer', 'boolean']);

function valueOf(schema: TSchema | undefined, value: unknown): unknown {
  const converted = typeof value === 'string' && schema !== undefined && 'type' in schema && CONVERTED.has(schema.type);
  return converted ? Value.Convert(schema, value) : value;
}
