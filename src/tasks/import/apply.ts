/** Brings the tasks of a file into a project: set-based, in one transaction, writing only what differs. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../model/instant.ts';
import type { Meaning } from '../../model/task.ts';
import { completeImport } from '../../store/imports.ts';
import type { Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { compare, type Difference, type ExistingTask, type TaskDifference, type TaskToWrite } from './compare.ts';
import { MEANING_OF, turnsOf, type ReportedBefore, type Turn } from './findings.ts';
import type { ImportedTask, Named, Vocabulary } from './imported-task.ts';
import { writeTurns } from './write-turns.ts';

export interface ImportRequest {
  readonly projectId: number;
  readonly userId: number;
  readonly tasks: readonly ImportedTask[];
  /** Reports that tell everything they know. */
  readonly complete?: readonly string[];
  readonly at: Instant;
  /** Its row in the history; null is a preview, which answers the same and writes nothing. */
  readonly id: number | null;
}

export interface ImportResult {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Only of reports: tasks that were closed and opened again because of what they say. */
  readonly closed?: number;
  readonly reopened?: number;
  /** The new tasks. */
  readonly additions: readonly Pick<TaskDifference, 'id' | 'title'>[];
  /** The existing tasks that change, and in which fields. */
  readonly changes: readonly TaskDifference[];
  /** The existing tasks that reports close and open, and what they mean then. */
  readonly turned: readonly { readonly id: string; readonly title: string; readonly meaning: Meaning }[];
}

/** Rows per statement: the embedded database holds up everything else while a statement runs. */
const BATCH = 500;

/** The phases and statuses that a file may name, in the order people see them. */
export async function vocabularyOf(db: Kysely<Tables>): Promise<Vocabulary> {
  const named = (table: 'phases' | 'task_statuses'): Promise<Named[]> =>
    db.selectFrom(table).select(['id', 'slug', 'name']).orderBy('ordinal').execute();
  return { phases: await named('phases'), statuses: await named('task_statuses') };
}

/**
 * Never touches a status, a note or the scope of a task that is there, nor a task that the file does not name; reports
 * close and open the tasks that they speak for (ADR 0009).
 */
export async function applyImport(db: Kysely<Tables>, request: ImportRequest): Promise<ImportResult> {
  return inTransaction(db, async (trx) => {
    // The project's row is what everybody who adds tasks locks first.
    await trx.selectFrom('projects').select('id').where('id', '=', request.projectId).forUpdate().execute();
    const statusOf = await statusesOf(trx);
    const tasks = request.tasks.map((task) =>
      task.reported === undefined ? task : { ...task, status: statusOf[MEANING_OF[task.reported.finding]] },
    );
    const existing = await existingTasks(trx, request.projectId);
    const difference = compare(tasks, existing, { phase: await defaultPhase(trx), status: statusOf.TODO });
    const turns = turnsOf(tasks, request.complete ?? [], existing);
    const counts = countsOf(difference, request.complete === undefined ? null : turns);
    const result = {
      ...counts,
      additions: difference.create,
      changes: difference.changes,
      turned: named(turns, existing),
    };
    if (request.id === null) return result;
    for (const batch of batches(difference.create)) await insertTasks(trx, request, batch);
    for (const batch of batches(difference.change)) await updateTasks(trx, request, batch);
    const { projectId, userId } = request;
    const context = { projectId, userId, time: new Date(request.at), statusOf };
    for (const batch of batches(turns)) await writeTurns(trx, batch, context);
    await completeImport(trx, request.id, counts, context.time);
    return result;
  });
}

function countsOf(
  { create, change, unchanged }: Difference,
  turns: readonly Turn[] | null,
): Omit<ImportResult, 'additions' | 'changes' | 'turned'> {
  const counts = { created: create.length, changed: change.length, unchanged };
  if (turns === null) return counts;
  const closed = turns.filter(({ meaning }) => meaning === 'DONE' || meaning === 'NA').length;
  return { ...counts, closed, reopened: turns.filter(({ meaning }) => meaning === 'TODO').length };
}

/** Those whose status really turns. */
function named(turns: readonly Turn[], existing: readonly ExistingTask[]): ImportResult['turned'] {
  const titles = new Map(existing.map(({ id, title }) => [id, title]));
  return turns.flatMap(({ id, meaning }) => (meaning === null ? [] : [{ id, title: titles.get(id) ?? '', meaning }]));
}

/** Locked until the transaction ends, so that what was compared is what is overwritten. */
async function existingTasks(trx: Kysely<Tables>, projectId: number): Promise<(ExistingTask & ReportedBefore)[]> {
  return trx
    .selectFrom('tasks')
    .innerJoin('task_statuses', 'task_statuses.id', 'tasks.status_id')
    .select(['tasks.id', 'title', 'text', 'priority', 'phase_id as phase', 'tags', 'verification'])
    .select(['source', 'finding', 'meaning'])
    .where('project_id', '=', projectId)
    .orderBy('tasks.id')
    .forUpdate('tasks')
    .execute();
}

async function defaultPhase(trx: Kysely<Tables>): Promise<string> {
  const phase = trx.selectFrom('phases').select('id').orderBy('active', 'desc').orderBy('ordinal');
  return (await phase.executeTakeFirstOrThrow()).id;
}

/** The first status of each meaning. */
async function statusesOf(trx: Kysely<Tables>): Promise<Readonly<Record<Meaning, string>>> {
  const rows = await trx.selectFrom('task_statuses').select(['id', 'meaning']).orderBy('ordinal', 'desc').execute();
  const byMeaning = Object.fromEntries(rows.map(({ id, meaning }) => [meaning, id]));
  return { TODO: byMeaning['TODO'] ?? '', DONE: byMeaning['DONE'] ?? '', NA: byMeaning['NA'] ?? '' };
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) =>
    rows.slice(index * BATCH, (index + 1) * BATCH),
  );
}

/** The rows as one parameter: `unnest` would flatten the arrays of tags. */
const recordset = (rows: readonly TaskToWrite[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
  id text, title text, text text, priority integer, phase text, status text, tags text[], verification text, reported jsonb)`;

async function insertTasks(
  trx: Kysely<Tables>,
  { projectId, userId, at }: ImportRequest,
  rows: readonly TaskToWrite[],
): Promise<void> {
  const time = new Date(at);
  await sql`
    insert into tasks (project_id, id, title, text, priority, phase_id, status_id, status_changed_at, tags, verification,
      became_relevant, created, updated, updater_id, source, finding)
    select ${projectId}::integer, r.id, r.title, r.text, r.priority, r.phase, r.status, ${time}::timestamptz, r.tags, r.verification,
      ${time}::timestamptz, ${time}::timestamptz, ${time}::timestamptz, ${userId}::integer, r.reported->>'source', r.reported->>'finding'
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
