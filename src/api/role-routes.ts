/** Roles are kept alike, whether they are held everywhere or in a project. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  createRole,
  deleteRole,
  findRole,
  holdersOf,
  listRoles,
  ROLE_FIELDS,
  updateRole,
  type Role,
  type RoleTable,
} from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { unlessUsed } from '../store/unless-used.ts';
import type { Routes } from './deps.ts';
import { conflict, notFound, notUnique } from './errors.ts';
import { changingHoldings, requireHolding } from './holdings.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { codesOf, namesOf } from './permission-names.ts';
import type { Caller } from './permissions.ts';
import type { Operation } from './rules.ts';
import { answers, Nothing, Text } from './shapes.ts';

export interface RoleKind {
  readonly path: string;
  readonly table: RoleTable;
  /** Codes by the names that the API shows. */
  readonly permissions: ReadonlyMap<string, string>;
  /** Whether who makes such a role must hold what it holds. */
  readonly held: boolean;
  readonly operations: Readonly<Record<'list' | 'get' | 'create' | 'update' | 'replace' | 'delete', Operation>>;
}

const Shape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  permissions: Type.Array(Type.String()),
  is_default: Type.Boolean({ description: 'Comes with the program; cannot be changed or deleted' }),
});

const Body = Type.Object({
  name: Text(100, 'Unique'),
  permissions: Type.Array(Type.String(), { maxItems: 100, description: 'All of them' }),
});

const Change = Type.Partial(Body);
const tags = ['roles'];
const Path = Type.Object({ id: Type.String() });
const LISTED = {
  tags,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(ROLE_FIELDS) }),
  response: answers(200, Listed(Shape)),
};
const SHOWN = { tags, params: Path, response: answers(200, Shape) };
const CHANGED = { ...SHOWN, body: Change };
const CREATED = { tags, body: Body, response: answers(201, Shape) };
const DELETED = { tags, params: Path, response: answers(204, Nothing) };

type ToChange = FastifyRequest<{ Params: Static<typeof Path>; Body: Static<typeof Change> }>;

/** Throws 404, and 409 for a role that must stay as it is. */
async function changeable(db: Kysely<Tables>, table: RoleTable, id: string): Promise<Role> {
  const role = await findRole(db, table, id);
  if (role === undefined) throw notFound();
  if (role.is_default) throw conflict('Default roles cannot be changed or deleted: make a role of your own.');
  return role;
}

const requireHeld = ({ held }: RoleKind, caller: Caller, codes: readonly string[]): void => {
  if (held) requireHolding(caller, codes);
};

const change = (kind: RoleKind, db: Kysely<Tables>, { params, body, caller }: ToChange): Promise<Role> =>
  changingHoldings(db, async (trx) => {
    const former = await changeable(trx, kind.table, params.id);
    const permissions =
      body.permissions === undefined ? former.permissions : codesOf(kind.permissions, body.permissions);
    requireHeld(kind, caller, [...former.permissions, ...permissions]);
    const role = await updateRole(trx, kind.table, { id: params.id, name: body.name ?? former.name, permissions });
    if (role === null) throw notUnique('name', 'role');
    return role;
  });

async function remove(kind: RoleKind, db: Kysely<Tables>, caller: Caller, id: string): Promise<void> {
  requireHeld(kind, caller, (await changeable(db, kind.table, id)).permissions);
  if (await unlessUsed(() => deleteRole(db, kind.table, id))) return;
  const { users, groups } = await holdersOf(db, kind.table, id);
  const what = kind.table === 'roles' ? `${users} user(s) and ${groups} group(s)` : `${users} project member(s)`;
  throw conflict(`This role is held by ${what}: give them another one first.`);
}

export const roleRoutes =
  (kind: RoleKind): Routes =>
  async (app, { db, baseUrl }) => {
    const { path, table, permissions: valid, operations } = kind;
    const one = `${path}:id/`;
    const toWire = ({ id, name, permissions, is_default }: Role): Static<typeof Shape> => ({
      id,
      name,
      permissions: namesOf(valid, permissions),
      is_default,
    });
    const update = async (request: ToChange) => toWire(await change(kind, db, request));

    app.get(path, { schema: { operationId: operations.list, ...LISTED } }, async (request) =>
      listing(request, baseUrl, await listRoles(db, table, request.query, sliceOf(request.query)), toWire),
    );

    app.get(one, { schema: { operationId: operations.get, ...SHOWN } }, async ({ params }) => {
      const role = await findRole(db, table, params.id);
      if (role === undefined) throw notFound();
      return toWire(role);
    });

    app.post(path, { schema: { operationId: operations.create, ...CREATED } }, async ({ caller, body }, reply) => {
      const permissions = codesOf(valid, body.permissions);
      requireHeld(kind, caller, permissions);
      const role = await createRole(db, table, { name: body.name, permissions });
      if (role === null) throw notUnique('name', 'role');
      return reply.status(201).send(toWire(role));
    });

    app.patch(one, { schema: { operationId: operations.update, ...CHANGED } }, update);
    app.put(one, { schema: { operationId: operations.replace, description: 'Acts as PATCH.', ...CHANGED } }, update);

    app.delete(one, { schema: { operationId: operations.delete, ...DELETED } }, async (request, reply) => {
      await remove(kind, db, request.caller, request.params.id);
      return reply.status(204).send(null);
    });
  };
