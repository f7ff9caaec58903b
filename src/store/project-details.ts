/** What a project shows on request, and what it shows of others: one sub-query each, whatever the number of projects. */
import { sql, type RawBuilder } from 'kysely';

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly is_active: boolean;
}

export interface Member extends Person {
  readonly role: string;
}

export interface ParentProject {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly archived: boolean;
  readonly application_slug: string;
  readonly business_unit_slug: string;
}

interface PhaseCount {
  readonly total: number;
  readonly complete: number;
  readonly slug: string;
}

/** By the name of the phase. */
export type TaskCounts = Readonly<Record<string, PhaseCount>>;

export interface IncompleteTasks {
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

const PERSON = sql.raw(
  `'id', u.id, 'email', u.email, 'first_name', u.first_name, 'last_name', u.last_name, 'is_active', u.is_active`,
);

export const CREATOR = sql<Person | null>`(
  select jsonb_build_object(${PERSON}) from users u where u.id = projects.creator_id)`;

export const MEMBERS = sql<Member[]>`(
  select coalesce(jsonb_agg(jsonb_build_object(${PERSON}, 'role', m.role_id) order by u.id), '[]')
  from project_members m join users u on u.id = m.user_id where m.project_id = projects.id)`;

/** Of `above`, which the query joins for those who see it. */
export const PARENT = sql<ParentProject | null>`(
  select jsonb_build_object('id', above.id, 'slug', above.slug, 'name', above.name, 'archived', above.archived,
    'application_slug', a.slug, 'business_unit_slug', b.slug)
  from applications a join business_units b on b.id = a.business_unit_id where a.id = above.application_id)`;

/** Tasks that are nobody's business any more are not counted. */
const COUNTED = sql.raw(`tasks t join task_statuses s on s.id = t.status_id
  where t.project_id = projects.id and t.accepted and t.relevant`);

export const TASK_COUNTS = sql<TaskCounts>`(
  select coalesce(jsonb_object_agg(c.name, jsonb_build_object('total', c.total, 'complete', c.complete, 'slug', c.slug)), '{}')
  from (select f.name, f.slug, count(*) as total, count(*) filter (where x.meaning <> 'TODO') as complete
    from phases f join (select t.phase_id, s.meaning from ${COUNTED}) x on x.phase_id = f.id
    group by f.id, f.name, f.slug) c)`;

export const INCOMPLETE_TASKS = sql<IncompleteTasks>`(
  select jsonb_build_object('high', count(*) filter (where t.priority >= 7),
    'medium', count(*) filter (where t.priority between 4 and 6), 'low', count(*) filter (where t.priority <= 3))
  from ${COUNTED} and s.meaning = 'TODO')`;

/** What the viewer may do in the project as its member. */
export const permissionsFor = (userId: number): RawBuilder<string[]> => sql<string[]>`coalesce((
  select r.permissions from project_members m join project_roles r on r.id = m.role_id
  where m.project_id = projects.id and m.user_id = ${userId}::integer), '{}')`;
