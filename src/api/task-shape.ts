/** A task on the wire. */
import Type, { type Static } from 'typebox';
import type { TaskRow } from '../store/tasks.ts';
import { Choice, Nullable, Text, Time } from './shapes.ts';

const Person = Type.Object({ id: Type.Integer(), email: Type.String() });

const Phase = Type.Object({
  id: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  description: Type.String(),
  tip: Type.String(),
});

const Amended = Type.Object({ description: Type.String(), amendments: Type.Array(Type.String()) });

const Tags = Type.Object({ library_tags: Type.Array(Type.String()), project_tags: Type.Array(Type.String()) });

const HowTo = Type.Object({
  id: Type.String({ description: '`I131`' }),
  title: Type.String(),
  content: Type.String({ description: 'Markdown' }),
  ordinal: Type.Integer(),
});

const Status = Type.Object({
  id: Type.String(),
  meaning: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  icon: Type.String(),
});

const Reference = Type.Object({
  id: Type.Integer(),
  issue_tracker_connection: Type.Integer(),
  alm_connection: Type.Integer({ description: 'The former name of issue_tracker_connection' }),
  reference: Type.String({ description: "The tracker's own id of the issue" }),
  name: Type.String({ description: 'What people call the issue' }),
  link: Type.String(),
});

const Nothing = (name: string) =>
  Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0, description: `With \`include=${name}\`: nothing is known` }));

/** What comes from a library there; clients may ask for it, and learn that there is none. */
const UNKNOWN = {
  problem: Type.Optional(Type.Null({ description: 'With `include=problem`: none is known' })),
  related: Nothing('related'),
  regulation_sections: Nothing('regulation_sections'),
  training: Nothing('training'),
};

export const TaskShape = Type.Object({
  id: Type.String({ description: '`1-T2`' }),
  task_id: Type.String({ description: '`T2`' }),
  url: Type.String({ description: 'Where a person reads it' }),
  title: Type.String(),
  text: Type.Union([Type.String(), Amended], { description: 'Markdown; with `expand=text` an object' }),
  priority: Type.Integer({ description: '10 is the highest' }),
  phase: Type.Union([Type.String(), Phase], { description: 'Its id; with `expand=phase` an object' }),
  status: Type.Union([Type.String(), Status], { description: 'Its id; with `expand=status` an object' }),
  verification_status: Type.String({ description: '`none`, `partial`, `pass`, `fail`' }),
  tags: Type.Union([Type.Array(Type.String()), Tags], { description: 'With `include=tags&expand=tags` an object' }),
  assigned_to: Type.Array(Person),
  artifact_proxy: Nullable(Type.String()),
  note_count: Type.Integer(),
  relevant: Type.Boolean(),
  accepted: Type.Boolean(),
  risk_relevant: Type.Boolean(),
  project_specific: Type.Boolean(),
  manually_added_from_library: Type.Boolean(),
  library_task_created: Nullable(Type.String(), 'null for what is not from a library'),
  library_task_updated: Nullable(Type.String(), 'null for what is not from a library'),
  became_relevant: Time('When it came into the project'),
  created: Time('When it was made'),
  updated: Time('When it was last changed'),
  updater: Type.Union([Type.String(), Person, Type.Null()], {
    description: 'The e-mail address of who changed it; with `expand=updater` an object',
  }),
  references: Type.Optional(Type.Array(Reference, { description: 'With `include=references`: its issues' })),
  how_tos: Type.Optional(Type.Array(HowTo, { description: 'With `include=how_tos`' })),
  ...UNKNOWN,
});

const members = {
  title: Text(1_000, 'One line'),
  text: Type.String({ maxLength: 200_000, description: 'Markdown' }),
  priority: Type.Integer({ minimum: 0, maximum: 10 }),
  phase: Type.String({ description: 'Id or slug' }),
};
const optional = {
  status: Type.Optional(Type.String({ description: 'Id or slug' })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 })),
  assigned_to: Type.Optional(
    Type.Array(Type.Union([Type.String(), Type.Object({ email: Type.String() })]), {
      maxItems: 100,
      description: 'E-mail addresses, or objects with one as they are shown',
    }),
  ),
  artifact_proxy: Type.Optional(Nullable(Type.String({ maxLength: 1_000 }))),
};

export const TaskBody = Type.Object({ ...members, ...optional });
export type TaskBody = Static<typeof TaskBody>;

export const TaskChange = Type.Object({
  title: Type.Optional(members.title),
  text: Type.Optional(members.text),
  priority: Type.Optional(members.priority),
  phase: Type.Optional(members.phase),
  ...optional,
  status_note: Type.Optional(Type.String({ maxLength: 10_000, description: 'Saved when the status really changes' })),
  verification_status: Type.Optional(Choice(['none', 'partial', 'pass', 'fail'])),
});
export type TaskChange = Static<typeof TaskChange>;

interface Showing {
  readonly include: ReadonlySet<string>;
  readonly expand: ReadonlySet<string>;
}

export const taskToWire =
  (baseUrl: string, { include, expand }: Showing) =>
  (row: TaskRow): Static<typeof TaskShape> => ({
    id: `${row.project_id}-${row.id}`,
    task_id: row.id,
    url: `${baseUrl}/projects/${row.project_id}/tasks/${encodeURIComponent(row.id)}`,
    title: row.title,
    text: expand.has('text') || expand.has('description') ? { description: row.text, amendments: [] } : row.text,
    priority: row.priority,
    phase: expand.has('phase') ? phaseOf(row) : row.phase_id,
    status: expand.has('status') ? statusOf(row) : row.status_id,
    verification_status: row.verification,
    tags: include.has('tags') && expand.has('tags') ? { library_tags: [], project_tags: row.tags } : row.tags,
    assigned_to: row.assignees.map(({ id, email }) => ({ id, email })),
    artifact_proxy: row.artifact_proxy,
    note_count: row.note_count,
    relevant: row.relevant,
    accepted: row.accepted,
    risk_relevant: row.risk_relevant,
    project_specific: row.project_specific,
    manually_added_from_library: false,
    library_task_created: null,
    library_task_updated: null,
    became_relevant: row.became_relevant.toISOString(),
    created: row.created.toISOString(),
    updated: row.updated.toISOString(),
    updater: expand.has('updater') ? updaterOf(row) : row.updater_email,
    ...includedOf(row, include),
  });

const NONE = { problem: null, related: [], regulation_sections: [], training: [] } as const;

const includedOf = (row: TaskRow, include: ReadonlySet<string>): object => ({
  ...(include.has('references') ? { references: referencesOf(row) } : {}),
  ...(include.has('how_tos') ? { how_tos: row.how_tos.map(({ id, ...rest }) => ({ id: `I${id}`, ...rest })) } : {}),
  ...Object.fromEntries(Object.entries(NONE).filter(([name]) => include.has(name))),
});

const updaterOf = ({ updater_id: id, updater_email: email }: TaskRow): Static<typeof Person> | null =>
  id === null || email === null ? null : { id, email };

const phaseOf = (row: TaskRow): Static<typeof Phase> => ({
  id: row.phase_id,
  name: row.phase_name,
  slug: row.phase_slug,
  description: row.phase_description,
  tip: row.phase_tip,
});

const statusOf = (row: TaskRow): Static<typeof Status> => ({
  id: row.status_id,
  meaning: row.status_meaning,
  name: row.status_name,
  slug: row.status_slug,
  icon: row.status_icon,
});

const referencesOf = (row: TaskRow): Static<typeof Reference>[] =>
  row.references.map(({ id, connection, reference, name, link }) => ({
    id,
    issue_tracker_connection: connection,
    alm_connection: connection,
    reference,
    name,
    link,
  }));
