/** Notes on tasks. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import type { NotesTable, Tables } from './tables.ts';

export type Note = Selectable<NotesTable> & { readonly author_email: string | null };

export interface NoteFilter {
  readonly project_id: number;
  readonly task_id: string;
  readonly id?: number | undefined;
}

export function listNotes(db: Kysely<Tables>, filter: NoteFilter, slice: Slice | null): Promise<Found<Note>> {
  const query = db
    .selectFrom('notes')
    .leftJoin('users', 'users.id', 'notes.author_id')
    .selectAll('notes')
    .select('users.email as author_email')
    .where('notes.project_id', '=', filter.project_id)
    .where('notes.task_id', '=', filter.task_id)
    .orderBy('notes.id');
  return listed(filter.id === undefined ? query : query.where('notes.id', '=', filter.id), slice);
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
