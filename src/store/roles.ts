/** Global and project roles. Their permissions are read with the users and members who hold them. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export const roleExists = async (db: Kysely<Tables>, id: string): Promise<boolean> =>
  (await db.selectFrom('roles').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
