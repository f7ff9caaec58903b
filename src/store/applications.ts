/** Applications: the middle of the tree. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { attributesAfter, attributesAtFirst, type AttributeChange } from './custom-attributes.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { slugOf } from './slug.ts';
import type { Tables } from './tables.ts';
import type { ApplicationsTable } from './tree-tables.ts';

export type Application = Selectable<ApplicationsTable> & {
  readonly business_unit_name: string;
  readonly business_unit_slug: string;
  readonly projects: readonly { readonly id: number; readonly name: string; readonly slug: string }[];
};

export interface ApplicationFilter {
  /** Only applications with a project of this member; null sees all. */
  readonly viewer: number | null;
  /** Of whose projects the lists tell; null: of all. Default: `viewer`. */
  readonly member?: number | null;
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
  const { viewer, member = viewer } = filter;
  let query = db
    .selectFrom('applications')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    .selectAll('applications')
    .select(['business_units.name as business_unit_name', 'business_units.slug as business_unit_slug'])
    .select(projectsFor(member).as('projects'))
    .where(matching(APPLICATION_FIELDS, filter))
    .$if(viewer !== null, (q) =>
      q.where('applications.id', 'in', (sub) =>
        sub
          .selectFrom('projects')
          .innerJoin('project_members', 'project_members.project_id', 'projects.id')
          .where('project_members.user_id', '=', viewer ?? 0)
          .select('projects.application_id'),
      ),
    );
  for (const { column, direction } of ordered(APPLICATION_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('applications.id'), slice);
}

const projectsFor = (member: number | null) => sql<Application['projects']>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'slug', p.slug) order by p.id), '[]')
  from projects p where p.application_id = applications.id and (${member}::integer is null or exists (
    select 1 from project_members m where m.project_id = p.id and m.user_id = ${member}::integer)))`;

export interface NewApplication {
  readonly name: string;
  readonly business_unit_id: number;
  readonly priority: string;
}

/** Its id; null when the business unit has an application of that name. */
export async function createApplication(
  db: Kysely<Tables>,
  application: NewApplication,
  attributes: AttributeChange,
  now: Date,
): Promise<number | null> {
  const custom_attributes = attributesAtFirst(attributes);
  const row = await db
    .insertInto('applications')
    .values({ ...application, custom_attributes, slug: slugOf(application.name), created: now, updated: now })
    .onConflict((conflict) => conflict.columns(['business_unit_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** false when another one of its business unit (the new one, if it moves) has that name. The slug stays: links that people keep hold it. */
export async function updateApplication(
  db: Kysely<Tables>,
  id: number,
  change: { readonly [Key in keyof NewApplication]?: NewApplication[Key] | undefined },
  { attributes, now }: { readonly attributes: AttributeChange; readonly now: Date },
): Promise<boolean> {
  const { business_unit_id = null, name = null } = change;
  const { numUpdatedRows } = await db
    .updateTable('applications')
    .set({ ...change, custom_attributes: attributesAfter(attributes), updated: now })
    .where('id', '=', id)
    .where(
      sql<boolean>`not exists (select 1 from applications other where other.id <> applications.id
        and other.business_unit_id = coalesce(${business_unit_id}::integer, applications.business_unit_id)
        and other.name = coalesce(${name}::text, applications.name))`,
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
