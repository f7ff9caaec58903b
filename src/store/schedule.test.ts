import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { describeOnBothDatabases, freshPostgres } from '../../test/database.ts';
import { personMeets } from '../../test/meeting.ts';
import { addConnection, makeWorld, T0 } from '../../test/world.ts';
import { DAY, HOUR, MINUTE } from '../model/instant.ts';
import { listJobs } from './jobs.ts';
import { firstRunAt, nextRunAt, onDue, SCHEDULES_OFF, sweepSchedules } from './schedule.ts';
import type { Frequency, Tables } from './tables.ts';

const ids = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2060, 0) });
const frequencies = fc.constantFrom<Frequency>('hourly', 'daily', 'weekly', 'monthly');
const LONGEST = { hourly: HOUR, daily: DAY, weekly: 7 * DAY, monthly: 59 * DAY, manually: 0 };

const next = (frequency: Frequency, id: number, after: number): number => {
  const at = nextRunAt(frequency, id, after);
  if (at === null) throw new Error('it never runs');
  return at;
};

describe('the schedule', () => {
  test('manually means never', () => {
    expect(firstRunAt('manually', 1, T0)).toBeNull();
    expect(nextRunAt('manually', 1, T0)).toBeNull();
  });

  test('the first run comes within five minutes', () => {
    fc.assert(
      fc.property(frequencies, ids, instants, (frequency, id, now) => {
        const first = firstRunAt(frequency, id, now) ?? 0;
        expect(first).toBeGreaterThanOrEqual(now);
        expect(first).toBeLessThan(now + 5 * MINUTE);
      }),
    );
  });

  test('the next run is later, within the period, and the same whenever it is asked for', () => {
    fc.assert(
      fc.property(frequencies, ids, instants, (frequency, id, now) => {
        const at = next(frequency, id, now);
        expect(at).toBeGreaterThan(now);
        expect(at - now).toBeLessThanOrEqual(LONGEST[frequency]);
        expect(next(frequency, id, at - 1)).toBe(at);
      }),
    );
  });

  test('hourly, daily and weekly keep their distance exactly', () => {
    fc.assert(
      fc.property(fc.constantFrom('hourly', 'daily', 'weekly'), ids, instants, (frequency, id, now) => {
        const at = next(frequency, id, now);
        expect(next(frequency, id, at) - at).toBe(LONGEST[frequency]);
      }),
    );
  });

  test('monthly runs once in every calendar month, on its day or the last there is', () => {
    fc.assert(
      fc.property(ids, instants, (id, now) => {
        const days: number[] = [];
        let [at, month] = [next('monthly', id, now), -1];
        for (let run = 0; run < 12; run += 1) {
          const date = new Date(at);
          if (month >= 0) expect(date.getUTCMonth()).toBe((month + 1) % 12);
          month = date.getUTCMonth();
          days.push(date.getUTCDate());
          at = next('monthly', id, at);
        }
        const day = Math.max(...days);
        for (const other of days) if (other !== day) expect(other).toBeGreaterThanOrEqual(28);
      }),
    );
  });

  test('ten thousand hourly connections do not start together', () => {
    const minutes = new Map<number, number>();
    for (let id = 1; id <= 10_000; id += 1) {
      const minute = Math.floor((next('hourly', id, T0) - T0) / MINUTE);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    expect(Math.max(...minutes.values())).toBeLessThan(200); // 167 is even
  });

  test('a missed run comes once, soon, spread', () => {
    fc.assert(
      fc.property(
        frequencies,
        ids,
        instants,
        fc.integer({ min: 11 * MINUTE, max: 90 * DAY }),
        (frequency, id, now, late) => {
          const due = { id, frequency, dueAt: now - late, kept: null };
          const missed = onDue(due, now);
          expect(missed.run).toBe(false);
          const again = missed.next ?? 0;
          expect(again - now).toBeLessThan(5 * MINUTE);
          const then = onDue({ ...due, dueAt: again }, again + MINUTE);
          expect(then).toEqual({ run: true, next: nextRunAt(frequency, id, again + MINUTE) });
        },
      ),
    );
  });
});

interface Row {
  readonly next_run_at: Date | null;
  readonly schedule_note: string;
}
const scheduleOf = (db: Kysely<Tables>, id: number): Promise<Row> =>
  db.selectFrom('connections').select(['next_run_at', 'schedule_note']).where('id', '=', id).executeTakeFirstOrThrow();

describeOnBothDatabases('the sweep', (fresh) => {
  const hourly = { frequency: 'hourly', next_run_at: new Date(T0) };
  const sweepAt = (now: number, advanced = true) => {
    const woken: number[] = [];
    return { woken, sweep: { now, advanced, wake: async (_trx: Kysely<Tables>, id: number) => void woken.push(id) } };
  };

  test('asks once for what is due, wakes it, and sets the next time', async () => {
    const { db } = await fresh();
    const world = await makeWorld(db);
    const due = await addConnection(db, world, hourly);
    const later = await addConnection(db, world, { ...hourly, next_run_at: new Date(T0 + HOUR) });
    const { woken, sweep } = sweepAt(T0 + MINUTE);
    expect(await sweepSchedules(db, sweep)).toBe(1);
    expect(await sweepSchedules(db, sweep)).toBe(0);
    expect(woken).toEqual([due]);
    const { rows } = await listJobs(db, { viewer: null }, null);
    expect(rows).toMatchObject([{ connection_id: due, automatic: true, kind: 'sync', state: 'queued' }]);
    expect((await scheduleOf(db, due)).next_run_at?.getTime()).toBe(nextRunAt('hourly', due, T0 + MINUTE));
    expect((await scheduleOf(db, later)).next_run_at).toEqual(new Date(T0 + HOUR));
  });

  test('two sweeps at once ask once', async () => {
    const { db } = await fresh();
    const world = await makeWorld(db);
    for (let at = 0; at < 120; at += 1) await addConnection(db, world, hourly);
    const { woken, sweep } = sweepAt(T0);
    const asked = await Promise.all([sweepSchedules(db, sweep), sweepSchedules(db, sweep)]);
    expect(asked[0] + asked[1]).toBe(120);
    expect(new Set(woken).size).toBe(120);
  });

  test('a stopped connection and an archived project wait, and say why', async () => {
    const { db } = await fresh();
    const world = await makeWorld(db);
    const stopped = await addConnection(db, world, { ...hourly, stopped_because: 'key refused' });
    const { woken, sweep } = sweepAt(T0);
    expect(await sweepSchedules(db, sweep)).toBe(0);
    expect((await scheduleOf(db, stopped)).schedule_note).toBe('No automatic runs: key refused');
    await db
      .updateTable('connections')
      .set({ stopped_because: null, next_run_at: new Date(T0) })
      .execute();
    await db.updateTable('projects').set({ archived: true }).execute();
    expect(await sweepSchedules(db, sweep)).toBe(0);
    expect((await scheduleOf(db, stopped)).schedule_note).toBe('No automatic runs: the project is archived.');
    await db.updateTable('projects').set({ archived: false }).execute();
    await db
      .updateTable('connections')
      .set({ next_run_at: new Date(T0) })
      .execute();
    expect(await sweepSchedules(db, sweep)).toBe(1);
    expect((await scheduleOf(db, stopped)).schedule_note).toBe('');
    expect(woken).toEqual([stopped]);
  });

  test('without the feature schedules stop with a reason, and start again with it', async () => {
    const { db } = await fresh();
    const world = await makeWorld(db);
    const id = await addConnection(db, world, hourly);
    expect(await sweepSchedules(db, sweepAt(T0, false).sweep)).toBe(0);
    expect(await scheduleOf(db, id)).toEqual({ next_run_at: null, schedule_note: SCHEDULES_OFF });
    expect(await sweepSchedules(db, sweepAt(T0).sweep)).toBe(0);
    expect(await scheduleOf(db, id)).toEqual({
      next_run_at: new Date(firstRunAt('hourly', id, T0) ?? 0),
      schedule_note: '',
    });
    expect(await sweepSchedules(db, sweepAt(T0 + 5 * MINUTE).sweep)).toBe(1);
    expect(await scheduleOf(db, world.connectionId)).toEqual({ next_run_at: null, schedule_note: '' }); // manually
  });

  test('a manual connection left with a time does not run', async () => {
    const { db } = await fresh();
    const { connectionId } = await makeWorld(db);
    await db
      .updateTable('connections')
      .set({ next_run_at: new Date(T0) })
      .execute();
    expect(await sweepSchedules(db, sweepAt(T0).sweep)).toBe(0);
    expect((await scheduleOf(db, connectionId)).next_run_at).toBeNull();
  });
});

test('a person may ask for a job of a connection that is being swept (postgresql)', async () => {
  const { db } = await freshPostgres();
  const world = await makeWorld(db);
  await addConnection(db, world, { alias: 'First', frequency: 'hourly', next_run_at: new Date(T0) });
  const second = await addConnection(db, world, {
    alias: 'Second',
    frequency: 'hourly',
    next_run_at: new Date(T0 + 1),
  });
  const { wake, asked } = personMeets(db, second);
  expect(await sweepSchedules(db, { now: T0 + 1, advanced: true, wake })).toBe(2);
  expect(await db.selectFrom('jobs').select('id').where('connection_id', '=', second).execute()).toEqual([
    { id: await asked },
  ]);
});
