/**
 * The items of connections as one relation: every task of the project, and every link whose task is gone, with what is
 * known of the pair. Set-based: a fixed number of statements whatever the number of connections and items.
 */
import { sql, type RawBuilder } from 'kysely';
import { iso } from './iso.ts';

export const ITEM_STATES = [
  'in_sync',
  'kept',
  'differs',
  'conflict',
  'refused',
  'missing',
  'intent',
  'closed_by_us',
  'unlinked',
] as const;

export type ItemState = (typeof ITEM_STATES)[number];

export interface ItemRow {
  readonly connection_id: number;
  readonly task_id: string;
  /** The task's title; the issue's where the task is gone. */
  readonly title: string;
  /** Null: the task is gone. */
  readonly task_status: string | null;
  readonly issue_id: string | null;
  readonly issue_key: string | null;
  readonly issue_url: string | null;
  readonly issue_status: string | null;
  readonly state: ItemState;
  /** Fields whose value on a side is not the one last agreed. */
  readonly differs: readonly string[];
  /** Fields that wait for a person. */
  readonly conflicts: readonly string[];
  /** In words, of the newest plan or else the last outcome; '' when there is nothing to say. */
  readonly reason: string;
  /** What the last run that told of the item did; times are ISO texts in UTC. */
  readonly outcome: {
    readonly job: number;
    readonly at: string;
    readonly action: string;
    readonly result: string;
    readonly issue: string | null;
    readonly detail: string;
  } | null;
  /** When the pair was last remembered; null without a link. */
  readonly updated: Date | null;
}

/** Whether the task's value is not the one last agreed. Null where that cannot be told in SQL. */
const taskMoved = (field: string, task: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`l.base -> ${sql.lit(field)} ->> 'task' <> ${task}`;

const issueMoved = (field: string): RawBuilder<unknown> =>
  sql`l.base -> ${sql.lit(field)} ->> 'issue' <> coalesce(l.issue -> 'fields' ->> ${sql.lit(field)}, '')`;

/** What the task's text is remembered as holds its how-tos where those are synchronized: then only the issue's side tells. */
const TEXT = sql`case when l.base -> 'body' ->> 'mapping' = '' then t.text end`;

const FIELDS: readonly (readonly [string, RawBuilder<unknown>])[] = [
  ['title', sql`t.title`],
  ['body', TEXT],
  ['priority', sql`t.priority::text`],
  ['status', sql`t.status_id`],
  ['assignee', sql`null::text`],
];

const DIFFERS = sql`array_remove(array[${sql.join(
  FIELDS.map(
    ([field, task]) => sql`case when ${taskMoved(field, task)} or ${issueMoved(field)} then ${sql.lit(field)} end`,
  ),
)}], null)`;

/** Runs go well, and the last that told of the pair left it as it is: only its issue was edited, and nothing since then. */
const KEPT = sql`r.state = 'succeeded' and o.run = 'succeeded' and o.result in ('done', 'skipped')
  and (${sql.join(
    FIELDS.map(([field, task]) => sql`${taskMoved(field, task)}`),
    sql` or `,
  )}) is not true
  and coalesce(l.issue ->> 'marker', l.marker) = l.marker and l.updated <= o.finished
  and (t.updated <= o.started or (t.updater_id is null and t.updated <= o.finished))`;

/** The first that applies. What a run held, left stale or did not reach differs although the values may not show it;
 * what people edited in the tracker and a run left as it is, is kept: there is nothing to do. */
const STATE = sql<ItemState>`case
  when l.id is null then 'unlinked'
  when c.progress -> 'missing' ? l.issue_id then 'missing'
  when l.refusal is not null then 'refused'
  when l.issue_id is null then 'intent'
  when cardinality(l.conflicts) > 0 then 'conflict'
  when l.closed_by_us then 'closed_by_us'
  when t.id is null or p.action <> 'skip' or (o.job_id = r.id and o.result in ('held', 'stale', 'stopped')) then 'differs'
  when d.differs = '{}' then 'in_sync'
  when ${KEPT} then 'kept'
  else 'differs' end`;

const OUTCOME = sql`case when o.job_id is not null then jsonb_build_object('job', o.job_id, 'at', ${iso('o.at')},
  'action', o.action, 'result', o.result, 'issue', o.issue_key, 'detail', o.detail) end`;

/** What a person asked for says more than a run from before. */
const WISHED = sql`case w.kind when 'leave' then 'A person unlinked it: it is left without an issue.'
  when 'link' then 'A person linked issue ' || w.value || ': the next run proves it.' end`;

/** All items of these connections. A plan counts while it is open and newer than the last run. */
export const itemsOf = (connectionIds: readonly number[]): RawBuilder<ItemRow> => {
  const asked = sql`any(${[...connectionIds]}::integer[])`;
  return sql<ItemRow>`(
    with runs as (select distinct on (connection_id) id, connection_id, state, finished from jobs
        where connection_id = ${asked} and kind in ('sync', 'apply') and finished is not null
        order by connection_id, id desc),
      told as (select distinct on (j.connection_id, o.task_id) j.connection_id, o.*,
          coalesce(j.finished, j.started, j.requested) as at, j.state as run, j.started, j.finished
        from jobs j join job_outcomes o on o.job_id = j.id where j.connection_id = ${asked}
        order by j.connection_id, o.task_id, j.id desc),
      newest as (select distinct on (p.connection_id) p.connection_id, p.actions from plans p
        left join runs r on r.connection_id = p.connection_id
        where p.connection_id = ${asked} and p.state in ('open', 'applying')
          and (r.finished is null or p.updated > r.finished)
        order by p.connection_id, p.id desc),
      planned as (select n.connection_id, a ->> 'taskId' as task_id, a ->> 'do' as action,
          concat_ws('. ', a -> 'reason' ->> 'text', nullif(a -> 'reason' ->> 'remedy', '')) as reason
        from newest n, jsonb_array_elements(n.actions) a)
    select c.id as connection_id, k.task_id, c.project_id || '-' || k.task_id as task,
      coalesce(t.title, l.issue -> 'fields' ->> 'title', k.task_id) as title, t.status_id as task_status, l.issue_id,
      l.issue ->> 'key' as issue_key, l.issue ->> 'url' as issue_url, l.issue -> 'fields' ->> 'status' as issue_status,
      ${STATE} as state, d.differs, coalesce(l.conflicts, '{}') as conflicts,
      coalesce(l.refusal ->> 'message', ${WISHED}, p.reason, o.detail, '') as reason, ${OUTCOME} as outcome, o.result, l.updated
    from connections c
    cross join lateral (select id as task_id from tasks where project_id = c.project_id union
      select task_id from links where connection_id = c.id and retired_at is null) k
    left join tasks t on t.project_id = c.project_id and t.id = k.task_id
    left join links l on l.connection_id = c.id and l.task_id = k.task_id and l.retired_at is null
    cross join lateral (select ${DIFFERS} as differs) d
    left join runs r on r.connection_id = c.id
    left join told o on o.connection_id = c.id and o.task_id = k.task_id
    left join lateral (select w.kind, w.value #>> '{}' as value from wishes w
      where w.connection_id = c.id and w.task_id = k.task_id and w.kind in ('leave', 'link') and l.issue_id is null
      order by w.kind desc limit 1) w on true
    left join planned p on p.connection_id = c.id and p.task_id = k.task_id
    where c.id = ${asked})`;
};
