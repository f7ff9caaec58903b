/** Tasks as the API reads them; it writes them in `task-changes.ts`. The engine's own reads and writes are in `memory.ts`. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { Tables, TasksTable } from './tables.ts';

export type TaskRow = Selectable<TasksTable> & {
  readonly phase_slug: string;
  readonly phase_name: string;
  readonly phase_description: string;
  readonly phase_tip: string;
  readonly status_slug: string;
  readonly status_name: string;
  readonly status_meaning: string;
  readonly status_icon: string;
  readonly updater_email: string | null;
  readonly note_count: number;
  readonly assignees: readonly { readonly id: number; readonly email: string }[];
  readonly references: readonly TaskReference[];
  /** Empty unless asked for: they can be long. */
  readonly how_tos: readonly TaskHowTo[];
};

export interface TaskHowTo {
  readonly id: number;
  readonly title: string;
  readonly content: string;
  readonly ordinal: number;
}

export type TaskKey = Pick<TaskRow, 'project_id' | 'id'>;

/** A live link, as the API shows it. */
export interface TaskReference {
  readonly id: number;
  readonly connection: number;
  readonly reference: string;
  readonly name: string;
  readonly link: string;
}

/** Phases and statuses are found by id or slug. */
export const TASK_FIELDS: Fields = {
  task_id: { kind: 'text', columns: ['tasks.id'] },
  title: { kind: 'text', columns: ['tasks.title'], searched: true },
  text: { kind: 'text', columns: ['tasks.text'], searched: true },
  priority: { kind: 'number', columns: ['tasks.priority'] },
  phase: { kind: 'text', columns: ['p.id', 'p.slug'] },
  status: { kind: 'text', columns: ['s.id', 's.slug'] },
  verification_status: { kind: 'text', columns: ['tasks.verification'] },
  tags: { kind: 'labels', columns: ['tasks.tags'] },
  assigned_to: { kind: 'people', columns: ['tasks.assigned_to'] },
  artifact_proxy: { kind: 'text', columns: ['tasks.artifact_proxy'] },
  relevant: { kind: 'boolean', columns: ['tasks.relevant'] },
  accepted: { kind: 'boolean', columns: ['tasks.accepted'] },
  project_specific: { kind: 'boolean', columns: ['tasks.project_specific'] },
  became_relevant: { kind: 'time', columns: ['tasks.became_relevant'] },
  created: { kind: 'time', columns: ['tasks.created'] },
  updated: { kind: 'time', columns: ['tasks.updated'] },
};

/**
 * `given`: look-ups of `TASK_FIELDS`, `waiting`: those to be accepted or let go, and `how_tos`: with theirs. Set-based: one
 * query whatever the number of tasks.
 */
export function listTasks(
  db: Kysely<Tables>,
  projectId: number,
  given: Given,
  slice: Slice | null,
): Promise<Found<TaskRow>> {
  let query = tasksOf(db, projectId, given['how_tos'] === true).where(matching(TASK_FIELDS, given));
  if (given['waiting'] === true) query = query.whereRef('tasks.accepted', '<>', 'tasks.relevant');
  for (const { column, direction } of ordered(TASK_FIELDS, given['ordering'])) query = query.orderBy(column, direction);
  // Priority first, as people read it; within one, T2 before T10.
  return listed(
    query
      .orderBy('tasks.priority', 'desc')
      .orderBy(sql`length(tasks.id)`)
      .orderBy('tasks.id'),
    slice,
  );
}

export const findTask = async (
  db: Kysely<Tables>,
  projectId: number,
  id: string,
  more: Given = {},
): Promise<TaskRow | undefined> => (await listTasks(db, projectId, { ...more, task_id: id }, null)).rows[0];

const tasksOf = (db: Kysely<Tables>, projectId: number, withHowTos: boolean) =>
  db
    .selectFrom('tasks')
    .innerJoin('phases as p', 'p.id', 'tasks.phase_id')
    .innerJoin('task_statuses as s', 's.id', 'tasks.status_id')
    .leftJoin('users as u', 'u.id', 'tasks.updater_id')
    .where('tasks.project_id', '=', projectId)
    .selectAll('tasks')
    .select([
      'p.slug as phase_slug',
      'p.name as phase_name',
      'p.description as phase_description',
      'p.tip as phase_tip',
      's.slug as status_slug',
      's.name as status_name',
      's.meaning as status_meaning',
      's.icon as status_icon',
      'u.email as updater_email',
      NOTE_COUNT.as('note_count'),
      ASSIGNEES.as('assignees'),
      REFERENCES.as('references'),
      (withHowTos ? HOW_TOS : NO_HOW_TOS).as('how_tos'),
    ]);

const NOTE_COUNT = sql<number>`(select count(*)::integer from notes n where n.project_id = tasks.project_id and n.task_id = tasks.id)`;

const ASSIGNEES = sql<{ id: number; email: string }[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'email', a.email) order by a.id), '[]')
  from users a where a.id = any(tasks.assigned_to))`;

const REFERENCES = sql<TaskReference[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'connection', l.connection_id, 'reference', l.issue_id,
    'name', coalesce(l.issue ->> 'key', l.issue_id), 'link', coalesce(l.issue ->> 'url', '')) order by l.id), '[]')
  from links l where l.project_id = tasks.project_id and l.task_id = tasks.id
    and l.retired_at is null and l.issue_id is not null and l.connection_id is not null)`;

const HOW_TOS = sql<TaskHowTo[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'title', h.title, 'content', h.content,
    'ordinal', h.ordinal) order by h.ordinal, h.id), '[]')
  from how_tos h where h.project_id = tasks.project_id and h.task_id = tasks.id)`;

const NO_HOW_TOS = sql<TaskHowTo[]>`'[]'::jsonb`;
