import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { hashPassword } from '../store/passwords.ts';
import { roleExists } from '../store/roles.ts';
import { deleteToken, makeToken, saveToken } from '../store/tokens.ts';
import { createUser, findUser, listUsers, type User } from '../store/users.ts';
import type { ServerDeps } from './deps.ts';
import { forbidden, noSuch, notFound, notUnique } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { has, type Caller } from './permissions.ts';
import { answers, IdPath, Nothing, Nullable, Text, Time } from './shapes.ts';

const Shape = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  role: Type.String({ description: 'The id of the global role: `UR1`' }),
  is_active: Type.Boolean(),
  is_superuser: Type.Boolean(),
  date_joined: Time('When the account was made'),
  last_login: Nullable(Type.String({ format: 'date-time' })),
  groups: Type.Array(Type.String()),
});

const Filter = Type.Object({
  ...PAGE_QUERY,
  email: Type.Optional(Type.String()),
  is_active: Type.Optional(Type.Boolean()),
});

const Body = Type.Object({
  email: Type.String({ minLength: 3, maxLength: 254, format: 'email' }),
  first_name: Type.Optional(Type.String({ maxLength: 150 })),
  last_name: Type.Optional(Type.String({ maxLength: 150 })),
  role: Type.Optional(Text(20, 'The id of a global role. Default: UR1')),
  is_active: Type.Optional(Type.Boolean()),
  password: Type.Optional(Type.String({ minLength: 12, maxLength: 1_000, description: 'For Basic authentication' })),
});

const TokenShape = Type.Object({
  token: Type.String({ description: 'Shown this once' }),
  connection_string: Type.String({ description: '`token@host`' }),
});

const tags = ['users'];
const TOKEN_PATH = '/users/:id/api-token/';

const toWire = (user: User): Static<typeof Shape> => ({
  id: user.id,
  email: user.email,
  first_name: user.first_name,
  last_name: user.last_name,
  role: user.role_id,
  is_active: user.is_active,
  is_superuser: user.is_superuser,
  date_joined: user.date_joined.toISOString(),
  last_login: user.last_login?.toISOString() ?? null,
  groups: [],
});

/** Without `manage_users` people see only themselves. */
const mayRead = (caller: Caller, id: number): boolean => id === caller.id || has(caller, 'manage_users');

/** A role that holds everything is given away only by those who have it. */
const requireNoEscalation = (caller: Caller, role: string): void => {
  if (role === 'UR4' && !caller.all) throw forbidden();
};

type ById = FastifyRequest<{ Params: { id: number } }>;

export const userRoutes: FastifyPluginAsyncTypebox<ServerDeps> = async (app, { db, now, baseUrl }) => {
  const one = async (id: number) => {
    const user = await findUser(db, id);
    if (user === undefined) throw notFound();
    return toWire(user);
  };

  app.get(
    '/users/',
    { schema: { operationId: 'listUsers', tags, querystring: Filter, response: answers(200, Listed(Shape)) } },
    async (request) => {
      const id = has(request.caller, 'manage_users') ? undefined : request.caller.id;
      const found = await listUsers(db, { ...request.query, id }, sliceOf(request.query));
      return listing(request, baseUrl, found, toWire);
    },
  );

  app.get('/users/me/', { schema: { operationId: 'getMe', tags, response: answers(200, Shape) } }, (request) =>
    one(request.caller.id),
  );

  app.get(
    '/users/:id/',
    { schema: { operationId: 'getUser', tags, params: IdPath, response: answers(200, Shape) } },
    async (request) => {
      if (!mayRead(request.caller, request.params.id)) throw notFound();
      return one(request.params.id);
    },
  );

  app.post(
    '/users/',
    { schema: { operationId: 'createUser', tags, body: Body, response: answers(201, Shape) } },
    async (request, reply) => {
      const { email, first_name = '', last_name = '', role = 'UR1', is_active = true, password } = request.body;
      requireNoEscalation(request.caller, role);
      if (!(await roleExists(db, role))) throw noSuch('role', role);
      const password_hash = password === undefined ? null : await hashPassword(password);
      const user = { email, first_name, last_name, role_id: role, is_active, password_hash };
      const id = await createUser(db, { ...user, date_joined: new Date(now()) });
      if (id === null) throw notUnique('email', 'user');
      return reply.status(201).send(await one(id));
    },
  );

  /** Everybody's own; anybody's for administrators alone, because a token is its owner's whole power. */
  const requireOwner = async ({ caller, params }: ById): Promise<void> => {
    if (params.id === caller.id) return;
    if (!caller.all) throw has(caller, 'manage_users') ? forbidden() : notFound();
    if ((await findUser(db, params.id)) === undefined) throw notFound();
  };
  const renew = async (request: ById): Promise<Static<typeof TokenShape>> => {
    await requireOwner(request);
    const token = makeToken();
    await saveToken(db, request.params.id, token, new Date(now()));
    return { token, connection_string: `${token}@${new URL(baseUrl).host}` };
  };
  const TOKEN = { tags, params: IdPath, response: answers(200, TokenShape) };
  const config = { secretAnswer: true };

  app.post(TOKEN_PATH, { config, schema: { operationId: 'createToken', ...TOKEN } }, renew);
  app.put(TOKEN_PATH, { config, schema: { operationId: 'renewToken', ...TOKEN } }, renew);
  app.delete(
    TOKEN_PATH,
    { schema: { operationId: 'deleteToken', tags, params: IdPath, response: answers(204, Nothing) } },
    async (request, reply) => {
      await requireOwner(request);
      if (!(await deleteToken(db, request.params.id))) throw notFound();
      return reply.status(204).send(null);
    },
  );
};
