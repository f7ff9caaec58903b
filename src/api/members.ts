/** `projects/{project_id}/members/`: who works in a project, and in which role. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import { addMember, listMembers, MEMBER_FIELDS, removeMember, setMemberRole, type Member } from '../store/members.ts';
import { projectSight } from '../store/projects.ts';
import { findRole } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { unknownUsers, userIdsByEmail } from '../store/users.ts';
import type { Routes } from './deps.ts';
import { invalid, noSuch, notFound } from './errors.ts';
import { beyondHolding, changingHoldings } from './holdings.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { lookUpQuery } from './look-ups.ts';
import { has, requireProject } from './permissions.ts';
import { answers, Id, IdPath, Nothing, ProjectPath, Text } from './shapes.ts';

const Shape = Type.Object({
  user: Type.Object({
    id: Type.Integer(),
    email: Type.String(),
    first_name: Type.String(),
    last_name: Type.String(),
  }),
  role: Type.String({ description: 'The id of the project role: `PR1`' }),
});

const Change = Type.Object({ role: Text(20, 'The id of a project role') });
const Body = Type.Object({
  ...Change.properties,
  user: Type.Union([Id('A user'), Text(254, 'The e-mail address of one')]),
});

const tags = ['project members'];
const PATH = '/projects/:project_id/members/';
const ONE = `${PATH}:user_id/`;
const MemberPath = Type.Object({ ...ProjectPath.properties, user_id: IdPath.properties.id });
const LISTED = {
  tags,
  params: ProjectPath,
  querystring: Type.Object({ ...PAGE_QUERY, ...lookUpQuery(MEMBER_FIELDS) }),
  response: answers(200, Listed(Shape)),
};
const SHOWN = { tags, params: MemberPath, response: answers(200, Shape) };
const CREATED = { tags, params: ProjectPath, body: Body, response: answers(201, Shape) };
const CHANGED = { ...SHOWN, body: Change };
const DELETED = { tags, params: MemberPath, response: answers(204, Nothing) };

const toWire = ({ user_id: id, email, first_name, last_name, role_id }: Member): Static<typeof Shape> => ({
  user: { id, email, first_name, last_name },
  role: role_id,
});

type Path = Static<typeof MemberPath>;

/** Throws 404. */
async function memberAt(db: Kysely<Tables>, { project_id, user_id }: Path): Promise<Member> {
  const [member] = (await listMembers(db, { project_id, user: user_id }, null)).rows;
  if (member === undefined) throw notFound();
  return member;
}

interface Asking extends Pick<FastifyRequest, 'caller'> {
  readonly params: Static<typeof ProjectPath>;
}

/** Nobody gives or takes what they do not hold in the project. Throws 403. */
async function requireHeld(trx: Kysely<Tables>, { caller, params }: Asking, wanted: readonly string[]) {
  if (has(caller, 'edit_all_projects')) return;
  const held = (await projectSight(trx, params.project_id, caller.id))?.permissions ?? [];
  if (!wanted.every((permission) => held.includes(permission))) throw beyondHolding();
}

/** Throws 400, 403. */
async function requireGivable(trx: Kysely<Tables>, asking: Asking, role: string): Promise<void> {
  const found = await findRole(trx, 'project_roles', role);
  if (found === undefined) throw noSuch('role', role);
  await requireHeld(trx, asking, found.permissions);
}

/** Leads see no list of users: they name people by e-mail address. Throws 400. */
async function userNamed(trx: Kysely<Tables>, user: number | string): Promise<number> {
  const text = String(user).toLowerCase();
  const id = /^\d{1,9}$/.test(text) ? Number(text) : (await userIdsByEmail(trx, [text])).get(text);
  if (id === undefined || (await unknownUsers(trx, [id])).length > 0) throw noSuch('user', user);
  return id;
}

type ToAdd = Asking & { readonly body: Static<typeof Body> };
type ToChange = Asking & { readonly params: Path; readonly body: Static<typeof Change> };
type ToRemove = Asking & { readonly params: Path };

const add = (db: Kysely<Tables>, asking: ToAdd): Promise<Member> =>
  changingHoldings(db, async (trx) => {
    const { project_id } = asking.params;
    const { role: role_id, user } = asking.body;
    await requireGivable(trx, asking, role_id);
    const user_id = await userNamed(trx, user);
    if (!(await addMember(trx, { project_id, user_id, role_id })))
      throw invalid({ user: ['This user is a member already: change the role instead.'] });
    return memberAt(trx, { project_id, user_id });
  });

const change = (db: Kysely<Tables>, asking: ToChange): Promise<Member> =>
  changingHoldings(db, async (trx) => {
    await requireHeld(trx, asking, (await memberAt(trx, asking.params)).permissions);
    await requireGivable(trx, asking, asking.body.role);
    await setMemberRole(trx, { ...asking.params, role_id: asking.body.role });
    return memberAt(trx, asking.params);
  });

const remove = (db: Kysely<Tables>, asking: ToRemove): Promise<void> =>
  changingHoldings(db, async (trx) => {
    await requireHeld(trx, asking, (await memberAt(trx, asking.params)).permissions);
    await removeMember(trx, asking.params);
  });

export const memberRoutes: Routes = async (app, { db, baseUrl }) => {
  app.get(PATH, { schema: { operationId: 'listMembers', ...LISTED } }, async (request) => {
    const { project_id } = request.params;
    await requireProject(db, request, project_id);
    const found = await listMembers(db, { ...request.query, project_id }, sliceOf(request.query));
    return listing(request, baseUrl, found, toWire);
  });

  app.get(ONE, { schema: { operationId: 'getMember', ...SHOWN } }, async (request) => {
    await requireProject(db, request, request.params.project_id);
    return toWire(await memberAt(db, request.params));
  });

  app.post(PATH, { schema: { operationId: 'createMember', ...CREATED } }, async (request, reply) => {
    await requireProject(db, request, request.params.project_id);
    return reply.status(201).send(toWire(await add(db, request)));
  });

  const update = async (request: FastifyRequest<{ Params: Path; Body: Static<typeof Change> }>) => {
    await requireProject(db, request, request.params.project_id);
    return toWire(await change(db, request));
  };
  app.patch(ONE, { schema: { operationId: 'updateMember', ...CHANGED } }, update);
  app.put(ONE, { schema: { operationId: 'replaceMember', description: 'Acts as PATCH.', ...CHANGED } }, update);

  app.delete(ONE, { schema: { operationId: 'deleteMember', ...DELETED } }, async (request, reply) => {
    await requireProject(db, request, request.params.project_id);
    await remove(db, request);
    return reply.status(204).send(null);
  });
};
