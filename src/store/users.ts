/** Users: the people and programs that have an account. */
import { sql, type Insertable, type Kysely, type Selectable, type Updateable } from 'kysely';
import { hasAdministrator } from './accounts.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import type { UsersTable } from './people-tables.ts';
import { endSessionsOf } from './sessions.ts';
import type { Tables } from './tables.ts';
import { makeToken, saveToken } from './tokens.ts';
import { inTransaction } from './transaction.ts';

export type User = Omit<Selectable<UsersTable>, 'password_hash'> & { readonly groups: string[] };

export const USER_FIELDS: Fields = {
  id: { kind: 'number', columns: ['users.id'] },
  email: { kind: 'text', columns: ['users.email'], searched: true },
  first_name: { kind: 'text', columns: ['users.first_name'], searched: true },
  last_name: { kind: 'text', columns: ['users.last_name'], searched: true },
  role: { kind: 'text', columns: ['users.role_id'] },
  is_active: { kind: 'boolean', columns: ['users.is_active'] },
  is_superuser: { kind: 'boolean', columns: ['users.is_superuser'] },
  date_joined: { kind: 'time', columns: ['users.date_joined'] },
  last_login: { kind: 'time', columns: ['users.last_login'] },
  groups: { kind: 'labels', columns: ['belonging.groups'] },
};

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
  'users.notify_on_job_failed',
  'users.notify_on_task_status_changed',
  'users.notify_on_task_note_added',
  'belonging.groups',
] as const;

const withGroups = (db: Kysely<Tables>) =>
  db
    .selectFrom('users')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('group_members as m')
          .whereRef('m.user_id', '=', 'users.id')
          .select(
            sql<string[]>`coalesce(array_agg(m.group_id order by length(m.group_id), m.group_id), '{}')`.as('groups'),
          )
          .as('belonging'),
      (join) => join.onTrue(),
    )
    .select(USER);

export interface UserFilter {
  /** Only this one; null sees all. */
  readonly viewer: number | null;
  /** In any case of its letters. */
  readonly email?: string;
  /** And the look-ups of `USER_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export function listUsers(db: Kysely<Tables>, filter: UserFilter, slice: Slice | null): Promise<Found<User>> {
  const { viewer, email, ...given } = filter;
  let query = withGroups(db).where(matching(USER_FIELDS, given));
  if (viewer !== null) query = query.where('users.id', '=', viewer);
  if (email !== undefined) query = query.where(sql<string>`lower(users.email)`, '=', email.toLowerCase());
  for (const { column, direction } of ordered(USER_FIELDS, given['ordering'])) query = query.orderBy(column, direction);
  return listed(query.orderBy('users.id'), slice);
}

export const findUser = (db: Kysely<Tables>, id: number): Promise<User | undefined> =>
  withGroups(db).where('users.id', '=', id).executeTakeFirst();

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

/** Those of these users that there are not. */
export async function unknownUsers(db: Kysely<Tables>, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('users').select('id').where('id', 'in', ids).execute();
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}

/** null when the e-mail address is taken. */
export async function createUser(db: Kysely<Tables>, user: Insertable<UsersTable>): Promise<number | null> {
  const row = await db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export type UserChange = Omit<Updateable<UsersTable>, 'id' | 'date_joined' | 'last_login'>;

/**
 * Members left out stay. false when another user has that e-mail address. A new password and a deactivation end the
 * user's sessions.
 */
export const updateUser = (db: Kysely<Tables>, id: number, change: UserChange): Promise<boolean> =>
  inTransaction(db, async (trx) => {
    const updated = await changeColumns(trx, id, change);
    // After the update, whose lock a log-in with the former password waits for.
    if (updated && (change.password_hash !== undefined || change.is_active === false)) await endSessionsOf(trx, id);
    return updated;
  });

async function changeColumns(db: Kysely<Tables>, id: number, change: UserChange): Promise<boolean> {
  if (Object.values(change).every((value) => value === undefined)) return true;
  const { email = '' } = change;
  const taken = sql<boolean>`exists (select 1 from users o where lower(o.email) = ${email.toLowerCase()} and o.id <> ${id})`;
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set(change)
    .where('id', '=', id)
    .where((eb) => eb.not(taken))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Throws when what they did is recorded (see `unlessUsed`); false when tasks are assigned to them. */
export async function deleteUser(db: Kysely<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('users')
    .where('id', '=', id)
    .where(sql<boolean>`not exists (select 1 from tasks where ${id} = any(assigned_to))`)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * The first start makes the administrator, with the token given or a random one. Answers a token that it made itself, to
 * be shown once; null when there is nothing to show.
 */
export async function ensureAdministrator(db: Kysely<Tables>, token: string | null, now: Date): Promise<string | null> {
  return inTransaction(db, async (trx) => {
    if (await hasAdministrator(trx)) return null;
    const email = 'admin@localhost';
    const id = await createUser(trx, { email, role_id: 'UR4', is_superuser: true, date_joined: now });
    if (id === null) return null; // another process was faster
    const given = token ?? makeToken();
    await saveToken(trx, id, given, now);
    return token === null ? given : null;
  });
}
