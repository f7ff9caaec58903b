/** Imports on the wire. */
import Type, { type Static } from 'typebox';
import type { ImportRow } from '../store/imports.ts';
import type { ImportResult } from '../tasks/import/apply.ts';
import type { Parsed } from '../tasks/import/imported-task.ts';
import type { Format } from '../tasks/import/read-upload.ts';
import { Nullable, Time } from './shapes.ts';

/** Problems, and changed tasks, that an answer names; the rest is counted. */
export const NAMED = 100;

const TaskNamed = { task: Type.String({ description: '`T2`' }), title: Type.String() };

const Counts = Type.Object({
  created: Type.Integer({ description: 'Tasks that were not there' }),
  changed: Type.Integer({ description: 'Tasks of which the file says something else' }),
  unchanged: Type.Integer(),
  closed: Type.Optional(Type.Integer({ description: 'Of reports: tasks that they say are done with' })),
  reopened: Type.Optional(Type.Integer({ description: 'Of reports: tasks that they say are there again' })),
});

export const Import = Type.Object({
  id: Type.Integer(),
  project: Type.Integer(),
  format: Type.String(),
  state: Type.String({ description: '`running`, `done`, `failed`' }),
  received: Type.Integer({ description: 'Bytes of the file that were read so far' }),
  message: Type.String({ description: 'Why it failed' }),
  counts: Counts,
  user: Nullable(Type.Integer()),
  created: Time('When it began'),
  updated: Time('When something was last heard of it; long ago while it runs: its process died'),
});

export const Imported = Type.Object({
  id: Type.Union([Type.Integer(), Type.Null()], { description: 'null for a preview' }),
  project: Type.Integer(),
  format: Type.String(),
  preview: Type.Boolean(),
  profile: Type.String({ description: '`asvs` when the header is that of an OWASP ASVS file, else `plain`' }),
  columns: Type.Record(Type.String(), Type.String(), { description: 'Field → the header it was read from' }),
  ignored: Type.Array(Type.String(), { description: 'Headers that were not read' }),
  counts: Counts,
  additions: Type.Array(Type.Object(TaskNamed), { description: `New tasks, at most ${NAMED} of them` }),
  changes: Type.Array(Type.Object({ ...TaskNamed, fields: Type.Array(Type.String()) }), {
    description: `Existing tasks that change, at most ${NAMED} of them`,
  }),
  turned: Type.Array(Type.Object({ ...TaskNamed, meaning: Type.String({ description: '`DONE`, `TODO` or `NA`' }) }), {
    description: `Existing tasks that a report closes or opens, at most ${NAMED} of them`,
  }),
});

export const importWire = (row: ImportRow): Static<typeof Import> => {
  const { id, project_id: project, format, state, received, message, user_id: user, created, updated } = row;
  const { created: made = 0, changed = 0, unchanged = 0, ...turns } = row.summary;
  const counts = { created: made, changed, unchanged, ...turns };
  const times = { created: created.toISOString(), updated: updated.toISOString() };
  return { id, project, format, state, received, message, counts, user, ...times };
};

interface Asked {
  /** null for a preview. */
  readonly id: number | null;
  readonly project: number;
  readonly format: Format;
}

export const importedWire = (asked: Asked, file: Parsed, result: ImportResult): Static<typeof Imported> => {
  const { additions: added, changes: changed, turned: turns, ...counts } = result;
  const additions = added.slice(0, NAMED).map(({ id: task, title }) => ({ task, title }));
  const changes = changed.slice(0, NAMED).map(({ id: task, title, fields }) => ({ task, title, fields: [...fields] }));
  const turned = turns.slice(0, NAMED).map(({ id: task, ...rest }) => ({ task, ...rest }));
  const { profile, columns, ignored } = file;
  const read = { profile, columns, ignored: [...ignored] };
  return { ...asked, preview: asked.id === null, ...read, counts, additions, changes, turned };
};
