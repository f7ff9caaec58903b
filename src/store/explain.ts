/** What is known about one task's way into the trackers: per connection its link, its planned action, its last outcome. */
import { sql, type Kysely } from 'kysely';
import type { Action } from '../model/plan.ts';
import { iso } from './iso.ts';
import type { Tables } from './tables.ts';

export interface Explained {
  readonly id: number;
  readonly alias: string;
  /** Why no run starts; null when nothing stops it. */
  readonly stopped_because: string | null;
  /** The live link, or null. Without an issue id it is an intent. */
  readonly link: {
    readonly issue_id: string | null;
    readonly key: string | null;
    readonly url: string | null;
    readonly refusal: string | null;
    readonly conflicts: readonly string[];
  } | null;
  /** Of the newest plan that was made; its action is null when it has none for the task: the task is newer. */
  readonly plan: {
    readonly id: number;
    readonly state: string;
    readonly at: string;
    readonly action: Action | null;
  } | null;
  readonly outcome: {
    readonly job: number;
    readonly at: string;
    readonly action: string;
    readonly result: string;
    readonly issue: string | null;
    readonly detail: string;
  } | null;
}

/** One query whatever the number of connections; times are ISO texts in UTC. */
export async function explainTask(db: Kysely<Tables>, projectId: number, taskId: string): Promise<Explained[]> {
  const { rows } = await sql<Explained>`
    select c.id, c.alias, c.stopped_because, l.link, p.plan, o.outcome
    from connections c
    left join lateral (select jsonb_build_object('issue_id', l.issue_id, 'key', l.issue ->> 'key',
        'url', l.issue ->> 'url', 'refusal', l.refusal ->> 'message', 'conflicts', l.conflicts) as link
      from links l where l.connection_id = c.id and l.task_id = ${taskId} and l.retired_at is null) l on true
    left join lateral (select jsonb_build_object('id', p.id, 'state', p.state, 'at', ${iso('p.updated')}, 'action',
        (select a from jsonb_array_elements(p.actions) a where a ->> 'taskId' = ${taskId} limit 1)) as plan
      from plans p where p.connection_id = c.id and p.state in ('open', 'applying', 'applied')
      order by p.id desc limit 1) p on true
    left join lateral (select jsonb_build_object('job', j.id, 'at', ${iso('coalesce(j.finished, j.started, j.requested)')},
        'action', o.action, 'result', o.result, 'issue', o.issue_key, 'detail', o.detail) as outcome
      from jobs j join job_outcomes o on o.job_id = j.id
      where j.connection_id = c.id and o.task_id = ${taskId} order by j.id desc limit 1) o on true
    where c.project_id = ${projectId}::integer order by c.id
  `.execute(db);
  return rows;
}
