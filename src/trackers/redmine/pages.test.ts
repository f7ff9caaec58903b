import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IssuePage, IssueRow } from './api.ts';
import { readPages } from './pages.ts';

const rowOf = (id: number): IssueRow => ({ id }) as IssueRow;

/** A list, newest first, in which `moves` come to the front after the page with that number was read. */
function list(size: number, moves: readonly (readonly [page: number, id: number])[]) {
  let ids = Array.from({ length: size }, (_, index) => size - index);
  let page = 0;
  return (offset: number): Promise<IssuePage> => {
    const issues = ids.slice(offset, offset + 100).map(rowOf);
    page += 1;
    for (const [after, id] of moves) if (after === page) ids = [id, ...ids.filter((one) => one !== id)];
    return Promise.resolve({ issues, total_count: ids.length });
  };
}

test('when it says complete, no row is missing, however the list moved meanwhile', async () => {
  const aMove = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 350 }));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 350 }), fc.array(aMove, { maxLength: 3 }), async (size, moves) => {
      const known = moves.filter(([, id]) => id <= size);
      const { rows, complete } = await readPages(list(size, known));
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      if (complete) expect(rows).toHaveLength(size);
    }),
  );
});

test('one move in between is mended by reading again', async () => {
  const { rows, complete } = await readPages(list(250, [[1, 120]]));
  expect([rows.length, complete]).toEqual([250, true]);
});

test('it stops when it has seen enough, and then does not claim to be complete', async () => {
  let pages = 0;
  const pages300 = list(300, []);
  const read = await readPages(
    (offset) => pages300(offset),
    () => (pages += 1) === 2,
  );
  expect([read.rows.length, read.complete, read.total]).toEqual([200, false, 300]);
});
