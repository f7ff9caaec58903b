/** `hints/` of a connection: the address at which its tracker may say that something changed. */
import Type, { type Static } from 'typebox';
import { disableHints, enableHints, findHints } from '../store/hints.ts';
import { permittedConnection } from './connections.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';
import { NO_STORE } from './idempotency.ts';
import { answers, IdPath, Nothing, Nullable, Time } from './shapes.ts';

const Shape = Type.Object({
  enabled: Type.Boolean({ description: 'There is an address' }),
  last: Nullable(Time('When the last hint came to it')),
  count: Type.Integer({ description: 'How many hints came to it' }),
});

const WithAddress = Type.Object({
  ...Shape.properties,
  address: Type.String({ description: 'Shown this once: whoever knows it can ask for syncs' }),
});

const tags = ['connections'];
const PATH = '/connections/issue-tracker/:id/hints/';
const SHOWN = { tags, params: IdPath, response: answers(200, Shape) };
const ENABLED = { tags, params: IdPath, response: answers(200, WithAddress) };
const DISABLED = { tags, params: IdPath, response: answers(204, Nothing) };

/** Never the address: it stands nowhere. */
async function show({ db }: ServerDeps, id: number): Promise<Static<typeof Shape>> {
  const hints = await findHints(db, id);
  if (hints === undefined) throw notFound();
  return { ...hints, last: hints.last?.toISOString() ?? null };
}

export const hintRoutes: Routes = async (app, deps) => {
  app.get(PATH, { schema: { operationId: 'getHints', ...SHOWN } }, async (request) => {
    const { id } = await permittedConnection(deps, request);
    return show(deps, id);
  });

  app.post(PATH, { schema: { operationId: 'enableHints', ...ENABLED } }, async (request, reply) => {
    const { id } = await permittedConnection(deps, request);
    void reply.header('cache-control', NO_STORE);
    const secret = await enableHints(deps.db, id);
    return { ...(await show(deps, id)), address: `${deps.baseUrl}/api/v2/hints/${secret}/` };
  });

  app.delete(PATH, { schema: { operationId: 'disableHints', ...DISABLED } }, async (request, reply) => {
    const { id } = await permittedConnection(deps, request);
    await disableHints(deps.db, id);
    return reply.status(204).send(null);
  });
};
