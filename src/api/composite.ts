/** Up to fifty calls in one: each goes the same way as if it came alone, with the caller's own credentials. */
import type { IncomingHttpHeaders } from 'node:http';
import Type, { type Static } from 'typebox';
import type { Routes } from './deps.ts';
import { credentialsOf } from './session-cookie.ts';
import { invalid } from './errors.ts';
import { NO_STORE } from './idempotency.ts';
import { answers } from './shapes.ts';

const MOST = 50;
const ROOT = '/api/v2/';

const Call = Type.Object({
  method: Type.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: Type.String({ description: 'Begins with `/api/v2/`; may have a query' }),
  reference_id: Type.String({ minLength: 1, maxLength: 200, description: 'Given back with the answer' }),
  body: Type.Optional(Type.Unknown()),
});

const Answer = Type.Object({
  reference_id: Type.String(),
  http_status_code: Type.Integer(),
  body: Type.Unknown({ description: 'As the call alone would answer it; null without a body' }),
});

const SCHEMA = {
  tags: ['composite'],
  operationId: 'composite',
  body: Type.Object({
    composite_request: Type.Array(Call, { minItems: 1 }),
    all_or_none: Type.Optional(Type.Boolean({ default: false })),
    strict_ref_checking: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: answers(200, Type.Object({ composite_response: Type.Array(Answer) })),
};

export const compositeRoutes: Routes = async (app) => {
  app.post('/composite/', { schema: SCHEMA }, async ({ body, headers, ip }, reply) => {
    requireSense(body);
    const composite_response: Static<typeof Answer>[] = [];
    const carried = credentialsOf(headers);
    // One after the other: a later call may need what an earlier one made.
    for (const call of body.composite_request) {
      const { secret, answer } = await one(call, carried, ip);
      if (secret) void reply.header('cache-control', NO_STORE);
      composite_response.push(answer);
    }
    return { composite_response };
  });

  /** Each counts as a call of its caller. */
  async function one(
    { method, path, reference_id, body }: Static<typeof Call>,
    carried: IncomingHttpHeaders,
    ip: string,
  ) {
    const payload = body === undefined ? {} : { payload: body as object };
    const {
      statusCode,
      headers,
      payload: text,
    } = await app.inject({
      method,
      url: path,
      headers: carried,
      remoteAddress: ip,
      ...payload,
    });
    const told = text === '' ? null : (JSON.parse(text) as unknown);
    const answer = { reference_id, http_status_code: statusCode, body: told };
    return { secret: headers['cache-control'] === NO_STORE, answer };
  }
};

/** What can be told before the first call is made; after it there is no way back. */
function requireSense({ composite_request: calls, all_or_none: together }: Static<typeof SCHEMA.body>): void {
  if (together === true)
    throw invalid({ all_or_none: ['Not supported: every call stands for itself. Leave it false.'] });
  if (calls.length > MOST)
    throw invalid({ composite_request: [`Ensure this field has no more than ${MOST} elements.`] });
  const foreign = calls.find(({ path }) => !isCallable(plain(path)));
  if (foreign)
    throw invalid({ composite_request: [`"${foreign.path}" cannot be called here: a path begins with ${ROOT}.`] });
  const names = calls.map(({ reference_id }) => reference_id);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid({ composite_request: [`The reference_id "${twice}" is used twice.`] });
}

/** Composites do not nest, and the stream of events has no end. */
const isCallable = (path: string): boolean =>
  path.startsWith(ROOT) && !['composite', 'events'].some((name) => path.startsWith(`${ROOT}${name}`));

/** The path as the router reads it; '' when nobody can. */
function plain(path: string): string {
  try {
    return decodeURIComponent(new URL(path, 'http://composite').pathname);
  } catch {
    return '';
  }
}
