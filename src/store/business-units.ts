/** Business units: the top of the tree. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { slugOf } from './slug.ts';
import type { BusinessUnitsTable, Tables } from './tables.ts';

export type BusinessUnit = Selectable<BusinessUnitsTable>;

export interface BusinessUnitFilter {
  /** Only units with a project of this member; null sees all. */
  readonly viewer: number | null;
  readonly id?: number | undefined;
  readonly name?: string | undefined;
}

export function listBusinessUnits(
  db: Kysely<Tables>,
  filter: BusinessUnitFilter,
  slice: Slice | null,
): Promise<Found<BusinessUnit>> {
  const { viewer, id, name } = filter;
  const query = db
    .selectFrom('business_units')
    .selectAll('business_units')
    .$if(id !== undefined, (q) => q.where('id', '=', id ?? 0))
    .$if(name !== undefined, (q) => q.where('name', '=', name ?? ''))
    .$if(viewer !== null, (q) =>
      q.where('id', 'in', (sub) =>
        sub
          .selectFrom('applications')
          .innerJoin('projects', 'projects.application_id', 'applications.id')
          .innerJoin('project_members', 'project_members.project_id', 'projects.id')
          .where('project_members.user_id', '=', viewer ?? 0)
          .select('applications.business_unit_id'),
      ),
    )
    .orderBy('id');
  return listed(query, slice);
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
