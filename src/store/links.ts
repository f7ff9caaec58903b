/** Links: the memory of task-issue pairs. A link is live while it is not retired and its connection exists. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Issue, IssueField } from '../model/issue.ts';
import type { Link, LinkChange } from '../model/link.ts';
import type { LinksTable, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';
import { dropWishes, useUp } from './wishes.ts';

/** Whose links: the connection, and where its issues are. */
export interface LinkOwner {
  readonly id: number;
  readonly projectId: number;
  readonly server: string;
  readonly target: string;
}

/** The connection's live links, by task id. */
export async function liveLinks(db: Kysely<Tables>, connectionId: number): Promise<Link[]> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('retired_at', 'is', null)
    .orderBy('task_id')
    .execute();
  return rows.map(toLink);
}

const toLink = (row: Selectable<LinksTable>): Link => ({
  taskId: row.task_id,
  marker: row.marker,
  generation: row.generation,
  issueId: row.issue_id,
  issue: row.issue,
  base: row.base,
  closedByUs: row.closed_by_us,
  refusal: row.refusal,
  pending: row.pending,
  conflicts: row.conflicts as IssueField[],
  since: row.updated.getTime(),
});

/**
 * The generation that a new link of a task would have, for tasks where it is not 0. A link that ended in the same tracker
 * project hands its generation on (the issue there is adopted by its marker); elsewhere, and where a person took the issue
 * from the task, a new issue needs a new marker.
 */
export async function generations(db: Kysely<Tables>, owner: LinkOwner): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('links')
    .distinctOn('task_id')
    .select(['task_id', 'generation', 'target', 'unlinked'])
    .where('project_id', '=', owner.projectId)
    .where((eb) => eb.or([eb('retired_at', 'is not', null), eb('connection_id', 'is', null)]))
    .orderBy('task_id')
    .orderBy((eb) => eb('target', '=', owner.target), 'desc')
    .orderBy('generation', 'desc')
    .execute();
  const next = rows.map(({ task_id: taskId, generation, target, unlinked }): [string, number] => [
    taskId,
    target === owner.target && !unlinked ? generation : generation + 1,
  ]);
  return Object.fromEntries(next.filter(([, generation]) => generation > 0));
}

/** Which other connection has linked these issues of this server: issue id → its alias. */
export async function ownersOf(
  db: Kysely<Tables>,
  { id, server }: LinkOwner,
  issueIds: readonly string[],
): Promise<Record<string, string>> {
  const rows = await db
    .selectFrom('links')
    .innerJoin('connections', 'connections.id', 'links.connection_id')
    .select(['links.issue_id', 'connections.alias'])
    .where('links.server', '=', server)
    .where('links.retired_at', 'is', null)
    .where('links.connection_id', '<>', id)
    .where('links.issue_id', '=', sql<string>`any(${[...issueIds]}::text[])`)
    .execute();
  return Object.fromEntries(rows.flatMap((row) => (row.issue_id === null ? [] : [[row.issue_id, row.alias]])));
}

/** Saves issues as they are now, with their keys shown at the tasks: two statements whatever their number. */
export async function saveIssues(
  trx: Kysely<Tables>,
  owner: LinkOwner,
  issues: readonly { readonly taskId: string; readonly issue: Issue }[],
  at: Date,
): Promise<void> {
  if (issues.length === 0) return;
  await showKeys(trx, owner, issues);
  const rows = JSON.stringify(issues.map(({ taskId, issue }) => ({ task_id: taskId, issue })));
  await sql`
    update links l set issue = c.issue, updated = ${at}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb) as c (task_id text, issue jsonb)
    where l.connection_id = ${owner.id}::integer and l.task_id = c.task_id and l.retired_at is null
  `.execute(trx);
}

/** Writes changes over what is stored, in their order: a fixed number of statements unless a task occurs twice. */
export async function saveChanges(
  trx: Kysely<Tables>,
  owner: LinkOwner,
  changes: readonly LinkChange[],
  at: Date,
): Promise<void> {
  for (const round of rounds(changes)) {
    const withIssue = round.flatMap(({ taskId, issue }) => (issue === undefined ? [] : [{ taskId, issue }]));
    if (withIssue.length > 0) await showKeys(trx, owner, withIssue);
    await upsert(trx, owner, round, at);
    await useUp(trx, owner.id, round);
    const retired = round.filter((change) => change.retired === true).map((change) => change.taskId);
    if (retired.length > 0) await retire(trx, owner.id, at, retired);
  }
}

/** Splits the changes so that no task occurs twice in a round; nearly always there is one round. */
function rounds(changes: readonly LinkChange[]): LinkChange[][] {
  const seen = new Map<string, number>();
  const result: LinkChange[][] = [];
  for (const change of changes) {
    const round = seen.get(change.taskId) ?? 0;
    seen.set(change.taskId, round + 1);
    (result[round] ??= []).push(change);
  }
  return result;
}

/** Columns that a change leaves out keep their value; a change for a task without a link needs a marker to make one. */
async function upsert(trx: Kysely<Tables>, owner: LinkOwner, changes: readonly LinkChange[], at: Date): Promise<void> {
  const rows = changes.map((change) => ({
    task_id: change.taskId,
    marker: change.marker,
    generation: change.generation,
    issue_id: change.issueId,
    issue: change.issue,
    base: change.base,
    closed_by_us: change.closedByUs,
    refusal: change.refusal ?? null,
    keeps_refusal: change.refusal === undefined,
    pending: change.pending ?? null,
    keeps_pending: change.pending === undefined,
    conflicts: change.conflicts,
  }));
  await sql`
    insert into links (connection_id, project_id, server, target, task_id, marker, generation, issue_id, issue, base,
      closed_by_us, refusal, pending, conflicts, created, updated)
    select ${owner.id}::integer, ${owner.projectId}::integer, ${owner.server}, ${owner.target}, c.task_id,
      coalesce(c.marker, l.marker), coalesce(c.generation, l.generation, 0), coalesce(c.issue_id, l.issue_id),
      coalesce(c.issue, l.issue), coalesce(l.base, '{}') || coalesce(c.base, '{}'),
      coalesce(c.closed_by_us, l.closed_by_us, false), case when c.keeps_refusal then l.refusal else c.refusal end,
      case when c.keeps_pending then l.pending else c.pending end, coalesce(c.conflicts, l.conflicts, '{}'), ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (task_id text, marker text, generation integer,
      issue_id text, issue jsonb, base jsonb, closed_by_us boolean, refusal jsonb, keeps_refusal boolean, pending jsonb, keeps_pending boolean,
      conflicts text[])
    left join links l on l.connection_id = ${owner.id}::integer and l.task_id = c.task_id and l.retired_at is null
    where coalesce(c.marker, l.marker) is not null
    on conflict (connection_id, task_id) where retired_at is null do update set
      marker = excluded.marker, generation = excluded.generation, issue_id = excluded.issue_id, issue = excluded.issue,
      base = excluded.base, closed_by_us = excluded.closed_by_us, refusal = excluded.refusal,
      pending = excluded.pending,
      conflicts = excluded.conflicts, updated = excluded.updated
  `.execute(trx);
}

/** The task shows its issue's key, unless a person wrote something else there. Runs before the links get the new keys. */
async function showKeys(
  trx: Kysely<Tables>,
  { projectId }: LinkOwner,
  issues: readonly { readonly taskId: string; readonly issue: Issue }[],
): Promise<void> {
  const rows = JSON.stringify(issues.map(({ taskId, issue }) => ({ task_id: taskId, key: issue.key })));
  await sql`
    update tasks t set artifact_proxy = c.key
    from jsonb_to_recordset(${rows}::jsonb) as c (task_id text, key text)
    where t.project_id = ${projectId}::integer and t.id = c.task_id and t.artifact_proxy is distinct from c.key
      and (t.artifact_proxy is null or exists (select 1 from links l
        where l.project_id = t.project_id and l.task_id = t.id and l.issue->>'key' = t.artifact_proxy))
  `.execute(trx);
}

async function retire(trx: Kysely<Tables>, connectionId: number, at: Date, taskIds?: readonly string[]): Promise<void> {
  let query = trx
    .updateTable('links')
    .set({ retired_at: at, updated: at })
    .where('connection_id', '=', connectionId)
    .where('retired_at', 'is', null);
  if (taskIds !== undefined) query = query.where('task_id', '=', sql<string>`any(${[...taskIds]}::text[])`);
  await query.execute();
}

export async function countLiveLinks(db: Kysely<Tables>, connectionId: number): Promise<number> {
  const { count } = await db
    .selectFrom('links')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('connection_id', '=', connectionId)
    .where('retired_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * The connection points somewhere else: its links are retired (kept as history), what it remembers of the old tracker
 * project is forgotten, and the next plan is held with the text until it is applied by its id. Without a text an earlier
 * one stays. A run that is under way loses its job: it knows the old place only. Plans for the old place are discarded.
 */
export const retarget = (db: Kysely<Tables>, connectionId: number, text: string | null, now: Date): Promise<void> =>
  inTransaction(db, async (trx) => {
    await sql`
      update connections
      set progress = jsonb_build_object('retargeted', coalesce(to_jsonb(${text}::text), progress->'retargeted'))
      where id = ${connectionId}::integer
    `.execute(trx);
    const why = 'The connection was pointed to another place meanwhile.';
    const lost = await trx
      .updateTable('jobs')
      .set({ state: 'failed', result_message: why, finished: now })
      .where('connection_id', '=', connectionId)
      .where('state', '=', 'running')
      .returning('plan_id')
      .execute();
    const plans = lost.flatMap((job) => job.plan_id ?? []);
    await trx
      .updateTable('plans')
      .set({ state: 'discarded', message: why, updated: now })
      .where('connection_id', '=', connectionId)
      .where((eb) => eb.or([eb('state', '=', 'open'), eb('id', '=', sql<number>`any(${plans}::integer[])`)]))
      .execute();
    await retire(trx, connectionId, now);
    await dropWishes(trx, connectionId);
  });
