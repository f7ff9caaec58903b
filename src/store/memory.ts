/** The engine's memory and task side for one running job. Every write is one short transaction behind the fence. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../model/instant.ts';
import { NOTHING_YET, type Memory, type Progress, type TaskSide } from '../model/sides.ts';
import type { Talk } from '../model/talk.ts';
import type { HowTo, Task } from '../model/task.ts';
import type { Outcome } from '../model/run.ts';
import { attributeMacros } from './custom-attributes.ts';
import { appendEvents } from './events.ts';
import { fence, type Running } from './job-runs.ts';
import { generations, liveLinks, ownersOf, saveChanges, saveIssues, type LinkOwner } from './links.ts';
import type { Tables } from './tables.ts';
import { makeTalk, type BehindFence } from './talk.ts';
import { writeTasks } from './task-writes.ts';
import { inTransaction } from './transaction.ts';
import { wishesOf } from './wishes.ts';

export interface MemoryOptions {
  readonly db: Kysely<Tables>;
  readonly run: Pick<Running, 'id' | 'attempt' | 'connectionId'>;
  readonly connection: LinkOwner;
  /** Where a person reads a task. */
  readonly taskUrl: (taskId: string) => string;
  readonly now: () => Instant;
}

export function makeMemory(options: MemoryOptions): Memory & TaskSide & { readonly talk: Talk } {
  const { db, run, connection, now } = options;
  const behindFence: BehindFence = (work) =>
    inTransaction(db, async (trx) => {
      await fence(trx, run);
      return work(trx, new Date(now()));
    });
  const origin = (at: Date) => ({ connectionId: connection.id, projectId: connection.projectId, jobId: run.id, at });
  return {
    load: () => behindFence((trx) => load(trx, options)),
    observed: ({ issues, progress }, events) =>
      behindFence(async (trx, at) => {
        await saveIssues(trx, connection, issues, at);
        await saveProgress(trx, connection.id, progress);
        await appendEvents(trx, events, origin(at));
      }),
    remember: (changes, events) =>
      behindFence(async (trx, at) => {
        await saveChanges(trx, connection, changes, at);
        await appendEvents(trx, events, origin(at));
      }),
    report: (outcomes, total) => behindFence((trx) => saveOutcomes(trx, run.id, outcomes, total)),
    owners: (issueIds) => ownersOf(db, connection, issueIds),
    talk: makeTalk(connection, behindFence),
    write: (writes, remember) =>
      behindFence(async (trx, at) => {
        const { moved } = await writeTasks(trx, connection.projectId, writes, at);
        const { changes, events } = remember(moved);
        await saveChanges(trx, connection, changes, at);
        await appendEvents(trx, events, origin(at));
      }),
  };
}

async function load(trx: Kysely<Tables>, { connection, taskUrl }: MemoryOptions) {
  const {
    progress,
    projectAttributes: project,
    applicationAttributes: application,
    rules,
    ...names
  } = await surroundingsOf(trx, connection.id);
  return {
    surroundings: { ...names, attributes: attributeMacros({ project, application }) },
    tasks: await tasksOf(trx, connection.projectId, taskUrl),
    people: await peopleOf(trx),
    statuses: await trx
      .selectFrom('task_statuses')
      .select(['id', 'slug', 'name', 'meaning'])
      .orderBy('ordinal')
      .execute(),
    links: await liveLinks(trx, connection.id),
    progress: { ...NOTHING_YET, ...progress },
    generations: await generations(trx, connection),
    wishes: await wishesOf(trx, connection.id),
    rules,
  };
}

const surroundingsOf = (trx: Kysely<Tables>, connectionId: number) =>
  trx
    .selectFrom('connections')
    .innerJoin('projects', 'projects.id', 'connections.project_id')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    .select(['business_units.name as businessUnit', 'applications.name as application', 'projects.name as project'])
    .select(['projects.id as projectId', 'connections.progress', 'connections.rules'])
    .select(['projects.custom_attributes as projectAttributes'])
    .select(['applications.custom_attributes as applicationAttributes'])
    .where('connections.id', '=', connectionId)
    .executeTakeFirstOrThrow();

/** Everybody with an account that is not switched off. */
async function peopleOf(trx: Kysely<Tables>): Promise<string[]> {
  const rows = await trx.selectFrom('users').select('email').where('is_active', '=', true).execute();
  return rows.map(({ email }) => email.toLowerCase());
}

const ASSIGNEES = sql<string[]>`array(
  select lower(u.email) from users u where u.id = any(tasks.assigned_to) order by array_position(tasks.assigned_to, u.id))`;

async function tasksOf(trx: Kysely<Tables>, projectId: number, taskUrl: MemoryOptions['taskUrl']): Promise<Task[]> {
  const rows = await trx
    .selectFrom('tasks')
    .innerJoin('phases', 'phases.id', 'tasks.phase_id')
    .selectAll('tasks')
    .select(['phases.slug as phase', ASSIGNEES.as('assignees'), HOW_TOS.as('how_tos')])
    .where('project_id', '=', projectId)
    .orderBy('tasks.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    text: row.text,
    howTos: row.how_tos,
    priority: row.priority,
    phase: row.phase,
    status: row.status_id,
    statusChangedAt: row.status_changed_at?.getTime() ?? null,
    updatedAt: row.updated.getTime(),
    tags: row.tags,
    assignees: row.assignees,
    verification: row.verification,
    relevant: row.relevant,
    accepted: row.accepted,
    riskRelevant: row.risk_relevant,
    url: taskUrl(row.id),
    version: row.version,
  }));
}

const HOW_TOS = sql<HowTo[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('title', h.title, 'content', h.content) order by h.ordinal, h.id), '[]')
  from how_tos h where h.project_id = tasks.project_id and h.task_id = tasks.id)`;

const saveProgress = async (trx: Kysely<Tables>, connectionId: number, progress: Partial<Progress>): Promise<void> => {
  const patch = JSON.stringify(progress);
  if (patch === '{}') return;
  await sql`update connections set progress = progress || ${patch}::jsonb where id = ${connectionId}::integer`.execute(
    trx,
  );
};

/** A take-over tells what it finds done as skipped: what an earlier attempt did stays told as done. */
async function saveOutcomes(
  trx: Kysely<Tables>,
  jobId: number,
  outcomes: readonly Outcome[],
  total: number,
): Promise<void> {
  const rows = JSON.stringify(
    [...new Map(outcomes.map((outcome) => [outcome.taskId, outcome])).values()].map((outcome) => ({
      task_id: outcome.taskId,
      action: outcome.do,
      result: outcome.result,
      issue_key: outcome.issueKey,
      detail: outcome.detail,
    })),
  );
  await sql`
    insert into job_outcomes (job_id, task_id, action, result, issue_key, detail)
    select ${jobId}::integer, c.task_id, c.action, c.result, c.issue_key, c.detail
    from jsonb_to_recordset(${rows}::jsonb) as c (task_id text, action text, result text, issue_key text, detail text)
    on conflict (job_id, task_id) do update set
      action = excluded.action, result = excluded.result, issue_key = excluded.issue_key, detail = excluded.detail
      where not (job_outcomes.result = 'done' and excluded.result = 'skipped')
  `.execute(trx);
  await sql`
    update jobs set done = (select count(*) from job_outcomes where job_id = jobs.id), total = ${total}::integer
    where id = ${jobId}::integer
  `.execute(trx);
}
