/** Users, and who may log in as one. */
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { roleExists } from './roles.ts';
import type { UsersTable } from './people-tables.ts';
import type { Tables } from './tables.ts';
import { makeToken, saveToken } from './tokens.ts';
import { inTransaction } from './transaction.ts';

export type User = Omit<Selectable<UsersTable>, 'password_hash'> & { readonly role_name: string };

/** What authentication needs. */
export interface Account {
  readonly id: number;
  readonly email: string;
  readonly is_active: boolean;
  readonly is_superuser: boolean;
  readonly password_hash: string | null;
  readonly permissions: readonly string[];
}

const ACCOUNT = [
  'users.id',
  'users.email',
  'users.is_active',
  'users.is_superuser',
  'users.password_hash',
  'roles.permissions',
] as const;

const USER = [
  'users.id',
  'users.email',
  'users.first_name',
  'users.last_name',
  'users.role_id',
  'users.is_active',
  'users.is_superuser',
  'users.date_joined',
  'users.last_login',
  'roles.name as role_name',
] as const;

const withRoles = (db: Kysely<Tables>) => db.selectFrom('users').innerJoin('roles', 'roles.id', 'users.role_id');

export const userByTokenHash = (db: Kysely<Tables>, hash: string): Promise<Account | undefined> =>
  withRoles(db)
    .innerJoin('api_tokens', 'api_tokens.user_id', 'users.id')
    .select(ACCOUNT)
    .where('api_tokens.hash', '=', hash)
    .executeTakeFirst();

export const userByEmail = (db: Kysely<Tables>, email: string): Promise<Account | undefined> =>
  withRoles(db)
    .select(ACCOUNT)
    .where(sql<string>`lower(users.email)`, '=', email.toLowerCase())
    .executeTakeFirst();

export interface UserFilter {
  readonly id?: number | undefined;
  readonly email?: string | undefined;
  readonly is_active?: boolean | undefined;
}

export function listUsers(db: Kysely<Tables>, filter: UserFilter, slice: Slice | null): Promise<Found<User>> {
  const { id, email, is_active } = filter;
  const query = withRoles(db)
    .select(USER)
    .$if(id !== undefined, (q) => q.where('users.id', '=', id ?? 0))
    .$if(email !== undefined, (q) => q.where(sql<string>`lower(users.email)`, '=', (email ?? '').toLowerCase()))
    .$if(is_active !== undefined, (q) => q.where('users.is_active', '=', is_active ?? true))
    .orderBy('users.id');
  return listed(query, slice);
}

export const findUser = (db: Kysely<Tables>, id: number): Promise<User | undefined> =>
  withRoles(db).select(USER).where('users.id', '=', id).executeTakeFirst();

/** The ids of the users with these e-mail addresses, any case; unknown addresses are not in the answer. */
export async function userIdsByEmail(
  db: Kysely<Tables>,
  emails: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (emails.length === 0) return new Map();
  const lower = emails.map((email) => email.toLowerCase());
  const rows = await db
    .selectFrom('users')
    .select(['id', 'email'])
    .where(sql<string>`lower(email)`, 'in', lower)
    .execute();
  return new Map(rows.map((row) => [row.email.toLowerCase(), row.id]));
}

/** null when the e-mail address is taken or there is no such role. */
export async function createUser(db: Kysely<Tables>, user: Insertable<UsersTable>): Promise<number | null> {
  if (!(await roleExists(db, user.role_id))) return null;
  const row = await db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/**
 * The first start makes the administrator, with the token given or a random one. Answers a token that it made itself, to
 * be shown once; null when there is nothing to show.
 */
export async function ensureAdministrator(db: Kysely<Tables>, token: string | null, now: Date): Promise<string | null> {
  return inTransaction(db, async (trx) => {
    const someone = await trx.selectFrom('users').select('id').where('is_superuser', '=', true).executeTakeFirst();
    if (someone !== undefined) return null;
    const email = 'admin@localhost';
    const id = await createUser(trx, { email, role_id: 'UR4', is_superuser: true, date_joined: now });
    if (id === null) return null; // another process was faster
    const given = token ?? makeToken();
    await saveToken(trx, id, given, now);
    return token === null ? given : null;
  });
}
