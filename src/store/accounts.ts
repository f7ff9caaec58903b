/** Who logs in, and what they hold: by their own role and by the roles of their groups. */
import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What authentication needs. */
export interface Account {
  readonly id: number;
  readonly email: string;
  readonly is_active: boolean;
  readonly is_superuser: boolean;
  readonly password_hash: string | null;
  readonly permissions: readonly string[];
}

const HELD = sql<string[]>`roles.permissions || array(
  select unnest(r.permissions)
  from group_members m join groups g on g.id = m.group_id join roles r on r.id = g.role_id
  where m.user_id = users.id)`;

const accounts = (db: Kysely<Tables>) =>
  db
    .selectFrom('users')
    .innerJoin('roles', 'roles.id', 'users.role_id')
    .select(['users.id', 'users.email', 'users.is_active', 'users.is_superuser', 'users.password_hash'])
    .select(HELD.as('permissions'));

export const accountByTokenHash = (db: Kysely<Tables>, hash: string): Promise<Account | undefined> =>
  accounts(db)
    .innerJoin('api_tokens', 'api_tokens.user_id', 'users.id')
    .where('api_tokens.hash', '=', hash)
    .executeTakeFirst();

/** `used`: when the session was last used. Nobody by one that is older, or unused for longer, than it may be. */
export const accountBySession = (
  db: Kysely<Tables>,
  hash: string,
  { created, used }: { readonly created: Date; readonly used: Date },
): Promise<(Account & { readonly used: Date }) | undefined> =>
  accounts(db)
    .innerJoin('sessions', 'sessions.user_id', 'users.id')
    .select('sessions.used')
    .where('sessions.hash', '=', hash)
    .where('sessions.created', '>', created)
    .where('sessions.used', '>', used)
    .executeTakeFirst();

export const accountByEmail = (db: Kysely<Tables>, email: string): Promise<Account | undefined> =>
  accounts(db)
    .where(sql<string>`lower(users.email)`, '=', email.toLowerCase())
    .executeTakeFirst();

export const accountById = (db: Kysely<Tables>, id: number): Promise<Account | undefined> =>
  accounts(db).where('users.id', '=', id).executeTakeFirst();

/** Whether this account holds everything. */
export const holdsAll = ({ is_superuser, permissions }: Account): boolean => is_superuser || permissions.includes('*');

/** Until the transaction ends, who holds what is changed by nobody else. */
export const lockHoldings = (trx: Kysely<Tables>): Promise<unknown> =>
  trx.selectFrom('roles').select('id').where('id', '=', 'UR4').forNoKeyUpdate().execute();

const administrators = (db: Kysely<Tables>) =>
  accounts(db)
    .where('users.is_active', '=', true)
    .where((eb) => eb.or([eb('users.is_superuser', '=', true), sql<boolean>`'*' = any(${HELD})`]))
    .limit(1);

/** Whether somebody active holds everything. */
export const hasAdministrator = async (db: Kysely<Tables>): Promise<boolean> =>
  (await administrators(db).executeTakeFirst()) !== undefined;

/** Whether one of them can log in with a password. */
export const hasAdministratorWithPassword = async (db: Kysely<Tables>): Promise<boolean> =>
  (await administrators(db).where('users.password_hash', 'is not', null).executeTakeFirst()) !== undefined;
