/** `users/{id}/api-token/`: made, shown once, taken away. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { deleteToken, makeToken, saveToken } from '../store/tokens.ts';
import { findUser } from '../store/users.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { forbidden, notFound } from './errors.ts';
import { NO_STORE } from './idempotency.ts';
import { has } from './permissions.ts';
import { answers, IdPath, Nothing } from './shapes.ts';

const Shape = Type.Object({
  token: Type.String({ description: 'Shown this once' }),
  connection_string: Type.String({ description: '`token@host`' }),
});

const tags = ['users'];
const PATH = '/users/:id/api-token/';
const RENEWED = { tags, params: IdPath, response: answers(200, Shape) };
const DELETED = { tags, params: IdPath, response: answers(204, Nothing) };

type ById = FastifyRequest<{ Params: { id: number } }>;

/** Everybody's own; anybody's for administrators alone, because a token is its owner's whole power. */
async function requireOwner({ db }: ServerDeps, { caller, params }: ById): Promise<void> {
  if (params.id === caller.id) return;
  if (!caller.all) throw has(caller, 'manage_users') ? forbidden() : notFound();
  if ((await findUser(db, params.id)) === undefined) throw notFound();
}

/** The former token is void from now on. */
async function renew(deps: ServerDeps, request: ById, reply: FastifyReply): Promise<Static<typeof Shape>> {
  await requireOwner(deps, request);
  void reply.header('cache-control', NO_STORE);
  const token = makeToken();
  await saveToken(deps.db, request.params.id, token, new Date(deps.now()));
  return { token, connection_string: `${token}@${new URL(deps.baseUrl).host}` };
}

export const apiTokenRoutes: Routes = async (app, deps) => {
  const make = (request: ById, reply: FastifyReply) => renew(deps, request, reply);
  app.post(PATH, { schema: { operationId: 'createToken', ...RENEWED } }, make);
  app.put(PATH, { schema: { operationId: 'renewToken', ...RENEWED } }, make);

  app.delete(PATH, { schema: { operationId: 'deleteToken', ...DELETED } }, async (request, reply) => {
    await requireOwner(deps, request);
    if (!(await deleteToken(deps.db, request.params.id))) throw notFound();
    return reply.status(204).send(null);
  });
};
