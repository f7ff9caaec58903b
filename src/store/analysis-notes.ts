/** What verifications said of a task. Each sets the task's verification, in the same transaction. */
import type { Kysely, Selectable } from 'kysely';
import type { AnalysisNotesTable } from './content-tables.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { matching, ordered, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';
import { touchTask, type Change } from './task-changes.ts';
import { type TaskKey } from './tasks.ts';
import { inTransaction } from './transaction.ts';

export type AnalysisNote = Selectable<AnalysisNotesTable> & { readonly author_email: string | null };

export const ANALYSIS_NOTE_FIELDS: Fields = {
  id: { kind: 'number', columns: ['analysis_notes.id'] },
  analysis_session: { kind: 'text', columns: ['analysis_notes.analysis_session'] },
  behaviour: { kind: 'text', columns: ['analysis_notes.behaviour'] },
  confidence: { kind: 'text', columns: ['analysis_notes.confidence'] },
  status: { kind: 'text', columns: ['analysis_notes.status'] },
  created: { kind: 'time', columns: ['analysis_notes.created'] },
};

/** Those of one task. `given`: look-ups of `ANALYSIS_NOTE_FIELDS`. */
export function listAnalysisNotes(
  db: Kysely<Tables>,
  task: TaskKey,
  given: Given,
  slice: Slice | null,
): Promise<Found<AnalysisNote>> {
  let query = db
    .selectFrom('analysis_notes')
    .leftJoin('users', 'users.id', 'analysis_notes.author_id')
    .selectAll('analysis_notes')
    .select('users.email as author_email')
    .where('analysis_notes.project_id', '=', task.project_id)
    .where('analysis_notes.task_id', '=', task.id)
    .where(matching(ANALYSIS_NOTE_FIELDS, given));
  for (const { column, direction } of ordered(ANALYSIS_NOTE_FIELDS, given['ordering']))
    query = query.orderBy(column, direction);
  return listed(query.orderBy('analysis_notes.id'), slice);
}

export interface NewAnalysisNote {
  readonly analysis_session: string | null;
  readonly behaviour: AnalysisNotesTable['behaviour'];
  readonly status: AnalysisNotesTable['status'];
  readonly confidence: string;
  readonly findings: readonly unknown[];
  readonly findings_ref: string;
}

/** From best to worst; `none` says nothing yet. */
const WORSE = ['none', 'pass', 'partial', 'fail'] as const;

/** Answers its id. `combine`: the task keeps the worst that was said of it; `replace`: what this one says. */
export const createAnalysisNote = (
  db: Kysely<Tables>,
  task: TaskKey,
  note: NewAnalysisNote,
  change: Change,
): Promise<number> =>
  inTransaction(db, async (trx) => {
    await touchTask(trx, task, change); // locks the row: what is read now is what is combined with
    const row = trx.selectFrom('tasks').select('verification').where('project_id', '=', task.project_id);
    const { verification: before } = await row.where('id', '=', task.id).executeTakeFirstOrThrow();
    const { status, behaviour } = note;
    const better = WORSE.indexOf(status) < WORSE.indexOf(before);
    await trx
      .updateTable('tasks')
      .set({ verification: behaviour === 'combine' && better ? before : status })
      .where('project_id', '=', task.project_id)
      .where('id', '=', task.id)
      .execute();
    const where = { project_id: task.project_id, task_id: task.id };
    const by = { author_id: change.userId, created: change.at, updated: change.at };
    const { id } = await trx
      .insertInto('analysis_notes')
      .values({ ...where, ...note, ...by, findings: JSON.stringify(note.findings) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });

export async function deleteAnalysisNote(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('analysis_notes').where('id', '=', id).execute();
}
