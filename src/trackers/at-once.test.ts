import { expect, test } from 'vitest';
import { atOnce } from './at-once.ts';

/** Work that ends when it is told to. */
function bench(count: number) {
  const under = new Map<number, PromiseWithResolvers<string>>();
  const all = Array.from({ length: count }, (_, at) => at);
  const done = atOnce(all, (at) => {
    const work = Promise.withResolvers<string>();
    under.set(at, work);
    return work.promise;
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { done, under, settled };
}

test('results keep their order whatever ends first, and four at most are under way', async () => {
  const { done, under, settled } = bench(6);
  expect([...under.keys()]).toEqual([0, 1, 2, 3]);
  under.get(3)?.resolve('d');
  await settled();
  expect([...under.keys()]).toEqual([0, 1, 2, 3, 4]);
  for (const at of [4, 2, 1, 0, 5]) {
    under.get(at)?.resolve('abcdef'[at] ?? '');
    await settled();
  }
  expect(await done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('the first error wins, after what was under way has ended, and no more is begun', async () => {
  const { done, under, settled } = bench(9);
  let failure: unknown = null;
  const watched = done.catch((error: unknown) => (failure = error));
  under.get(2)?.reject(new Error('first'));
  await settled();
  under.get(0)?.reject(new Error('second'));
  await settled();
  expect(failure).toBeNull();
  under.get(1)?.resolve('');
  under.get(3)?.resolve('');
  await watched;
  expect(String(failure)).toBe('Error: first');
  expect(under.size).toBe(4);
});

test('nothing to do is done at once', async () => {
  expect(await atOnce([], () => Promise.reject(new Error('never')))).toEqual([]);
});
