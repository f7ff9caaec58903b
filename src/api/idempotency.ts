/** `Idempotency-Key` on POST: the same key with the same request gives the recorded answer, and nothing happens twice. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonical } from '../model/json.ts';
import type { ServerDeps } from './deps.ts';
import { claimKey, freeKey, rememberAnswer, type Key } from '../store/idempotency.ts';
import { conflict, invalid, unprocessable } from './errors.ts';
import { isOpen } from './permissions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key this request holds; null when it gave none, or gets a recorded answer. */
    idempotencyKey: Key | null;
  }
  interface FastifyContextConfig {
    /** The body is read as it arrives and cannot be compared: the header is not honoured. */
    streamed?: boolean;
  }
}

const MAX_LENGTH = 200;

/** The `cache-control` of an answer that holds a secret: it is not recorded, and a repetition does the work again. */
export const NO_STORE = 'no-store';

export function useIdempotency(app: FastifyInstance, deps: ServerDeps): void {
  app.decorateRequest('idempotencyKey', null);
  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === null) return;
    const print = fingerprintOf(request);
    // Sealed: a bare hash of a request that holds a password could be tried out by whoever gets the database.
    const found = await claimKey(deps.db, key, deps.sealer.seal(print), new Date(deps.now()));
    if (found === null) {
      request.idempotencyKey = key;
      return;
    }
    if (deps.sealer.open(found.request) !== print) {
      throw unprocessable('This Idempotency-Key was used for another request: choose a new key.');
    }
    if (found.status === null) {
      throw conflict('The first request with this Idempotency-Key is still being worked on: try again later.');
    }
    request.permitted = true; // it was, when the answer was recorded
    return replay(reply, found.status, found.body);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    await settle(deps, request, reply, payload);
  });
}

const replay = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
  reply
    .status(status)
    .headers({ 'content-type': 'application/json; charset=utf-8', 'idempotency-replayed': 'true' })
    .serializer(JSON.stringify)
    .send(body);

function keyOf(request: FastifyRequest): Key | null {
  const header = request.headers['idempotency-key'];
  const { streamed } = request.routeOptions.config;
  if (request.method !== 'POST' || header === undefined || streamed === true || isOpen(request)) return null;
  const key = String(header);
  if (key === '' || key.length > MAX_LENGTH) {
    throw invalid({ 'Idempotency-Key': [`Give 1 to ${MAX_LENGTH} characters.`] });
  }
  return { user_id: request.caller.id, key };
}

const fingerprintOf = (request: FastifyRequest): string =>
  createHash('sha256')
    .update(`${request.url}\n${canonical(request.body)}`)
    .digest('hex');

/** A refusal changed nothing, so it frees the key for another attempt. */
async function settle(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const key = request.idempotencyKey;
  if (key === null) return;
  request.idempotencyKey = null;
  const secret = reply.getHeader('cache-control') === NO_STORE;
  if (reply.statusCode >= 400 || secret || typeof payload !== 'string') await freeKey(deps.db, key);
  else await rememberAnswer(deps.db, key, reply.statusCode, payload);
}
