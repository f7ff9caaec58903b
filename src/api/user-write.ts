/** Making, changing and deleting users: each is a change of who holds what. */
import type { Kysely } from 'kysely';
import Type, { type Static } from 'typebox';
import { accountById } from '../store/accounts.ts';
import { findGroups, setGroups } from '../store/groups.ts';
import { hashPassword } from '../store/passwords.ts';
import { findRole } from '../store/roles.ts';
import type { Tables } from '../store/tables.ts';
import { unlessUsed } from '../store/unless-used.ts';
import { createUser, deleteUser, updateUser } from '../store/users.ts';
import type { ServerDeps } from './deps.ts';
import { conflict, forbidden, invalid, noSuch, notFound, notUnique } from './errors.ts';
import { changingHoldings, requireHolding } from './holdings.ts';
import type { Caller } from './permissions.ts';
import { Text } from './shapes.ts';
import { OWN_FIELDS } from './user-shape.ts';

const Email = Type.String({ minLength: 1, maxLength: 254, description: 'An e-mail address' });
/** The first administrator's has no dot. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

export const UserChange = Type.Object({
  ...OWN_FIELDS,
  email: Type.Optional(Email),
  role: Type.Optional(Text(20, 'The id of a global role. Default: UR1')),
  groups: Type.Optional(Type.Array(Text(20, 'The id of a group'), { maxItems: 1_000, description: 'All of them' })),
  is_active: Type.Optional(Type.Boolean({ description: 'false: token and password are refused at once' })),
  is_superuser: Type.Optional(Type.Boolean({ description: 'Holds everything, whatever the role' })),
});
export const UserBody = Type.Object({ ...UserChange.properties, email: Email });

type Change = Static<typeof UserChange>;

/** Throws 400 for what is not there, 403 for what is not the caller's to give. */
async function requireGivable(trx: Kysely<Tables>, caller: Caller, { role, groups = [], is_superuser }: Change) {
  if (is_superuser === true) requireHolding(caller, ['*']);
  if (role !== undefined) {
    const found = await findRole(trx, 'roles', role);
    if (found === undefined) throw noSuch('role', role);
    requireHolding(caller, found.permissions);
  }
  const found = await findGroups(trx, groups);
  const missing = groups.find((id) => !found.some((group) => group.id === id));
  if (missing !== undefined) throw noSuch('groups', missing);
  for (const group of found) requireHolding(caller, group.permissions);
}

/** Whoever holds more than the caller is not the caller's to change. Throws 403, 404. */
async function requireWithin(trx: Kysely<Tables>, caller: Caller, id: number): Promise<void> {
  const account = await accountById(trx, id);
  if (account === undefined) throw notFound();
  requireHolding(caller, account.is_superuser ? ['*'] : account.permissions);
}

/** Named one by one: whatever else a body holds must not become a column. Throws 400. */
async function columnsOf({ email, first_name, last_name, role, is_active, is_superuser, password }: Change) {
  if (email !== undefined && !EMAIL.test(email)) throw invalid({ email: ['Enter a valid email address.'] });
  const password_hash = password === undefined ? undefined : await hashPassword(password);
  return { email, first_name, last_name, role_id: role, is_active, is_superuser, password_hash };
}

/** The new user's id. Throws 400, 403. */
export async function makeUser({ db, now }: ServerDeps, caller: Caller, body: Static<typeof UserBody>) {
  const given = { ...body, role: body.role ?? 'UR1' };
  const columns = await columnsOf(given);
  return changingHoldings(db, async (trx) => {
    await requireGivable(trx, caller, given);
    const required = { email: body.email, role_id: given.role, password_hash: columns.password_hash ?? null };
    const id = await createUser(trx, { ...columns, ...required, date_joined: new Date(now()) });
    if (id === null) throw notUnique('email', 'user');
    await setGroups(trx, id, body.groups ?? []);
    return id;
  });
}

/** Throws 400, 403, 404, 409. */
export async function changeUser({ db }: ServerDeps, caller: Caller, id: number, body: Change): Promise<void> {
  // A password is its owner's whole power, like a token.
  if (body.password !== undefined && id !== caller.id && !caller.all)
    throw forbidden('Only an administrator sets the password of another user.');
  if (body.is_active === false && id === caller.id) throw conflict('You cannot deactivate yourself.');
  const columns = await columnsOf(body);
  await changingHoldings(db, async (trx) => {
    await requireWithin(trx, caller, id);
    await requireGivable(trx, caller, body);
    if (!(await updateUser(trx, id, columns))) throw notUnique('email', 'user');
    if (body.groups !== undefined) await setGroups(trx, id, body.groups);
  });
}

/** Only who left no trace is deleted. Throws 403, 404, 409. */
export async function removeUser({ db }: ServerDeps, caller: Caller, id: number): Promise<void> {
  if (id === caller.id) throw conflict('You cannot delete yourself.');
  const inUse = conflict('What this user made or is assigned to names them: set `is_active` to false instead.');
  const unused = await unlessUsed(() =>
    changingHoldings(db, async (trx) => {
      await requireWithin(trx, caller, id);
      if (!(await deleteUser(trx, id))) throw inUse;
    }),
  );
  if (!unused) throw inUse;
}
