import Type, { type Static } from 'typebox';
import { hashPassword } from '../store/passwords.ts';
import { roleExists } from '../store/roles.ts';
import { createUser, findUser, listUsers, type User } from '../store/users.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { forbidden, noSuch, notFound, notUnique } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { has, type Caller } from './permissions.ts';
import { answers, IdPath, Nullable, Text, Time } from './shapes.ts';

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

const tags = ['users'];

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

async function show({ db }: ServerDeps, id: number) {
  const user = await findUser(db, id);
  if (user === undefined) throw notFound();
  return toWire(user);
}

/** The new user's id. Throws 400, 403. */
async function create({ db, now }: ServerDeps, caller: Caller, body: Static<typeof Body>): Promise<number> {
  const { email, first_name = '', last_name = '', role = 'UR1', is_active = true, password } = body;
  requireNoEscalation(caller, role);
  if (!(await roleExists(db, role))) throw noSuch('role', role);
  const password_hash = password === undefined ? null : await hashPassword(password);
  const user = { email, first_name, last_name, role_id: role, is_active, password_hash };
  const id = await createUser(db, { ...user, date_joined: new Date(now()) });
  if (id === null) throw notUnique('email', 'user');
  return id;
}

const LISTED = { tags, querystring: Filter, response: answers(200, Listed(Shape)) };
const SHOWN = { tags, response: answers(200, Shape) };
const CREATED = { tags, body: Body, response: answers(201, Shape) };

export const userRoutes: Routes = async (app, deps) => {
  const { db, baseUrl } = deps;

  app.get('/users/', { schema: { operationId: 'listUsers', ...LISTED } }, async (request) => {
    const id = has(request.caller, 'manage_users') ? undefined : request.caller.id;
    return listing(request, baseUrl, await listUsers(db, { ...request.query, id }, sliceOf(request.query)), toWire);
  });

  app.get('/users/me/', { schema: { operationId: 'getMe', ...SHOWN } }, (request) => show(deps, request.caller.id));

  app.get('/users/:id/', { schema: { operationId: 'getUser', params: IdPath, ...SHOWN } }, async (request) => {
    if (!mayRead(request.caller, request.params.id)) throw notFound();
    return show(deps, request.params.id);
  });

  app.post('/users/', { schema: { operationId: 'createUser', ...CREATED } }, async (request, reply) => {
    const id = await create(deps, request.caller, request.body);
    return reply.status(201).send(await show(deps, id));
  });
};
