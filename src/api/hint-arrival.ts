/** `hints/{secret}/`: where trackers call. Whatever they say is thrown away unread; that they called is all that counts. */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { takeHint } from '../store/hints.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import type { Limits } from './limits.ts';
import { answers } from './shapes.ts';

/** GitHub sends up to 25 MB. A connection that brings more than this is not worth keeping. */
const MOST = 32 * 1024 * 1024;

const SCHEMA = {
  operationId: 'receiveHint',
  description: 'Takes any body of any type, and does not read it.',
  tags: ['connections'],
  params: Type.Object({ secret: Type.String({ description: 'As shown when hints were switched on' }) }),
  response: answers(202, Type.Object({})),
};

type Hint = FastifyRequest<{ Params: { secret: string } }>;

/** Answered before anything is parsed: no header and no body can be wrong. */
export const hintArrivalRoutes =
  (limits: Limits): Routes =>
  async (app, { db, now, advanced, wake, systems }) => {
    const onRequest = async (request: Hint, reply: FastifyReply): Promise<unknown> => {
      throwAway(request.raw);
      const sweep = { now: now(), advanced, wake, systems };
      if (await takeHint(db, request.params.secret, sweep)) return reply.status(202).send({});
      // What is known is never refused for calling too often; guesses count.
      await limits.countAddress(request);
      throw notFound();
    };
    app.post('/hints/:secret/', { schema: SCHEMA, onRequest }, () => ({}));
  };

function throwAway(body: Readable): void {
  let left = MOST;
  body.on('error', () => undefined);
  body.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) body.destroy();
  });
}
