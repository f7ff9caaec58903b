import { expect, test } from 'vitest';
import { nextMoment, shortestTime } from '../model/pace.ts';
import { aTask, aWorld } from './testing/bench-world.ts';
import { run } from './testing/bench-run.ts';

const CONTENT = {
  name: 'new issues and comments',
  purposes: ['create', 'comment'],
  windows: [
    { most: 80, within: 60_000 },
    { most: 500, within: 3_600_000 },
  ],
} as const;

test.each([
  [0, 0],
  [1, 0],
  [80, 0],
  [81, 60_000],
  [500, 360_000],
  [501, 3_600_000],
  [1_000, 3_960_000],
])('%i take %i ms at least', (count, time) => expect(shortestTime(count, CONTENT)).toBe(time));

test('without windows nothing has to wait', () => expect(nextMoment([5, 9], [])).toBe(9));

const tasks = (count: number) => Array.from({ length: count }, (_, at) => aTask({ id: `T${at + 1}` }));

test('a plan says how long it takes where that is long', async () => {
  const plan = { mode: { do: 'plan' } } as const;
  const long = await run(aWorld(tasks(501)), { ...plan, budgets: [CONTENT] });
  expect(long).toMatchObject({
    message: expect.stringContaining('This takes 1 h 0 min at least: the tracker takes only so many new issues and'),
  });
  for (const budgets of [[CONTENT], []]) {
    const short = await run(aWorld(tasks(80)), { ...plan, budgets });
    expect(JSON.stringify(short)).not.toContain('at least');
  }
});

test('a run says so before its first write', async () => {
  const world = aWorld(tasks(81));
  const foretold: [string, number][] = [];
  await run(world, { budgets: [CONTENT], foretell: (text) => void foretold.push([text, world.issues.length]) });
  expect(foretold).toEqual([[expect.stringContaining('1 min at least'), 0]]);
});
