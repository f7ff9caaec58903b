import { expect, test } from 'vitest';
import { TrackerError } from '../model/tracker-error.ts';
import { Governor } from './governor.ts';

/** A clock that sleeping moves. */
function clock() {
  const slept: number[] = [];
  let now = 1_000_000;
  const sleep = (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    now += milliseconds;
    return Promise.resolve();
  };
  return { now: () => now, sleep, slept };
}

const place = (key: string, rank = 0) => ({ key, concurrency: 2, rank });

function gates() {
  const open: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => open.push(resolve));
    running -= 1;
  };
  return { work, open, most: () => most, running: () => running };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two requests of one key run at the same time, the rest wait in order; another key is not held up', async () => {
  const governor = new Governor(clock());
  const one = gates();
  const other = gates();
  const all = [1, 2, 3, 4, 5].map(() => governor.run(place('a'), one.work));
  all.push(governor.run(place('b'), other.work));
  await settled();
  expect([one.running(), other.running()]).toEqual([2, 1]);
  other.open.shift()?.();
  for (let finished = 0; finished < 5; finished += 1) {
    one.open.shift()?.();
    await settled();
  }
  await Promise.all(all);
  expect(one.most()).toBe(2);
});

test('a pause of at most 30 s is waited for by everything with that key', async () => {
  const time = clock();
  const governor = new Governor(time);
  governor.pause('a', time.now() + 30_000);
  await governor.run(place('b'), () => Promise.resolve());
  expect(time.slept).toEqual([]);
  await governor.run(place('a'), () => Promise.resolve());
  expect(time.slept).toEqual([30_000]);
});

test('a longer pause throws busy with the time, and frees its slot', async () => {
  const time = clock();
  const governor = new Governor(time);
  const until = time.now() + 31_000;
  governor.pause('a', until);
  for (let i = 0; i < 3; i += 1) {
    const error = await governor.run(place('a'), () => Promise.resolve()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrackerError);
    expect(error).toMatchObject({ kind: 'busy', retryAt: until });
  }
});

test('a pause that is prolonged during the sleep is waited for again', async () => {
  const time = clock();
  const governor: Governor = new Governor({
    now: time.now,
    sleep: async (milliseconds) => {
      if (time.slept.length === 0) governor.pause('a', time.now() + 3_000);
      await time.sleep(milliseconds);
    },
  });
  governor.pause('a', time.now() + 1_000);
  await governor.run(place('a'), () => Promise.resolve());
  expect(time.slept).toEqual([1_000, 2_000]);
});

test('work that fails gives its slot back', async () => {
  const governor = new Governor(clock());
  const alone = { ...place('a'), concurrency: 1 };
  await expect(governor.run(alone, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(governor.run(alone, () => Promise.resolve(7))).resolves.toBe(7);
});

test('people go before schedules, and both before the look at everything; in one rank it stays first come, first served', async () => {
  const governor = new Governor(clock());
  const { work, open } = gates();
  const order: string[] = [];
  const ranks = [0, 0, 2, 1, 0, 1].map((rank, at) =>
    governor.run(place('a', rank), async () => {
      order.push(`${rank}${at}`);
      await work();
    }),
  );
  await settled();
  for (let finished = 0; finished < ranks.length; finished += 1) {
    open.shift()?.();
    await settled();
  }
  await Promise.all(ranks);
  expect(order).toEqual(['00', '01', '04', '13', '15', '22']);
});

const CONTENT = {
  name: 'new issues',
  purposes: ['create'],
  windows: [
    { most: 3, within: 60_000 },
    { most: 5, within: 3_600_000 },
  ],
} as const;

const nothing = (): Promise<void> => Promise.resolve();

test('what draws from a budget is sent when no stretch of its windows holds too many', async () => {
  const time = clock();
  const governor = new Governor(time);
  const sent: number[] = [];
  const drawing = { ...place('a'), budgets: [{ ...CONTENT, windows: [{ most: 3, within: 20_000 }] }] };
  for (let n = 0; n < 7; n += 1) await governor.run(drawing, async () => void sent.push(time.now() - 1_000_000));
  expect(sent).toEqual([0, 0, 0, 20_000, 20_000, 20_000, 40_000]);
  expect(time.slept).toEqual([20_000, 20_000]);
});

test('other requests of the account are not held up, and a long wait throws busy with the moment', async () => {
  const time = clock();
  const governor = new Governor(time);
  const drawing = { ...place('a'), budgets: [CONTENT] };
  for (let n = 0; n < 3; n += 1) await governor.run(drawing, nothing);
  const error = await governor.run(drawing, nothing).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'busy', retryAt: 1_060_000 });
  expect(String(error)).toContain('only so many new issues in a time');
  await governor.run(place('a'), nothing);
  await governor.run({ ...drawing, key: 'b' }, nothing);
  expect(time.slept).toEqual([]);
});

test('a budget is remembered as long as its longest window, though nobody uses the key meanwhile', async () => {
  const time = clock();
  const governor = new Governor(time);
  const drawing = { ...place('a'), budgets: [CONTENT] };
  for (let n = 0; n < 5; n += 1) {
    await governor.run(drawing, nothing);
    await time.sleep(60_000);
  }
  await expect(governor.run(drawing, nothing)).rejects.toMatchObject({ retryAt: 1_000_000 + 3_600_000 });
  await time.sleep(3_300_000);
  await governor.run(drawing, nothing);
});

test('those who wait in line draw one after the other', async () => {
  const time = clock();
  const governor = new Governor(time);
  const sent: number[] = [];
  const drawing = { ...place('a'), concurrency: 1, budgets: [{ ...CONTENT, windows: [{ most: 1, within: 1_000 }] }] };
  const work = async (): Promise<void> => void sent.push(time.now());
  await Promise.all([1, 2, 3, 4].map(() => governor.run(drawing, work)));
  expect(sent.map((at) => at - 1_000_000)).toEqual([0, 1_000, 2_000, 3_000]);
});
