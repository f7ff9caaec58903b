/** Business units: the top of the tree. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { slugOf } from './slug.ts';
import type { BusinessUnitsTable, Tables } from './tables.ts';

export type BusinessUnit = Selectable<BusinessUnitsTable>;

export interface BusinessUnitFilter {
  /** Only units with a project of this member; null sees all. */
  readonly viewer: number | null;
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
  const { viewer } = filter;
  let query = db
    .selectFrom('business_units')
    .selectAll('business_units')
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

/** null when the name is taken. */
export async function createBusinessUnit(db: Kysely<Tables>, name: string, now: Date): Promise<BusinessUnit | null> {
  const row = await db
    .insertInto('business_units')
    .values({ name, slug: slugOf(name), created: now, updated: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
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
