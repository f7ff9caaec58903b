/** The simulation itself: the same seed is the same history, and a failure is told by the shortest one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PGlite } from '@electric-sql/pglite';
import { openSimulated } from './simulate/database.ts';
import { play } from './simulate/play.ts';
import { shrink } from './simulate/shrink.ts';
import { historyOf } from './simulate/history.ts';
import type { History, Step } from './simulate/steps.ts';
import { STAGES } from './systems/stages.ts';

let pglite: PGlite;
beforeAll(async () => {
  pglite = await openSimulated();
});
afterAll(() => pglite.close());

test.each(STAGES.map((stage) => [stage.name, stage] as const))(
  'a seed is played on %s the same way twice, byte for byte, and nothing is wrong with it',
  async (_name, stage) => {
    for (const seed of [5, 6]) {
      const [once, again] = [await play(stage, historyOf(seed), pglite), await play(stage, historyOf(seed), pglite)];
      expect(once.violation).toBeNull();
      expect(once.trace.length).toBeGreaterThan(20);
      expect(again.trace).toEqual(once.trace);
    }
  },
);

test('two seeds are two histories', () => {
  expect(historyOf(1)).toEqual(historyOf(1));
  expect(historyOf(1)).not.toEqual(historyOf(2));
});

test('a failing history is shrunk to what it needs, without the faults that do not matter', async () => {
  const run: Step = {
    do: 'run',
    faults: { 2: 'lost after' },
    crashAt: 7,
    fullAt: null,
    amid: null,
    how: 'sync',
    between: null,
  };
  const steps: Step[] = [
    { do: 'mass' },
    { do: 'back up' },
    run,
    { do: 'wait', minutes: 1 },
    { do: 'restore' },
    { do: 'settle' },
  ];
  const history: History = { frame: historyOf(1).frame, steps };
  const needs = (list: readonly Step[]): boolean =>
    list.some((step) => step.do === 'run' && step.crashAt === 7) && list.some((step) => step.do === 'restore');
  const shortest = await shrink(history, async (shorter) => needs(shorter.steps));
  expect(shortest.steps).toEqual([{ ...run, faults: {} }, { do: 'restore' }]);
});
