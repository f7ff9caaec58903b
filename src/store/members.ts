/** Who works in a project, and in which role. */
import type { Kysely } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import type { ProjectMembersTable } from './people-tables.ts';
import type { Tables } from './tables.ts';

export interface Member {
  readonly user_id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role_id: string;
  /** Those of the role. */
  readonly permissions: string[];
}

export const MEMBER_FIELDS: Fields = {
  user: { kind: 'number', columns: ['users.id'] },
  email: { kind: 'text', columns: ['users.email'], searched: true },
  first_name: { kind: 'text', columns: ['users.first_name'], searched: true },
  last_name: { kind: 'text', columns: ['users.last_name'], searched: true },
  role: { kind: 'text', columns: ['project_members.role_id'] },
};

interface MemberFilter {
  readonly project_id: number;
  /** The look-ups of `MEMBER_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export function listMembers(db: Kysely<Tables>, filter: MemberFilter, slice: Slice | null): Promise<Found<Member>> {
  const { project_id, ...given } = filter;
  let query = db
    .selectFrom('project_members')
    .innerJoin('users', 'users.id', 'project_members.user_id')
    .innerJoin('project_roles', 'project_roles.id', 'project_members.role_id')
    .select(['users.id as user_id', 'users.email', 'users.first_name', 'users.last_name'])
    .select(['project_members.role_id', 'project_roles.permissions'])
    .where('project_members.project_id', '=', project_id)
    .where(matching(MEMBER_FIELDS, given));
  for (const { column, direction } of ordered(MEMBER_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('users.id'), slice);
}

/** false when the user is a member already. */
export async function addMember(db: Kysely<Tables>, member: ProjectMembersTable): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('project_members')
    .values(member)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export const setMemberRole = (db: Kysely<Tables>, { project_id, user_id, role_id }: ProjectMembersTable) =>
  db
    .updateTable('project_members')
    .set({ role_id })
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id)
    .execute();

export const removeMember = (db: Kysely<Tables>, { project_id, user_id }: Omit<ProjectMembersTable, 'role_id'>) =>
  db.deleteFrom('project_members').where('project_id', '=', project_id).where('user_id', '=', user_id).execute();
