import { expect, test } from 'vitest';
import { RunLost } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import { inLanes } from './lanes.ts';

/** Work on the numbers from 0 that ends when it is told to. */
function bench(count: number, lanes: number) {
  const under = new Map<number, PromiseWithResolvers<string>>();
  const all = Array.from({ length: count }, (_, at) => at);
  const done = inLanes(all, lanes, (at) => {
    const work = Promise.withResolvers<string>();
    under.set(at, work);
    return work.promise;
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { done, under, settled };
}

test('each lane goes on by itself, and results keep their order', async () => {
  const { done, under, settled } = bench(4, 2);
  expect([...under.keys()]).toEqual([0, 1]);
  under.get(1)?.resolve('b');
  await settled();
  expect([...under.keys()]).toEqual([0, 1, 2]);
  under.get(2)?.resolve('c');
  await settled();
  under.get(0)?.resolve('a');
  under.get(3)?.resolve('d');
  expect(await done).toEqual({ results: ['a', 'b', 'c', 'd'], stop: null });
});

test('after an error of the tracker nothing is begun, and what was under way counts', async () => {
  const { done, under, settled } = bench(4, 2);
  const down = new TrackerError('down', 'no answer');
  under.get(0)?.reject(down);
  await settled();
  under.get(1)?.resolve('b');
  expect(await done).toEqual({ results: [undefined, 'b', undefined, undefined], stop: down });
  expect(under.size).toBe(2);
});

test('a run that was lost is thrown, whatever stopped it before', async () => {
  const { done, under } = bench(2, 2);
  under.get(0)?.reject(new TrackerError('down', 'no answer'));
  under.get(1)?.reject(new RunLost('taken over'));
  await expect(done).rejects.toBeInstanceOf(RunLost);
});
