/** Projects, and who sees them. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields } from './look-ups.ts';
import { placesOf, type Place } from './places.ts';
import {
  CREATOR,
  INCOMPLETE_TASKS,
  MEMBERS,
  PARENT,
  permissionsFor,
  TASK_COUNTS,
  type IncompleteTasks,
  type Member,
  type ParentProject,
  type Person,
  type TaskCounts,
} from './project-details.ts';
import type { Tables } from './tables.ts';
import type { ProjectsTable } from './tree-tables.ts';

export type Project = Selectable<ProjectsTable> & {
  readonly creator: Person | null;
  readonly parent: ParentProject | null;
  readonly application_slug: string;
  readonly business_unit_slug: string;
  readonly permissions?: readonly string[];
  readonly members?: readonly Member[];
  readonly task_counts?: TaskCounts;
  readonly incomplete_tasks?: IncompleteTasks;
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

/** What costs a sub-query and is not always wanted. */
export interface ProjectDetails {
  readonly include: ReadonlySet<string>;
  /** Whose `permissions`. */
  readonly userId: number;
}

export const PROJECT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['projects.id'] },
  application: { kind: 'number', columns: ['projects.application_id'] },
  name: { kind: 'text', columns: ['projects.name'], searched: true },
  slug: { kind: 'text', columns: ['projects.slug'] },
  description: { kind: 'text', columns: ['projects.description'] },
  tags: { kind: 'labels', columns: ['projects.tags'] },
  archived: { kind: 'boolean', columns: ['projects.archived'] },
  locked: { kind: 'boolean', columns: ['projects.locked'] },
  parent: { kind: 'number', columns: ['above.id'] },
  creator: { kind: 'number', columns: ['projects.creator_id'] },
  created: { kind: 'time', columns: ['projects.created'] },
  updated: { kind: 'time', columns: ['projects.updated'] },
};

const NOTHING_MORE: ProjectDetails = { include: new Set(), userId: 0 };

/** One query whatever the number of projects. */
export function listProjects(
  db: Kysely<Tables>,
  filter: ProjectFilter,
  slice: Slice | null,
  details: ProjectDetails = NOTHING_MORE,
): Promise<Found<Project>> {
  const { active, viewer } = filter;
  let query = projectsWith(db, viewer, details).where(matching(PROJECT_FIELDS, filter));
  if (viewer !== null) query = query.where('projects.id', 'in', projectsOf(db, viewer));
  if (active !== undefined) query = query.where('projects.archived', '=', !active);
  for (const { column, direction } of ordered(PROJECT_FIELDS, filter['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('projects.id'), slice);
}

const projectsWith = (db: Kysely<Tables>, viewer: number | null, { include, userId }: ProjectDetails) =>
  db
    .selectFrom('projects')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    // A parent that the viewer does not see is none: it is neither shown nor found by.
    .leftJoin('projects as above', (join) =>
      join
        .onRef('above.id', '=', 'projects.parent_id')
        .on((eb) => (viewer === null ? eb.val(true) : eb('above.id', 'in', projectsOf(db, viewer)))),
    )
    .selectAll('projects')
    .select(['applications.slug as application_slug', 'business_units.slug as business_unit_slug'])
    .select([CREATOR.as('creator'), PARENT.as('parent')])
    .$if(include.has('permissions') || include.has('operations'), (q) =>
      q.select(permissionsFor(userId).as('permissions')),
    )
    .$if(include.has('members'), (q) => q.select(MEMBERS.as('members')))
    .$if(include.has('task_counts'), (q) => q.select(TASK_COUNTS.as('task_counts')))
    .$if(include.has('incomplete_tasks'), (q) => q.select(INCOMPLETE_TASKS.as('incomplete_tasks')));

/** The ids of the projects that this user is a member of, as a sub-query. */
export const projectsOf = (db: Kysely<Tables>, userId: number) =>
  db.selectFrom('project_members').where('project_members.user_id', '=', userId).select('project_members.project_id');

/** What a request about a project must know of it. */
export interface Sight extends Place {
  /** What this user may do by membership; null for a stranger. */
  readonly permissions: string[] | null;
  readonly locked: boolean;
}

/** What this user may do in these projects by membership, where they are members: one query. */
export const grantsOf = (db: Kysely<Tables>, projectIds: readonly number[], userId: number) =>
  db
    .selectFrom('projects')
    .leftJoin('project_members', (join) =>
      join.onRef('project_members.project_id', '=', 'projects.id').on('project_members.user_id', '=', userId),
    )
    .leftJoin('project_roles', 'project_roles.id', 'project_members.role_id')
    .where('projects.id', '=', sql<number>`any(${[...projectIds]}::integer[])`)
    .select(['projects.id', 'project_roles.permissions', 'projects.locked'])
    .execute();

/** undefined: no such project. */
export const projectSight = (db: Kysely<Tables>, projectId: number, userId: number): Promise<Sight | undefined> =>
  placesOf(db)
    .leftJoin('project_members', (join) =>
      join.onRef('project_members.project_id', '=', 'projects.id').on('project_members.user_id', '=', userId),
    )
    .leftJoin('project_roles', 'project_roles.id', 'project_members.role_id')
    .where('projects.id', '=', projectId)
    .select(['project_roles.permissions', 'projects.locked'])
    .executeTakeFirst();
