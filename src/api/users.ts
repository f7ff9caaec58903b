import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { listUsers, USER_FIELDS } from '../store/users.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { has, type Caller } from './permissions.ts';
import { answers, IdPath, Nothing } from './shapes.ts';
import { userAt, UserShape, userToWire } from './user-shape.ts';
import { changeUser, makeUser, removeUser, UserBody, UserChange } from './user-write.ts';

const Filter = Type.Object({
  ...PAGE_QUERY,
  ...lookUpQuery(USER_FIELDS),
  email: Type.Optional(Type.String({ description: 'In any case of its letters' })),
});

/** Without `manage_users` people see only themselves. null: everybody. */
const viewerOf = (caller: Caller): number | null => (has(caller, 'manage_users') ? null : caller.id);

const tags = ['users'];
const ONE = '/users/:id/';
const LISTED = { tags, querystring: Filter, response: answers(200, Listed(UserShape)) };
const SHOWN = { tags, params: IdPath, response: answers(200, UserShape) };
const CREATED = { tags, body: UserBody, response: answers(201, UserShape) };
const CHANGED = { ...SHOWN, body: UserChange };
const DELETED = { tags, params: IdPath, response: answers(204, Nothing) };

type ToChange = FastifyRequest<{ Params: { id: number }; Body: Static<typeof UserChange> }>;

export const userRoutes: Routes = async (app, deps) => {
  const { db, baseUrl } = deps;

  app.get('/users/', { schema: { operationId: 'listUsers', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    return listing(request, baseUrl, await listUsers(db, filter, sliceOf(request.query)), userToWire);
  });

  app.get(ONE, { schema: { operationId: 'getUser', ...SHOWN } }, async ({ params, caller }) => {
    if (![null, params.id].includes(viewerOf(caller))) throw notFound();
    return userToWire(await userAt(db, params.id));
  });

  app.post('/users/', { schema: { operationId: 'createUser', ...CREATED } }, async (request, reply) => {
    const id = await makeUser(deps, request.caller, request.body);
    return reply.status(201).send(userToWire(await userAt(db, id)));
  });

  const change = async ({ params, body, caller }: ToChange) => {
    await changeUser(deps, caller, params.id, body);
    return userToWire(await userAt(db, params.id));
  };
  app.patch(ONE, { schema: { operationId: 'updateUser', ...CHANGED } }, change);
  app.put(ONE, { schema: { operationId: 'replaceUser', description: 'Acts as PATCH.', ...CHANGED } }, change);

  app.delete(ONE, { schema: { operationId: 'deleteUser', ...DELETED } }, async (request, reply) => {
    await removeUser(deps, request.caller, request.params.id);
    return reply.status(204).send(null);
  });
};
