/** When connections run by themselves. All in UTC; who runs when is spread by the connection's id, never by chance. */
import { sql, type Kysely } from 'kysely';
import { DAY, HOUR, MINUTE, type Instant } from '../model/instant.ts';
import { requestJob } from './jobs.ts';
import { PAUSED } from './pause.ts';
import type { Frequency, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** The first run comes within this time, and a missed one within this time after the service is back. */
const SOON = 5 * MINUTE;
/** Later than this a run counts as missed. */
const LATE = 10 * MINUTE;

/** A fraction of the period for each connection: by the golden ratio, neighbours lie far apart and all of it is used. */
const spread = (connectionId: number, period: number): number =>
  Math.floor(((connectionId * 0.618_033_988_749_894_9) % 1) * period);

/** When a connection runs first: within five minutes. Null for `manually`. */
export const firstRunAt = (frequency: Frequency, connectionId: number, now: Instant): Instant | null =>
  frequency === 'manually' ? null : now + spread(connectionId, SOON);

const PERIOD = { hourly: HOUR, daily: DAY, weekly: 7 * DAY } as const;

/** The connection's next regular moment after `after`. Null for `manually`. */
export function nextRunAt(frequency: Frequency, connectionId: number, after: Instant): Instant | null {
  if (frequency === 'manually') return null;
  if (frequency === 'monthly') return nextMonthly(connectionId, after);
  const period = PERIOD[frequency];
  const offset = spread(connectionId, period);
  return (Math.floor((after - offset) / period) + 1) * period + offset;
}

/** A day from 1 to 31 and a time of that day, each month; in a shorter month its last day. */
function nextMonthly(connectionId: number, after: Instant): Instant {
  const at = spread(connectionId, 31 * DAY);
  const [day, time] = [Math.floor(at / DAY) + 1, at % DAY];
  const from = new Date(after);
  const inMonth = (months: number): Instant => {
    const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Date.UTC(year, month, Math.min(day, lastDay)) + time;
  };
  return inMonth(0) > after ? inMonth(0) : inMonth(1);
}

export interface Due {
  readonly id: number;
  readonly frequency: Frequency;
  readonly dueAt: Instant;
  /** Why it does not run by itself now; null when nothing keeps it. */
  readonly kept: string | null;
}

/** What a due connection does. One that was missed (downtime) runs once, soon, but not together with all the others. */
export function onDue({ id, frequency, dueAt, kept }: Due, now: Instant): { run: boolean; next: Instant | null } {
  if (frequency !== 'manually' && now - dueAt > LATE) return { run: false, next: now + spread(id, SOON) };
  return { run: frequency !== 'manually' && kept === null, next: nextRunAt(frequency, id, now) };
}

const BATCH = 100;
export const SCHEDULES_OFF =
  'Schedules are switched off: the advanced Issue Tracker feature is not available (LOCKSTEP_ADVANCED_ISSUE_TRACKER).';

export interface Sweep {
  readonly now: Instant;
  /** Schedules are allowed. */
  readonly advanced: boolean;
  /** Called in the transaction that wrote the job. */
  readonly wake: (trx: Kysely<Tables>, connectionId: number) => Promise<void>;
}

/** Asks for the runs that are due and answers how many. Any number of processes may sweep at once: none runs twice. */
export async function sweepSchedules(db: Kysely<Tables>, sweep: Sweep): Promise<number> {
  await followFeature(db, sweep);
  if (!sweep.advanced) return 0;
  let requested = 0;
  for (;;) {
    const batch = await inTransaction(db, (trx) => sweepBatch(trx, sweep));
    requested += batch.requested;
    if (batch.due < BATCH) return requested;
  }
}

/** Without the feature schedules stop, visibly; when it is back they start again as if new. */
async function followFeature(db: Kysely<Tables>, { now, advanced }: Sweep): Promise<void> {
  const scheduled = db.updateTable('connections').where('frequency', '<>', 'manually');
  if (!advanced) {
    await scheduled
      .set({ next_run_at: null, schedule_note: SCHEDULES_OFF })
      .where((eb) => eb.or([eb('next_run_at', 'is not', null), eb('schedule_note', '=', '')]))
      .execute();
    return;
  }
  const asleep = db.selectFrom('connections').select(['id', 'frequency']).where('frequency', '<>', 'manually');
  for (const { id, frequency } of await asleep.where('next_run_at', 'is', null).execute()) {
    const first = firstRunAt(frequency, id, now);
    await scheduled
      .set({ next_run_at: first === null ? null : new Date(first), schedule_note: '' })
      .where('id', '=', id)
      .where('next_run_at', 'is', null)
      .execute();
  }
}

async function sweepBatch(trx: Kysely<Tables>, { now, wake }: Sweep): Promise<{ due: number; requested: number }> {
  let requested = 0;
  const due = await dueConnections(trx, now);
  for (const connection of due) {
    const { run, next } = onDue(connection, now);
    await trx
      .updateTable('connections')
      .set({ next_run_at: next === null ? null : new Date(next), schedule_note: connection.kept ?? '' })
      .where('id', '=', connection.id)
      .execute();
    if (!run) continue;
    await askAutomatically(trx, connection, { now, wake });
    requested += 1;
  }
  return { due: due.length, requested };
}

/** Asks for a sync that no person asked for, as whoever made the connection. */
export async function askAutomatically(
  trx: Kysely<Tables>,
  { id, userId }: { readonly id: number; readonly userId: number | null },
  { now, wake }: Omit<Sweep, 'advanced'>,
): Promise<void> {
  await requestJob(trx, { connectionId: id, kind: 'sync', automatic: true, userId, triggeredBy: null }, now);
  await wake(trx, id);
}

/** Why it does not run by itself; null: nothing keeps it. */
export const KEPT = sql<string | null>`case
  when connections.paused_at is not null then ${sql.lit(PAUSED)}
  when connections.stopped_because is not null then 'No automatic runs: ' || connections.stopped_because
  when projects.archived then 'No automatic runs: the project is archived.' end`;

async function dueConnections(trx: Kysely<Tables>, now: Instant): Promise<(Due & { userId: number | null })[]> {
  const rows = await trx
    .selectFrom('connections')
    .innerJoin('projects', 'projects.id', 'connections.project_id')
    .select(['connections.id', 'connections.frequency', 'connections.next_run_at', 'connections.creator_id'])
    .select(KEPT.as('kept'))
    .where('connections.next_run_at', '<=', new Date(now))
    .orderBy('connections.next_run_at')
    .limit(BATCH)
    // Not `forUpdate`: a person's new job would wait for it at its foreign key, and our insert for that job, in a circle.
    .forNoKeyUpdate('connections')
    .skipLocked()
    .execute();
  return rows.map(({ id, frequency, next_run_at: dueAt, creator_id: userId, kept }) => ({
    id,
    frequency,
    dueAt: dueAt?.getTime() ?? now,
    kept,
    userId,
  }));
}
