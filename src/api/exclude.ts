/** `?exclude=a,b` on whatever answers with objects: leaves members out of the object, or of each one in a list. */
import type { FastifyInstance, RouteOptions } from 'fastify';
import Type, { type TObject } from 'typebox';
import { names } from './listing.ts';

const EXCLUDE = Type.Optional(
  Type.Union([Type.String(), Type.Array(Type.String())], {
    description: 'Members to leave out, with commas between: of the object, or of each in `results`',
  }),
);

type Json = Readonly<Record<string, unknown>>;

/**
 * The response schemas are strict, so members are taken out of the text that they made. What was recorded under an
 * `Idempotency-Key` is whole: call it after that hook.
 */
export function useExclude(app: FastifyInstance): void {
  app.addHook('onRoute', describe);
  app.addHook('onSend', async (request, reply, payload) => {
    const left = names((request.query as { exclude?: string | string[] }).exclude);
    const json = String(reply.getHeader('content-type')).startsWith('application/json');
    if (left.size === 0 || reply.statusCode >= 300 || !json || typeof payload !== 'string') return payload;
    return JSON.stringify(without(JSON.parse(payload), left));
  });
}

/** Adds the parameter to the route's schema, where its validation and its description come from. */
function describe(route: RouteOptions): void {
  const { schema } = route;
  if (schema === undefined || 'hide' in schema || route.method === 'DELETE') return;
  const query = (schema.querystring as TObject | undefined)?.properties ?? {};
  route.schema = { ...schema, querystring: Type.Object({ ...query, exclude: EXCLUDE }) };
}

/** A list keeps `count`, `next`, `previous` and `results`. */
function without(body: unknown, left: ReadonlySet<string>): unknown {
  if (Array.isArray(body)) return body.map((one) => lacking(one, left));
  if (isObject(body) && Array.isArray(body['results']) && 'count' in body)
    return { ...body, results: body['results'].map((one) => lacking(one, left)) };
  return lacking(body, left);
}

const lacking = (value: unknown, left: ReadonlySet<string>): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !left.has(name))) : value;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
