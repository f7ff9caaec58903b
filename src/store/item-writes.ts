/** What people do to single items. Never while a run works on the connection: it knows only what was so at its start. */
import { sql, type Kysely } from 'kysely';
import { lockConnection } from './connections.ts';
import { appendEvents } from './events.ts';
import type { Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';
import { dropWish, makeWish } from './wishes.ts';

export interface ItemAsked {
  readonly connectionId: number;
  readonly projectId: number;
  readonly taskId: string;
  readonly userId: number;
  readonly at: Date;
}

/** `nothing`: there was nothing of the kind to change. */
export type ItemAnswer = 'done' | 'running' | 'nothing';

/** Does the work behind the connection's lock, and tells it in the item's history. */
export const betweenRuns = (
  db: Kysely<Tables>,
  asked: ItemAsked,
  what: object,
  work: (trx: Kysely<Tables>) => Promise<boolean>,
): Promise<ItemAnswer> =>
  inTransaction(db, async (trx) => {
    const { connectionId, projectId, taskId, userId, at } = asked;
    await lockConnection(trx, connectionId);
    if (await isRunning(trx, connectionId)) return 'running';
    if (!(await work(trx))) return 'nothing';
    const event = { taskId, kind: 'decided' as const, data: { ...what, user: userId } };
    await appendEvents(trx, [event], { connectionId, projectId, jobId: null, at });
    return 'done';
  });

/** A plan in the making writes nothing that would be in the way. */
const isRunning = async (trx: Kysely<Tables>, connectionId: number): Promise<boolean> =>
  (await trx
    .selectFrom('jobs')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'running')
    .where('kind', '<>', 'plan')
    .executeTakeFirst()) !== undefined;

/** The link is retired, its issue stays as it is, and the task gets no other until somebody asks for one. */
export const unlinkItem = (db: Kysely<Tables>, asked: ItemAsked): Promise<ItemAnswer> =>
  betweenRuns(db, asked, { do: 'unlink' }, async (trx) => {
    const { connectionId, projectId, taskId, at, userId } = asked;
    const link = await trx
      .updateTable('links')
      .set({ retired_at: at, updated: at, unlinked: true })
      .where('connection_id', '=', connectionId)
      .where('task_id', '=', taskId)
      .where('retired_at', 'is', null)
      .where('issue_id', 'is not', null)
      .returning(sql<string | null>`issue ->> 'key'`.as('key'))
      .executeTakeFirst();
    if (link === undefined) return false;
    await trx
      .updateTable('tasks')
      .set({ artifact_proxy: null })
      .where('project_id', '=', projectId)
      .where('id', '=', taskId)
      .where('artifact_proxy', '=', link.key)
      .execute();
    await makeWish(trx, { connectionId, taskId, kind: 'leave' }, true, { userId, at });
    return true;
  });

/** What the tracker refused, and that a person unlinked it or linked another issue, are forgotten: the next run tries. */
export const retryItem = (db: Kysely<Tables>, asked: ItemAsked): Promise<ItemAnswer> =>
  betweenRuns(db, asked, { do: 'retry' }, async (trx) => {
    const { connectionId, taskId } = asked;
    const refused = await forgetRefusals(trx, asked);
    const left = await dropWish(trx, { connectionId, taskId, kind: 'leave' });
    const named = await dropWish(trx, { connectionId, taskId, kind: 'link' });
    return refused || left || named;
  });

/** Of the pair, and of its comments. */
async function forgetRefusals(trx: Kysely<Tables>, { connectionId, taskId }: ItemAsked): Promise<boolean> {
  const { rows } = await sql<{ readonly count: number }>`
    with link as (select id, server, issue_id from links
        where connection_id = ${connectionId}::integer and task_id = ${taskId} and retired_at is null),
      pairs as (update links l set refusal = null from link where l.id = link.id and l.refusal is not null returning l.id),
      comments as (update crossed_comments c set refusal = null from link
        where c.server = link.server and c.issue_id = link.issue_id and c.refusal is not null returning c.id)
    select (select count(*) from pairs) + (select count(*) from comments) as count
  `.execute(trx);
  return Number(rows[0]?.count) > 0;
}

/** The issue is some other link's already, or asked for by somebody else. */
export class IssueTaken extends Error {}

export interface Naming {
  /** The tracker's id, or what people call it. */
  readonly name: string;
  readonly server: string;
}

/**
 * Asks for this issue to be the task's: the next run proves that it is there and nobody else's, marks and links it.
 * `nothing`: the task has an issue. Throws `IssueTaken`.
 */
export const linkItem = (db: Kysely<Tables>, asked: ItemAsked, { name, server }: Naming): Promise<ItemAnswer> =>
  betweenRuns(db, asked, { do: 'link', issue: name }, async (trx) => {
    const { connectionId, taskId } = asked;
    const own = await trx
      .selectFrom('links')
      .select('id')
      .where('connection_id', '=', connectionId)
      .where('task_id', '=', taskId)
      .where('retired_at', 'is', null)
      .where('issue_id', 'is not', null)
      .executeTakeFirst();
    if (own !== undefined) return false;
    const id = await idOf(trx, asked, { name, server });
    await dropWish(trx, { connectionId, taskId, kind: 'leave' });
    await makeWish(trx, { connectionId, taskId, kind: 'link' }, id, asked);
    return true;
  });

/** The id where a link knows it by its key; else the name as it is. Throws `IssueTaken`. */
async function idOf(
  trx: Kysely<Tables>,
  { connectionId, taskId }: ItemAsked,
  { name, server }: Naming,
): Promise<string> {
  const { rows } = await sql<{ readonly issue_id: string; readonly live: boolean }>`
    select issue_id, retired_at is null and connection_id is not null as live from links
    where server = ${server} and (issue_id = ${name} or issue ->> 'key' = ${name})
    union all
    select w.value #>> '{}', true from wishes w join connections c on c.id = w.connection_id
    where w.kind = 'link' and c.server = ${server} and w.value #>> '{}' = ${name}
      and (w.connection_id, w.task_id) <> (${connectionId}::integer, ${taskId})
  `.execute(trx);
  if (rows.some(({ live }) => live)) throw new IssueTaken(`${name} is another task's already.`);
  return rows[0]?.issue_id ?? name;
}
