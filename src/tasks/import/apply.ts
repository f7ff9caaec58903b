/** Brings the tasks of a file into a project: set-based, in one transaction, writing only what differs. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../model/instant.ts';
import type { Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { compare, type Defaults, type ExistingTask, type TaskDifference, type TaskToWrite } from './compare.ts';
import type { ImportedTask, Named, Vocabulary } from './imported-task.ts';
import type { Format } from './read-file.ts';

export interface ImportRequest {
  readonly projectId: number;
  readonly userId: number;
  readonly format: Format;
  readonly tasks: readonly ImportedTask[];
  readonly at: Instant;
  /** Answers the same and writes nothing. */
  readonly preview: boolean;
}

export interface ImportResult {
  /** The row in the history; null for a preview. */
  readonly id: number | null;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** The existing tasks that change, and in which fields. */
  readonly changes: readonly TaskDifference[];
}

/** Rows per statement: the embedded database holds up everything else while a statement runs. */
const BATCH = 500;

/** The phases and statuses that a file may name, in the order people see them. */
export async function vocabularyOf(db: Kysely<Tables>): Promise<Vocabulary> {
  const named = (table: 'phases' | 'task_statuses'): Promise<Named[]> =>
    db.selectFrom(table).select(['id', 'slug', 'name']).orderBy('ordinal').execute();
  return { phases: await named('phases'), statuses: await named('task_statuses') };
}

/** Never touches a status, a note or the scope of a task that is there, nor a task that the file does not name. */
export async function applyImport(db: Kysely<Tables>, request: ImportRequest): Promise<ImportResult> {
  return inTransaction(db, async (trx) => {
    // The project's row is what everybody who adds tasks locks first.
    await trx.selectFrom('projects').select('id').where('id', '=', request.projectId).forUpdate().execute();
    const difference = compare(request.tasks, await existingTasks(trx, request.projectId), await defaultsOf(trx));
    const { create, change, changes, unchanged } = difference;
    const counts = { created: create.length, changed: change.length, unchanged };
    if (request.preview) return { id: null, ...counts, changes };
    for (const batch of batches(create)) await insertTasks(trx, request, batch);
    for (const batch of batches(change)) await updateTasks(trx, request, batch);
    const { id } = await trx
      .insertInto('imports')
      .values({
        project_id: request.projectId,
        format: request.format,
        summary: JSON.stringify(counts),
        user_id: request.userId,
        created: new Date(request.at),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id, ...counts, changes };
  });
}

/** Locked until the transaction ends, so that what was compared is what is overwritten. */
async function existingTasks(trx: Kysely<Tables>, projectId: number): Promise<ExistingTask[]> {
  return trx
    .selectFrom('tasks')
    .select(['id', 'title', 'text', 'priority', 'phase_id as phase', 'tags', 'verification'])
    .where('project_id', '=', projectId)
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function defaultsOf(trx: Kysely<Tables>): Promise<Defaults> {
  const phase = trx.selectFrom('phases').select('id').where('active', '=', true).orderBy('ordinal');
  const status = trx.selectFrom('task_statuses').select('id').where('meaning', '=', 'TODO').orderBy('ordinal');
  return { phase: (await phase.executeTakeFirstOrThrow()).id, status: (await status.executeTakeFirstOrThrow()).id };
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) =>
    rows.slice(index * BATCH, (index + 1) * BATCH),
  );
}

/** The rows as one parameter: `unnest` would flatten the arrays of tags. */
const recordset = (rows: readonly TaskToWrite[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
  id text, title text, text text, priority integer, phase text, status text, tags text[], verification text)`;

async function insertTasks(
  trx: Kysely<Tables>,
  { projectId, userId, at }: ImportRequest,
  rows: readonly TaskToWrite[],
): Promise<void> {
  const time = new Date(at);
  await sql`
    insert into tasks (project_id, id, title, text, priority, phase_id, status_id, status_changed_at, tags, verification,
      became_relevant, created, updated, updater_id)
    select ${projectId}::integer, r.id, r.title, r.text, r.priority, r.phase, r.status, ${time}::timestamptz, r.tags, r.verification,
      ${time}::timestamptz, ${time}::timestamptz, ${time}::timestamptz, ${userId}::integer
    from ${recordset(rows)}`.execute(trx);
}

async function updateTasks(
  trx: Kysely<Tables>,
  { projectId, userId, at }: ImportRequest,
  rows: readonly TaskToWrite[],
): Promise<void> {
  await sql`
    update tasks set title = r.title, text = r.text, priority = r.priority, phase_id = r.phase, tags = r.tags,
      verification = r.verification, updated = ${new Date(at)}::timestamptz, updater_id = ${userId}::integer, version = tasks.version + 1
    from ${recordset(rows)} where tasks.project_id = ${projectId}::integer and tasks.id = r.id`.execute(trx);
}
