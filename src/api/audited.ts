/** What the audit log says that a thing was and is: its members as an administrator sees them, secrets as masks. */
import { same } from '../model/json.ts';
import { MASK } from '../model/secret.ts';
import { accountById } from '../store/accounts.ts';
import { findConnection } from '../store/connections.ts';
import { findConnector } from '../store/connectors.ts';
import { findGroups } from '../store/groups.ts';
import { listMembers } from '../store/members.ts';
import { listProjects } from '../store/projects.ts';
import { findRole, type RoleTable } from '../store/roles.ts';
import { findUser } from '../store/users.ts';
import { connectionToWire } from './connection-shape.ts';
import { connectorToWire } from './connector-shape.ts';
import type { ServerDeps } from './deps.ts';
import type { Caller } from './permissions.ts';
import { projectToWire } from './project-shape.ts';
import { userToWire } from './user-shape.ts';

type Members = Readonly<Record<string, unknown>>;

/** `secrets` are sealed or hashed: they are compared, and never shown. */
export interface Seen {
  readonly members: Members;
  readonly secrets: Members;
}

/** Which one: what its path and its answer say. */
export interface Which {
  readonly caller: Caller;
  readonly id: string | null;
  readonly projectId: number | undefined;
}

type Reader = (deps: ServerDeps, which: Which) => Promise<Seen | null>;

const seen = (members: object, secrets: Members = {}): Seen => ({ members: flat(members), secrets });

const inParams = (secrets: Members): Members =>
  Object.fromEntries(Object.entries(secrets).map(([name, sealed]) => [`params.${name}`, sealed]));

async function user({ db }: ServerDeps, id: unknown): Promise<Seen | null> {
  const [row, account] = [await findUser(db, Number(id)), await accountById(db, Number(id))];
  if (row === undefined) return null;
  const password_hash = account?.password_hash ?? null;
  return seen({ ...userToWire(row), password: password_hash === null ? null : MASK }, { password: password_hash });
}

const role =
  (table: RoleTable): Reader =>
  async ({ db }, { id }) => {
    const row = await findRole(db, table, String(id));
    return row === undefined ? null : seen(row);
  };

/** By the noun of an operation's name. The same number of queries whatever the thing. */
const READERS: Readonly<Record<string, Reader>> = {
  Connector: async ({ db, systems }, { id }) => {
    const row = await findConnector(db, Number(id));
    return row === undefined ? null : seen(connectorToWire(systems, true)(row), inParams(row.secrets));
  },
  Connection: async (deps, { id }) => {
    const row = await findConnection(deps.db, Number(id));
    if (row === undefined) return null;
    return seen(connectionToWire(deps, { params: true })(row), inParams({ ...row.connector_secrets, ...row.secrets }));
  },
  Project: async ({ db, baseUrl }, { id, caller }) => {
    const [row] = (await listProjects(db, { viewer: null, id: Number(id) }, null)).rows;
    return row === undefined
      ? null
      : seen(projectToWire(baseUrl, { caller, include: new Set(), expand: new Set() })(row));
  },
  User: (deps, { id }) => user(deps, id),
  Me: (deps, { caller }) => user(deps, caller.id),
  FirstRun: (deps, { caller }) => user(deps, caller.id),
  UserRole: role('roles'),
  ProjectRole: role('project_roles'),
  Group: async ({ db }, { id }) => {
    const [row] = await findGroups(db, [String(id)]);
    if (row === undefined) return null;
    const { name, description, role_id, members } = row;
    return seen({ id, name, description, role: role_id, members });
  },
  Member: async ({ db }, { id, projectId: project_id = 0 }) => {
    const [row] = (await listMembers(db, { project_id, user: Number(id) }, null)).rows;
    return row === undefined ? null : seen({ user: row.user_id, email: row.email, role: row.role_id });
  },
};

/** null: there is none, or its kind is not looked at. */
export async function seeNow(deps: ServerDeps, noun: string, which: Which): Promise<Seen | null> {
  const reader = READERS[noun];
  const own = noun === 'Me' || noun === 'FirstRun';
  return reader === undefined || (which.id === null && !own) ? null : reader(deps, which);
}

/** Change with every write or by themselves: they would say nothing. */
const RESTLESS = new Set(['created', 'updated', 'last_login', 'in_progress', 'params.last_successful_run']);

/** `params` one level up, named as activities name the members that were given. */
const flat = (members: object): Members =>
  Object.fromEntries(
    Object.entries(members)
      .flatMap(([name, value]) =>
        name === 'params'
          ? Object.entries(value as object).map(([key, inner]) => [`params.${key}`, inner] as const)
          : [[name, value] as const],
      )
      .filter(([name]) => !RESTLESS.has(name)),
  );

interface Difference {
  readonly before: Members | null;
  readonly after: Members | null;
}

/** Members that differ, also where only the secret behind the mask does; everything where one side is not there. */
export function differenceOf(before: Seen | null, after: Seen | null): Difference {
  if (before === null || after === null) return { before: before?.members ?? null, after: after?.members ?? null };
  const names = Object.keys({ ...before.members, ...after.members });
  const differs = (of: 'members' | 'secrets', name: string) => !same(before[of][name] ?? null, after[of][name] ?? null);
  const changed = names.filter((name) => differs('members', name) || differs('secrets', name));
  const pick = ({ members }: Seen): Members => Object.fromEntries(changed.map((name) => [name, members[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
