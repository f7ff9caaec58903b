/** Fields that wait for a person: what was agreed, what each side says now, and what was decided. */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Issue, IssueField } from '../model/issue.ts';
import type { Agreed } from '../model/link.ts';
import type { Rules, Side, Take } from '../model/wish.ts';
import { betweenRuns, type ItemAnswer, type ItemAsked } from './item-writes.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';
import { makeWish } from './wishes.ts';

export interface ConflictRow {
  readonly task_id: string;
  readonly field: IssueField;
  readonly title: string;
  /** Null: the sides never agreed. */
  readonly base: Agreed | null;
  /** The task's own value; null where it is composed from parameters. */
  readonly task_value: string | null;
  readonly task_at: Date;
  readonly task_by: number | null;
  readonly version: number;
  readonly issue: Issue;
  readonly take: Take | null;
}

export const CONFLICT_FIELDS: Fields = {
  task: { kind: 'text', columns: ['conflicts.task_id', 'conflicts.task'], searched: true },
  title: { kind: 'text', columns: ['conflicts.title'], searched: true },
  field: { kind: 'text', columns: ['conflicts.field'] },
  issue: { kind: 'text', columns: ['conflicts.issue_key'], searched: true },
};

const conflictsIn = (connectionId: number): RawBuilder<ConflictRow> => sql<ConflictRow>`(
  select l.task_id, l.project_id || '-' || l.task_id as task, f.field, t.title, l.base -> f.field as base, t.version,
    case f.field when 'title' then t.title when 'body' then t.text when 'status' then t.status_id
      when 'priority' then t.priority::text end as task_value,
    case f.field when 'status' then coalesce(t.status_changed_at, t.updated) else t.updated end as task_at,
    t.updater_id as task_by, l.issue, l.issue ->> 'key' as issue_key, w.value as take
  from links l
  cross join lateral unnest(l.conflicts) f (field)
  join tasks t on t.project_id = l.project_id and t.id = l.task_id
  left join wishes w on w.connection_id = l.connection_id and w.task_id = l.task_id and w.kind = 'take'
    and w.field = f.field
  where l.connection_id = ${connectionId}::integer and l.retired_at is null and l.issue is not null)`;

/** By task and field, unless asked otherwise. */
export function listConflicts(
  db: Kysely<Tables>,
  connectionId: number,
  given: Given,
  slice: Slice | null,
): Promise<Found<ConflictRow>> {
  const conflicts = db.selectFrom(conflictsIn(connectionId).as('conflicts')).selectAll();
  const asked = asAsked(conflicts, CONFLICT_FIELDS, given);
  return listed(asked.orderBy('conflicts.task_id').orderBy('conflicts.field'), slice);
}

/** By the task's id as `1-T2` or `T2`. */
export const findConflict = async (
  db: Kysely<Tables>,
  connectionId: number,
  key: { readonly task: string; readonly field: string },
): Promise<ConflictRow | undefined> => (await listConflicts(db, connectionId, key, null)).rows[0];

export interface Resolution {
  readonly field: IssueField;
  readonly take: Take;
  /** Every later conflict of this field goes the same way. */
  readonly always: boolean;
}

/** The next run takes the side, if what it writes over is still the same. */
export const resolveConflict = (
  db: Kysely<Tables>,
  asked: ItemAsked,
  { field, take, always }: Resolution,
): Promise<ItemAnswer> =>
  betweenRuns(db, asked, { do: 'resolve', field, take: take.side, always }, async (trx) => {
    const { connectionId, taskId } = asked;
    await makeWish(trx, { connectionId, taskId, kind: 'take', field }, take, asked);
    if (always) await setRule(trx, connectionId, field, take.side);
    return true;
  });

const setRule = async (trx: Kysely<Tables>, connectionId: number, field: IssueField, side: Side): Promise<void> => {
  const rule = JSON.stringify({ [field]: side });
  await sql`update connections set rules = rules || ${rule}::jsonb where id = ${connectionId}::integer`.execute(trx);
};

/** Whether there was one. */
export const dropRule = async (db: Kysely<Tables>, connectionId: number, field: keyof Rules): Promise<boolean> =>
  (
    await sql`
      update connections set rules = rules - ${field}::text
      where id = ${connectionId}::integer and jsonb_exists(rules, ${field}::text) returning id
    `.execute(db)
  ).rows.length > 0;
