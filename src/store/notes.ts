/** Notes on tasks. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { NotesTable, Tables } from './tables.ts';
import type { TaskKey } from './tasks.ts';

export type Note = Selectable<NotesTable> & { readonly author_email: string | null };

export const NOTE_FIELDS: Fields = {
  id: { kind: 'number', columns: ['notes.id'] },
  text: { kind: 'text', columns: ['notes.text'], searched: true },
  automatic: { kind: 'boolean', columns: ['notes.automatic'] },
  updater: { kind: 'text', columns: ['users.email'] },
  created: { kind: 'time', columns: ['notes.created'] },
  updated: { kind: 'time', columns: ['notes.updated'] },
};

/** Those of one task. `given`: look-ups of `NOTE_FIELDS`. */
export function listNotes(db: Kysely<Tables>, task: TaskKey, given: Given, slice: Slice | null): Promise<Found<Note>> {
  let query = db
    .selectFrom('notes')
    .leftJoin('users', 'users.id', 'notes.author_id')
    .selectAll('notes')
    .select('users.email as author_email')
    .where('notes.project_id', '=', task.project_id)
    .where('notes.task_id', '=', task.id)
    .where(matching(NOTE_FIELDS, given));
  for (const { column, direction } of ordered(NOTE_FIELDS, given['ordering'])) query = query.orderBy(column, direction);
  return listed(query.orderBy('notes.id'), slice);
}

export async function updateNote(db: Kysely<Tables>, id: number, text: string, now: Date): Promise<void> {
  await db.updateTable('notes').set({ text, updated: now }).where('id', '=', id).execute();
}

export async function deleteNote(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('notes').where('id', '=', id).execute();
}

export async function createNote(db: Kysely<Tables>, note: Insertable<NotesTable>): Promise<number> {
  const { id } = await db.insertInto('notes').values(note).returning('id').executeTakeFirstOrThrow();
  return id;
}
