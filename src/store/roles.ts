/** Global and project roles: named sets of permissions. */
import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { RolesTable } from './people-tables.ts';
import type { Tables } from './tables.ts';

export type Role = Selectable<RolesTable>;

/** Global roles are held everywhere, project roles by the members of a project. */
export type RoleTable = 'roles' | 'project_roles';

export const ROLE_FIELDS: Fields = {
  id: { kind: 'text', columns: ['id'] },
  name: { kind: 'text', columns: ['name'], searched: true },
  is_default: { kind: 'boolean', columns: ['is_default'] },
};

export function listRoles(
  db: Kysely<Tables>,
  table: RoleTable,
  filter: Given,
  slice: Slice | null,
): Promise<Found<Role>> {
  let query = db.selectFrom(table).selectAll().where(matching(ROLE_FIELDS, filter));
  for (const { column, direction } of ordered(ROLE_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  // UR10 comes after UR9.
  return listed(query.orderBy(sql`length(id)`).orderBy('id'), slice);
}

export const findRole = (db: Kysely<Tables>, table: RoleTable, id: string): Promise<Role | undefined> =>
  db.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst();

type Content = Pick<Role, 'name' | 'permissions'>;

/** null when the name is taken. */
export async function createRole(db: Kysely<Tables>, table: RoleTable, role: Content): Promise<Role | null> {
  const row = await db
    .insertInto(table)
    .values(role)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** null when another one has that name. */
export async function updateRole(db: Kysely<Tables>, table: RoleTable, role: Content & Pick<Role, 'id'>) {
  const taken = sql<boolean>`exists (select 1 from ${sql.table(table)} o where o.name = ${role.name} and o.id <> ${role.id})`;
  const row = await db
    .updateTable(table)
    .set({ name: role.name, permissions: role.permissions })
    .where('id', '=', role.id)
    .where((eb) => eb.not(taken))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Throws when somebody holds it: see `unlessUsed`. */
export const deleteRole = (db: Kysely<Tables>, table: RoleTable, id: string): Promise<unknown> =>
  db.deleteFrom(table).where('id', '=', id).execute();

interface Holders {
  readonly users: number;
  readonly groups: number;
}

/** How many hold it; users in several projects count once for each. */
export async function holdersOf(db: Kysely<Tables>, table: RoleTable, id: string): Promise<Holders> {
  if (table === 'project_roles') return { users: await countOf(db, 'project_members', id), groups: 0 };
  return { users: await countOf(db, 'users', id), groups: await countOf(db, 'groups', id) };
}

async function countOf(db: Kysely<Tables>, table: 'users' | 'groups' | 'project_members', id: string) {
  const query = db.selectFrom(table).select((eb) => eb.fn.countAll().as('count'));
  return Number((await query.where('role_id', '=', id).executeTakeFirstOrThrow()).count);
}
