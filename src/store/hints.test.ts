import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { describeOnBothDatabases, freshPostgres } from '../../test/database.ts';
import { personMeets } from '../../test/meeting.ts';
import { addConnection, makeWorld, T0, type World } from '../../test/world.ts';
import { HOUR, SECOND } from '../model/instant.ts';
import type { System } from '../model/tracker.ts';
import { disableHints, enableHints, findHints, HINTS_APART, sweepHints, takeHint } from './hints.ts';
import { finishJob, takeNextJob } from './job-runs.ts';
import { listJobs, requestJob } from './jobs.ts';
import type { Tables } from './tables.ts';
import { makeToken } from './tokens.ts';

interface Bench extends World {
  readonly db: Kysely<Tables>;
  readonly secret: string;
  readonly woken: number[];
  readonly hint: (now: number, advanced?: boolean) => Promise<boolean>;
  readonly sweep: (now: number) => Promise<number>;
  /** Runs the job that waits, from this moment to another. */
  readonly run: (from: number, to: number) => Promise<void>;
  readonly jobs: () => Promise<readonly string[]>;
}

async function aBench({ db }: { readonly db: Kysely<Tables> }, indexLag = 0): Promise<Bench> {
  const world = await makeWorld(db);
  const secret = await enableHints(db, world.connectionId);
  const woken: number[] = [];
  const options = (now: number, advanced = true) => ({
    now,
    advanced,
    wake: async (_trx: unknown, id: number) => void woken.push(id),
    systems: [{ id: 'fake', can: { indexLag } } as System],
  });
  return {
    ...world,
    db,
    secret,
    woken,
    hint: (now, advanced) => takeHint(db, secret, options(now, advanced)),
    sweep: (now) => sweepHints(db, options(now)),
    run: async (from, to) => {
      const run = await takeNextJob(db, world.connectionId, { name: 'w', now: from });
      if (run === null) throw new Error('nothing waits');
      await finishJob(db, run, { state: 'succeeded', message: '', summary: null }, to);
    },
    jobs: async () => (await listJobs(db, { viewer: null }, null)).rows.map(({ state }) => state).toReversed(),
  };
}

describeOnBothDatabases('hints', (fresh) => {
  test('a hint asks for a sync at once, as the schedule would', async () => {
    const { db, hint, jobs, woken, connectionId } = await aBench(await fresh());
    expect(await hint(T0)).toBe(true);
    expect(await jobs()).toEqual(['queued']);
    expect(woken).toEqual([connectionId]);
    const [job] = (await listJobs(db, { viewer: null }, null)).rows;
    expect(job).toMatchObject({ kind: 'sync', automatic: true, triggered_by: null, not_before: null });
    expect(await findHints(db, connectionId)).toEqual({ enabled: true, last: new Date(T0), count: 1 });
  });

  test('a waiting sync takes all hints in, and one that runs does not: it may have looked before', async () => {
    const { hint, jobs, run, sweep } = await aBench(await fresh());
    for (let n = 0; n < 20; n += 1) await hint(T0 + n);
    expect(await jobs()).toEqual(['queued']);
    await run(T0 + 100, T0 + SECOND);
    await hint(T0 + 2 * SECOND);
    expect(await jobs()).toEqual(['succeeded']);
    expect(await sweep(T0 + 100 + HINTS_APART)).toBe(1);
    expect(await jobs()).toEqual(['succeeded', 'queued']);
    expect(await sweep(T0 + 60 * SECOND)).toBe(0);
  });

  test('a storm costs one sync in ten seconds, and its last hint is followed by one', async () => {
    const { hint, jobs, sweep, run } = await aBench(await fresh());
    for (let second = 0; second < 60; second += 1) {
      const now = T0 + second * SECOND;
      await sweep(now);
      await hint(now);
      await hint(now + 1);
      if ((await jobs()).includes('queued')) await run(now + 2, now + 500);
    }
    expect(await jobs()).toEqual(Array.from({ length: 6 }, () => 'succeeded'));
    expect(await sweep(T0 + 70 * SECOND)).toBe(1);
  });

  test('what comes during a long run is followed by another, which does not wait ten seconds more', async () => {
    const { db, hint, jobs, connectionId } = await aBench(await fresh());
    await hint(T0);
    await takeNextJob(db, connectionId, { name: 'w', now: T0 });
    await hint(T0 + 11 * SECOND);
    expect(await jobs()).toEqual(['running', 'queued']);
  });

  test('where searches lag it looks once more when the lag is over, and then no more', async () => {
    const { hint, jobs, run, sweep } = await aBench(await fresh(), 30 * SECOND);
    await hint(T0);
    await run(T0, T0 + SECOND);
    await hint(T0 + 5 * SECOND);
    expect(await sweep(T0 + HINTS_APART)).toBe(1);
    await run(T0 + HINTS_APART, T0 + 11 * SECOND);
    expect(await sweep(T0 + 34 * SECOND)).toBe(0);
    expect(await sweep(T0 + 35 * SECOND)).toBe(1);
    await run(T0 + 35 * SECOND, T0 + 36 * SECOND);
    expect(await sweep(T0 + 1_000 * SECOND)).toBe(0);
    expect(await jobs()).toHaveLength(3);
  });

  test("a person's sync does not wait for what a hint is owed", async () => {
    const { db, hint, run, connectionId } = await aBench(await fresh());
    await hint(T0);
    await run(T0, T0 + SECOND);
    await hint(T0 + 2 * SECOND);
    const who = { automatic: false, userId: null, triggeredBy: null };
    await requestJob(db, { connectionId, kind: 'sync', ...who }, T0 + 3 * SECOND);
    await run(T0 + 3 * SECOND, T0 + 4 * SECOND);
  });

  test('where nothing runs by itself it is counted, and asks for nothing, later neither', async () => {
    const { db, hint, jobs, sweep, connectionId } = await aBench(await fresh());
    const kept = [{ stopped_because: 'The key was refused.' }, { paused_at: new Date(T0) }];
    for (const change of kept) {
      await db.updateTable('connections').set(change).execute();
      expect(await hint(T0)).toBe(true);
      expect(
        await db
          .selectFrom('connections')
          .select(Object.keys(change) as 'paused_at'[])
          .execute(),
      ).toEqual([change]);
      await db.updateTable('connections').set({ stopped_because: null, paused_at: null }).execute();
    }
    expect(await hint(T0, false)).toBe(true);
    expect(await sweep(T0 + 60 * SECOND)).toBe(0);
    expect(await jobs()).toEqual([]);
    expect((await findHints(db, connectionId))?.count).toBe(3);
  });

  test('only the present address is one, and only of its connection', async () => {
    const { db, hint, secret, jobs, connectionId, ...world } = await aBench(await fresh());
    const other = await addConnection(db, world, { alias: 'Other' });
    const options = { now: T0, advanced: true, wake: async () => undefined, systems: [] };
    const renewed = await enableHints(db, connectionId);
    expect(renewed).not.toBe(secret);
    expect(await hint(T0)).toBe(false);
    expect(await takeHint(db, renewed, options)).toBe(true);
    expect((await findHints(db, other))?.count).toBe(0);
    await disableHints(db, connectionId);
    for (const address of [secret, renewed, makeToken(), '', 'null'])
      expect(await takeHint(db, address, options)).toBe(false);
    expect(await findHints(db, connectionId)).toEqual({ enabled: false, last: null, count: 0 });
    expect(await jobs()).toEqual(['queued']);
  });

  test('a clock that was set back an hour does not put a hint off by an hour', async () => {
    const { hint, jobs, run, sweep } = await aBench(await fresh());
    await hint(T0 + HOUR);
    await run(T0 + HOUR, T0 + HOUR + SECOND);
    await hint(T0);
    expect(await jobs()).toEqual(['succeeded']);
    expect(await sweep(T0 + HINTS_APART)).toBe(1);
  });

  test('a new address leaves what the former is owed, and shows nothing of it', async () => {
    const { db, hint, run, sweep, connectionId } = await aBench(await fresh(), 30 * SECOND);
    await hint(T0);
    await run(T0, T0 + 1);
    await hint(T0 + 2 * SECOND);
    await enableHints(db, connectionId);
    expect(await findHints(db, connectionId)).toEqual({ enabled: true, last: null, count: 0 });
    expect(await sweep(T0 + HINTS_APART)).toBe(1);
    await run(T0 + HINTS_APART, T0 + HINTS_APART + 1);
    // What the last hint was about may be shown only now.
    expect(await sweep(T0 + 32 * SECOND)).toBe(1);
  });

  test('without an address nothing is owed', async () => {
    const { db, hint, run, sweep, connectionId } = await aBench(await fresh());
    await hint(T0);
    await run(T0, T0 + 1);
    await hint(T0 + 2 * SECOND);
    await disableHints(db, connectionId);
    expect(await sweep(T0 + 60 * SECOND)).toBe(0);
  });

  test('many at once, and many who sweep, ask for one', async () => {
    const { db, hint, jobs, sweep, run, connectionId } = await aBench(await fresh());
    await Promise.all(Array.from({ length: 20 }, () => hint(T0)));
    expect(await jobs()).toEqual(['queued']);
    expect((await findHints(db, connectionId))?.count).toBe(20);
    await run(T0, T0 + 1);
    await hint(T0 + 2);
    const swept = await Promise.all(Array.from({ length: 5 }, () => sweep(T0 + HINTS_APART)));
    expect(swept.reduce((sum, one) => sum + one)).toBe(1);
  });
});

test('a person may ask for a job of a connection that is being swept (postgresql)', async () => {
  const { db } = await freshPostgres();
  const { connectionId, ...world } = await makeWorld(db);
  const other = await addConnection(db, world, { alias: 'Other', hint_due: new Date(T0 + 1) });
  await db
    .updateTable('connections')
    .set({ hint_due: new Date(T0) })
    .where('id', '=', connectionId)
    .execute();
  const { wake, asked } = personMeets(db, other);
  expect(await sweepHints(db, { now: T0 + SECOND, advanced: true, wake, systems: [] })).toBe(2);
  expect(await db.selectFrom('jobs').select('id').where('connection_id', '=', other).execute()).toEqual([
    { id: await asked },
  ]);
});
