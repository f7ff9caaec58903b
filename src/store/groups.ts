/** Groups: people who hold one more role together. */
import { sql, type Insertable, type Kysely, type Selectable, type Updateable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import type { GroupsTable } from './people-tables.ts';
import type { Tables } from './tables.ts';

export type Group = Selectable<GroupsTable> & {
  /** Ids of users, in order. */
  readonly members: number[];
  /** Those of its role. */
  readonly permissions: string[];
};

export const GROUP_FIELDS: Fields = {
  id: { kind: 'text', columns: ['groups.id'] },
  name: { kind: 'text', columns: ['groups.name'], searched: true },
  description: { kind: 'text', columns: ['groups.description'], searched: true },
  role: { kind: 'text', columns: ['groups.role_id'] },
  members: { kind: 'people', columns: ['belonging.members'] },
  created: { kind: 'time', columns: ['groups.created'] },
  updated: { kind: 'time', columns: ['groups.updated'] },
};

export interface GroupFilter {
  /** Only groups of this member; null sees all. */
  readonly viewer: number | null;
  /** And the look-ups of `GROUP_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

const withMembers = (db: Kysely<Tables>) =>
  db
    .selectFrom('groups')
    .innerJoin('roles', 'roles.id', 'groups.role_id')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('group_members as m')
          .whereRef('m.group_id', '=', 'groups.id')
          .select(sql<number[]>`coalesce(array_agg(m.user_id order by m.user_id), '{}')`.as('members'))
          .as('belonging'),
      (join) => join.onTrue(),
    )
    .selectAll('groups')
    .select(['roles.permissions', 'belonging.members']);

export function listGroups(db: Kysely<Tables>, filter: GroupFilter, slice: Slice | null): Promise<Found<Group>> {
  const { viewer, ...given } = filter;
  let query = withMembers(db).where(matching(GROUP_FIELDS, given));
  if (viewer !== null) query = query.where(sql<boolean>`${viewer} = any(belonging.members)`);
  for (const { column, direction } of ordered(GROUP_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy(sql`length(groups.id)`).orderBy('groups.id'), slice);
}

/** Those of these groups that there are. */
export const findGroups = async (db: Kysely<Tables>, ids: readonly string[]): Promise<Group[]> =>
  ids.length === 0 ? [] : withMembers(db).where('groups.id', 'in', ids).execute();

/** null when the name is taken. */
export async function createGroup(db: Kysely<Tables>, group: Insertable<GroupsTable>): Promise<string | null> {
  const row = await db
    .insertInto('groups')
    .values(group)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Members left out stay. false when another group has that name. */
export async function updateGroup(
  db: Kysely<Tables>,
  id: string,
  change: Updateable<GroupsTable> & { readonly updated: Date },
): Promise<boolean> {
  const taken = sql<boolean>`exists (select 1 from groups o where o.name = ${change.name ?? ''} and o.id <> ${id})`;
  const { numUpdatedRows } = await db
    .updateTable('groups')
    .set(change)
    .where('id', '=', id)
    .where((eb) => eb.not(taken))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export const deleteGroup = (db: Kysely<Tables>, id: string): Promise<unknown> =>
  db.deleteFrom('groups').where('id', '=', id).execute();

/** From now on these users are its members, and no others. */
export const setMembers = (trx: Kysely<Tables>, group_id: string, userIds: readonly number[]): Promise<void> =>
  replace(
    trx,
    { column: 'group_id', value: group_id },
    userIds.map((user_id) => ({ group_id, user_id })),
  );

/** From now on the user is in these groups, and in no others. */
export const setGroups = (trx: Kysely<Tables>, user_id: number, groupIds: readonly string[]): Promise<void> =>
  replace(
    trx,
    { column: 'user_id', value: user_id },
    groupIds.map((group_id) => ({ group_id, user_id })),
  );

interface Owner {
  readonly column: 'group_id' | 'user_id';
  readonly value: string | number;
}

async function replace(
  trx: Kysely<Tables>,
  { column, value }: Owner,
  rows: { readonly group_id: string; readonly user_id: number }[],
): Promise<void> {
  await trx.deleteFrom('group_members').where(column, '=', value).execute();
  if (rows.length === 0) return;
  await trx
    .insertInto('group_members')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
