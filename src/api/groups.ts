import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import {
  createGroup,
  deleteGroup,
  findGroups,
  GROUP_FIELDS,
  listGroups,
  setMembers,
  updateGroup,
  type Group,
} from '../store/groups.ts';
import { findRole } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { unknownUsers } from '../store/users.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { noSuch, notFound, notUnique } from './errors.ts';
import { changingHoldings, requireHolding } from './holdings.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { has, type Caller } from './permissions.ts';
import { answers, Id, Nothing, Text, Time } from './shapes.ts';

const Shape = Type.Object({
  id: Type.String({ description: '`G1`' }),
  name: Type.String(),
  description: Type.String(),
  role: Type.String({ description: 'Its members hold this global role beside their own' }),
  members: Type.Array(Type.Integer(), { description: 'Ids of users' }),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
});

const Change = Type.Object({
  name: Type.Optional(Text(200, 'Unique')),
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  role: Type.Optional(Text(20, 'The id of a global role. Default: UR2, which holds nothing')),
  members: Type.Optional(Type.Array(Id('A user'), { maxItems: 10_000, description: 'All of them' })),
});
const Body = Type.Object({ ...Change.properties, name: Text(200, 'Unique') });

const tags = ['groups'];
const ONE = '/groups/:id/';
const Path = Type.Object({ id: Type.String() });
const LISTED = {
  tags,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(GROUP_FIELDS) }),
  response: answers(200, Listed(Shape)),
};
const SHOWN = { tags, params: Path, response: answers(200, Shape) };
const CREATED = { tags, body: Body, response: answers(201, Shape) };
const CHANGED = { ...SHOWN, body: Change };
const DELETED = { tags, params: Path, response: answers(204, Nothing) };

const toWire = (group: Group): Static<typeof Shape> => ({
  id: group.id,
  name: group.name,
  description: group.description,
  role: group.role_id,
  members: group.members,
  created: group.created.toISOString(),
  updated: group.updated.toISOString(),
});

/** Without `manage_users` people see the groups they are in. null: all. */
const viewerOf = (caller: Caller): number | null => (has(caller, 'manage_users') ? null : caller.id);

/** Throws 404. */
async function groupAt(db: Kysely<Tables>, id: string): Promise<Group> {
  const [group] = await findGroups(db, [id]);
  if (group === undefined) throw notFound();
  return group;
}

/** Throws 400 for what is not there, 403 for a role that is not the caller's to give. */
async function requireGivable(trx: Kysely<Tables>, caller: Caller, { role, members = [] }: Static<typeof Change>) {
  if (role !== undefined) {
    const found = await findRole(trx, 'roles', role);
    if (found === undefined) throw noSuch('role', role);
    requireHolding(caller, found.permissions);
  }
  const [unknown] = await unknownUsers(trx, members);
  if (unknown !== undefined) throw noSuch('members', unknown);
}

const make = ({ db, now }: ServerDeps, caller: Caller, body: Static<typeof Body>): Promise<Group> =>
  changingHoldings(db, async (trx) => {
    await requireGivable(trx, caller, body);
    const { name, description, role: role_id = 'UR2', members = [] } = body;
    const at = new Date(now());
    const id = await createGroup(trx, { name, description, role_id, created: at, updated: at });
    if (id === null) throw notUnique('name', 'group');
    await setMembers(trx, id, members);
    return groupAt(trx, id);
  });

type ToChange = FastifyRequest<{ Params: Static<typeof Path>; Body: Static<typeof Change> }>;

const change = ({ db, now }: ServerDeps, { caller, params: { id }, body }: ToChange): Promise<Group> =>
  changingHoldings(db, async (trx) => {
    requireHolding(caller, (await groupAt(trx, id)).permissions);
    await requireGivable(trx, caller, body);
    const { name, description, role: role_id, members } = body;
    if (!(await updateGroup(trx, id, { name, description, role_id, updated: new Date(now()) })))
      throw notUnique('name', 'group');
    if (members !== undefined) await setMembers(trx, id, members);
    return groupAt(trx, id);
  });

const remove = ({ db }: ServerDeps, caller: Caller, id: string): Promise<void> =>
  changingHoldings(db, async (trx) => {
    requireHolding(caller, (await groupAt(trx, id)).permissions);
    await deleteGroup(trx, id);
  });

export const groupRoutes: Routes = async (app, deps) => {
  const { db, baseUrl } = deps;

  app.get('/groups/', { schema: { operationId: 'listGroups', ...LISTED } }, async (request) => {
    const filter = { ...request.query, viewer: viewerOf(request.caller) };
    return listing(request, baseUrl, await listGroups(db, filter, sliceOf(request.query)), toWire);
  });

  app.get(ONE, { schema: { operationId: 'getGroup', ...SHOWN } }, async ({ params, caller }) => {
    const group = await groupAt(db, params.id);
    if (viewerOf(caller) !== null && !group.members.includes(caller.id)) throw notFound();
    return toWire(group);
  });

  app.post('/groups/', { schema: { operationId: 'createGroup', ...CREATED } }, async (request, reply) =>
    reply.status(201).send(toWire(await make(deps, request.caller, request.body))),
  );

  const update = async (request: ToChange) => toWire(await change(deps, request));
  app.patch(ONE, { schema: { operationId: 'updateGroup', ...CHANGED } }, update);
  app.put(ONE, { schema: { operationId: 'replaceGroup', description: 'Acts as PATCH.', ...CHANGED } }, update);

  app.delete(ONE, { schema: { operationId: 'deleteGroup', ...DELETED } }, async (request, reply) => {
    await remove(deps, request.caller, request.params.id);
    return reply.status(204).send(null);
  });
};
