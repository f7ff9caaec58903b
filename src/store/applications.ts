/** Applications: the middle of the tree. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { slugOf } from './slug.ts';
import type { ApplicationsTable, Tables } from './tables.ts';

export type Application = Selectable<ApplicationsTable>;

export interface ApplicationFilter {
  /** Only applications with a project of this member; null sees all. */
  readonly viewer: number | null;
  /** And the look-ups of `APPLICATION_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const APPLICATION_FIELDS: Fields = {
  id: { kind: 'number', columns: ['applications.id'] },
  business_unit: { kind: 'number', columns: ['applications.business_unit_id'] },
  name: { kind: 'text', columns: ['applications.name'], searched: true },
  slug: { kind: 'text', columns: ['applications.slug'] },
  priority: { kind: 'text', columns: ['applications.priority'] },
  created: { kind: 'time', columns: ['applications.created'] },
  updated: { kind: 'time', columns: ['applications.updated'] },
};

export function listApplications(
  db: Kysely<Tables>,
  filter: ApplicationFilter,
  slice: Slice | null,
): Promise<Found<Application>> {
  const { viewer } = filter;
  let query = db
    .selectFrom('applications')
    .selectAll('applications')
    .where(matching(APPLICATION_FIELDS, filter))
    .$if(viewer !== null, (q) =>
      q.where('id', 'in', (sub) =>
        sub
          .selectFrom('projects')
          .innerJoin('project_members', 'project_members.project_id', 'projects.id')
          .where('project_members.user_id', '=', viewer ?? 0)
          .select('projects.application_id'),
      ),
    );
  for (const { column, direction } of ordered(APPLICATION_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('id'), slice);
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

/** false when another one of the business unit has that name. The slug stays: links that people keep hold it. */
export async function updateApplication(
  db: Kysely<Tables>,
  id: number,
  change: { readonly name?: string | undefined; readonly priority?: string | undefined },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('applications')
    .set({ ...change, updated: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('applications as other')
            .select('other.id')
            .where('other.name', '=', change.name ?? '')
            .where('other.id', '<>', id)
            .whereRef('other.business_unit_id', '=', 'applications.business_unit_id'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
