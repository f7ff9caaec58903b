/** Projects, and who sees them. */
import type { Kysely, Selectable, Updateable } from 'kysely';
import { sql } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { slugOf } from './slug.ts';
import type { ProjectsTable, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type Project = Selectable<ProjectsTable> & {
  readonly creator_email: string | null;
  readonly application_slug: string;
  readonly business_unit_slug: string;
};

export interface ProjectFilter {
  /** Only projects of this member; null sees all. */
  readonly viewer: number | null;
  readonly id?: number | undefined;
  /** `true`: not archived. */
  readonly active?: boolean | undefined;
  /** And the look-ups of `PROJECT_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const PROJECT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['projects.id'] },
  application: { kind: 'number', columns: ['projects.application_id'] },
  name: { kind: 'text', columns: ['projects.name'], searched: true },
  slug: { kind: 'text', columns: ['projects.slug'] },
  description: { kind: 'text', columns: ['projects.description'] },
  tags: { kind: 'labels', columns: ['projects.tags'] },
  archived: { kind: 'boolean', columns: ['projects.archived'] },
  creator: { kind: 'number', columns: ['projects.creator_id'] },
  created: { kind: 'time', columns: ['projects.created'] },
  updated: { kind: 'time', columns: ['projects.updated'] },
};

export function listProjects(db: Kysely<Tables>, filter: ProjectFilter, slice: Slice | null): Promise<Found<Project>> {
  const { active } = filter;
  let query = visibleProjects(db, filter.viewer).where(matching(PROJECT_FIELDS, filter));
  if (active !== undefined) query = query.where('projects.archived', '=', !active);
  for (const { column, direction } of ordered(PROJECT_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('projects.id'), slice);
}

const visibleProjects = (db: Kysely<Tables>, viewer: number | null) =>
  db
    .selectFrom('projects')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    .leftJoin('users', 'users.id', 'projects.creator_id')
    .selectAll('projects')
    .select([
      'users.email as creator_email',
      'applications.slug as application_slug',
      'business_units.slug as business_unit_slug',
    ])
    .$if(viewer !== null, (q) => q.where('projects.id', 'in', projectsOf(db, viewer ?? 0)));

/** The ids of the projects that this user is a member of, as a sub-query. */
export const projectsOf = (db: Kysely<Tables>, userId: number) =>
  db.selectFrom('project_members').where('project_members.user_id', '=', userId).select('project_members.project_id');

/**
 * What this user may do in the project by membership. `permissions` is null for a stranger; undefined: no such project.
 */
export const projectSight = (
  db: Kysely<Tables>,
  projectId: number,
  userId: number,
): Promise<{ permissions: string[] | null } | undefined> =>
  db
    .selectFrom('projects')
    .leftJoin('project_members', (join) =>
      join.onRef('project_members.project_id', '=', 'projects.id').on('project_members.user_id', '=', userId),
    )
    .leftJoin('project_roles', 'project_roles.id', 'project_members.role_id')
    .where('projects.id', '=', projectId)
    .select('project_roles.permissions')
    .executeTakeFirst();

export interface NewProject {
  readonly uid: string;
  readonly application_id: number;
  readonly name: string;
  readonly description: string;
  readonly tags: string[];
  readonly creator_id: number;
}

/** Its creator becomes its lead. null when the application has a project of that name. */
export async function createProject(db: Kysely<Tables>, project: NewProject, now: Date): Promise<number | null> {
  return inTransaction(db, async (trx) => {
    const row = await trx
      .insertInto('projects')
      .values({ ...project, slug: slugOf(project.name), created: now, updated: now })
      .onConflict((conflict) => conflict.columns(['application_id', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return null;
    const member = { project_id: row.id, user_id: project.creator_id, role_id: 'PR1' };
    await trx.insertInto('project_members').values(member).execute();
    return row.id;
  });
}

/** false when the application has another project of that name. */
export async function updateProject(
  db: Kysely<Tables>,
  id: number,
  change: Pick<Updateable<ProjectsTable>, 'name' | 'description' | 'tags' | 'archived' | 'updated'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('projects')
    .set(change)
    .where('id', '=', id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('projects as other')
            .select(sql`1`.as('one'))
            .whereRef('other.application_id', '=', 'projects.application_id')
            .where('other.name', '=', change.name ?? '')
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
