/** A user as the API shows one. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import type { Tables } from '../store/tables.ts';
import { findUser, type User } from '../store/users.ts';
import { notFound } from './errors.ts';
import { Nullable, Time } from './shapes.ts';

export const UserShape = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  role: Type.String({ description: 'The id of the global role: `UR1`' }),
  is_active: Type.Boolean(),
  is_superuser: Type.Boolean(),
  date_joined: Time('When the account was made'),
  last_login: Nullable(Type.String({ format: 'date-time' })),
  groups: Type.Array(Type.String(), { description: 'Ids of groups: `G1`' }),
});

/** What people may say of themselves, too. */
export const OWN_FIELDS = {
  first_name: Type.Optional(Type.String({ maxLength: 150 })),
  last_name: Type.Optional(Type.String({ maxLength: 150 })),
  password: Type.Optional(Type.String({ minLength: 12, maxLength: 1_000, description: 'For Basic authentication' })),
};

export const userToWire = (user: User): Static<typeof UserShape> => ({
  id: user.id,
  email: user.email,
  first_name: user.first_name,
  last_name: user.last_name,
  role: user.role_id,
  is_active: user.is_active,
  is_superuser: user.is_superuser,
  date_joined: user.date_joined.toISOString(),
  last_login: user.last_login?.toISOString() ?? null,
  groups: user.groups,
});

/** Throws 404. */
export async function userAt(db: Kysely<Tables>, id: number): Promise<User> {
  const user = await findUser(db, id);
  if (user === undefined) throw notFound();
  return user;
}
