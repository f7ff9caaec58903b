/** Business units: the top of the tree. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { slugOf } from './slug.ts';
import type { Tables } from './tables.ts';
import type { BusinessUnitsTable } from './tree-tables.ts';

export type BusinessUnit = Selectable<BusinessUnitsTable> & { readonly users: readonly UnitUser[] };

/** A member of one of its projects. */
export interface UnitUser {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
}

export interface BusinessUnitFilter {
  /** Only units with a project of this member; null sees all. */
  readonly viewer: number | null;
  /** Of whose projects the `users` are told; null: of all. Default: `viewer`. */
  readonly member?: number | null;
  /** And the look-ups of `BUSINESS_UNIT_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const BUSINESS_UNIT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['business_units.id'] },
  name: { kind: 'text', columns: ['business_units.name'], searched: true },
  slug: { kind: 'text', columns: ['business_units.slug'] },
  created: { kind: 'time', columns: ['business_units.created'] },
  updated: { kind: 'time', columns: ['business_units.updated'] },
};

export function listBusinessUnits(
  db: Kysely<Tables>,
  filter: BusinessUnitFilter,
  slice: Slice | null,
): Promise<Found<BusinessUnit>> {
  const { viewer, member = viewer } = filter;
  let query = db
    .selectFrom('business_units')
    .selectAll('business_units')
    .select(usersFor(member).as('users'))
    .where(matching(BUSINESS_UNIT_FIELDS, filter))
    .$if(viewer !== null, (q) =>
      q.where('id', 'in', (sub) =>
        sub
          .selectFrom('applications')
          .innerJoin('projects', 'projects.application_id', 'applications.id')
          .innerJoin('project_members', 'project_members.project_id', 'projects.id')
          .where('project_members.user_id', '=', viewer ?? 0)
          .select('applications.business_unit_id'),
      ),
    );
  for (const { column, direction } of ordered(BUSINESS_UNIT_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('id'), slice);
}

const usersFor = (member: number | null) => sql<UnitUser[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'email', u.email, 'first_name', u.first_name,
    'last_name', u.last_name) order by u.id), '[]')
  from users u where u.id in (select m.user_id from project_members m join projects p on p.id = m.project_id
    join applications a on a.id = p.application_id
    where a.business_unit_id = business_units.id and (${member}::integer is null or exists (
      select 1 from project_members own where own.project_id = p.id and own.user_id = ${member}::integer))))`;

/** Its id; null when the name is taken. */
export async function createBusinessUnit(db: Kysely<Tables>, name: string, now: Date): Promise<number | null> {
  const row = await db
    .insertInto('business_units')
    .values({ name, slug: slugOf(name), created: now, updated: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** false when another one has that name. The slug stays: links that people keep hold it. */
export async function updateBusinessUnit(
  db: Kysely<Tables>,
  id: number,
  change: { readonly name?: string | undefined },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('business_units')
    .set({ ...change, updated: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('business_units as other')
            .select('other.id')
            .where('other.name', '=', change.name ?? '')
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
