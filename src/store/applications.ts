/** Applications: the middle of the tree. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { slugOf } from './slug.ts';
import type { ApplicationsTable, Tables } from './tables.ts';

export type Application = Selectable<ApplicationsTable>;

export interface ApplicationFilter {
  /** Only applications with a project of this member; null sees all. */
  readonly viewer: number | null;
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly business_unit?: number | undefined;
}

export function listApplications(
  db: Kysely<Tables>,
  filter: ApplicationFilter,
  slice: Slice | null,
): Promise<Found<Application>> {
  const { viewer, id, name, business_unit } = filter;
  const query = db
    .selectFrom('applications')
    .selectAll('applications')
    .$if(id !== undefined, (q) => q.where('id', '=', id ?? 0))
    .$if(name !== undefined, (q) => q.where('name', '=', name ?? ''))
    .$if(business_unit !== undefined, (q) => q.where('business_unit_id', '=', business_unit ?? 0))
    .$if(viewer !== null, (q) =>
      q.where('id', 'in', (sub) =>
        sub
          .selectFrom('projects')
          .innerJoin('project_members', 'project_members.project_id', 'projects.id')
          .where('project_members.user_id', '=', viewer ?? 0)
          .select('projects.application_id'),
      ),
    )
    .orderBy('id');
  return listed(query, slice);
}

export interface NewApplication {
  readonly name: string;
  readonly business_unit_id: number;
  readonly priority: string;
}

/** null when the business unit has an application of that name. */
export async function createApplication(
  db: Kysely<Tables>,
  application: NewApplication,
  now: Date,
): Promise<Application | null> {
  const row = await db
    .insertInto('applications')
    .values({ ...application, slug: slugOf(application.name), created: now, updated: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}
