/** Global and project roles. Their permissions are read with the users and members who hold them. */
import type { Kysely, Selectable } from 'kysely';
import type { RolesTable, Tables } from './tables.ts';

export type Role = Selectable<RolesTable>;

export const listRoles = (db: Kysely<Tables>): Promise<Role[]> =>
  db.selectFrom('roles').selectAll().orderBy('id').execute();

export const roleExists = async (db: Kysely<Tables>, id: string): Promise<boolean> =>
  (await db.selectFrom('roles').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
