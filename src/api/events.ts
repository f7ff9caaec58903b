/** `events/`: server-sent events about jobs, plans and connections that the caller may see. */
import { PassThrough } from 'node:stream';
import Type from 'typebox';
import { MINUTE } from '../model/instant.ts';
import type { Routes } from './deps.ts';
import { EventHub, everySecond, type Client } from './event-hub.ts';
import { viewerOf } from './permissions.ts';
import { answers } from './shapes.ts';

/** Who does not read what is waiting is let go, and looks at everything again when they come back. */
const MOST_WAITING = 256 * 1024;
/** Then the client comes back by itself, and its credentials are looked at again. */
const LONGEST = 10 * MINUTE;

const DESCRIPTION =
  'A stream of `job`, `plan` and `connection` events, each with what changed. Send the last `id` as `Last-Event-ID` to go on; `resync` says that something may have been missed: read again what you show. The stream ends after ten minutes; come back.';

/** On the wire it is text. */
const Text = Type.Unsafe<PassThrough>({ type: 'string' });

const STREAM = {
  operationId: 'streamEvents',
  tags: ['events'],
  description: DESCRIPTION,
  response: {
    ...answers(200, Text),
    200: { description: 'Events', content: { 'text/event-stream': { schema: Text } } },
  },
};

function clientOn(stream: PassThrough, viewer: number | null): Client {
  return {
    viewer,
    send: (text) => {
      if (stream.writableLength + stream.readableLength > MOST_WAITING) stream.destroy();
      else stream.write(text);
      return !stream.destroyed;
    },
    end: () => void stream.end(),
  };
}

export const eventRoutes: Routes = async (app, deps) => {
  const hub = new EventHub(deps, everySecond);
  app.addHook('preClose', async () => hub.close());

  app.get('/events/', { schema: STREAM, exposeHeadRoute: false }, async (request, reply) => {
    const stream = new PassThrough();
    const client = clientOn(stream, viewerOf(request.caller));
    const enough = setTimeout(() => client.end(), LONGEST);
    stream.once('close', () => {
      clearTimeout(enough);
      hub.leave(client);
    });
    const { 'last-event-id': lastId } = request.headers;
    await hub.join(client, typeof lastId === 'string' ? lastId : null);
    return reply
      .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      .send(stream);
  });
};
