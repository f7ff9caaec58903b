import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Issue } from '../model/issue.ts';
import { readPages, type Page } from './pages.ts';

const issueOf = (id: number): Issue => ({ id: String(id) }) as Issue;

/** A list, newest first, in which `moves` come to the front after the page with that number was read. */
function list(size: number, moves: readonly (readonly [page: number, id: number])[]) {
  let ids = Array.from({ length: size }, (_, index) => size - index);
  let page = 0;
  return (offset: number): Promise<Page> => {
    const issues = ids.slice(offset, offset + 100).map(issueOf);
    page += 1;
    for (const [after, id] of moves) if (after === page) ids = [id, ...ids.filter((one) => one !== id)];
    return Promise.resolve({ issues, total: ids.length });
  };
}

test('when it says complete, no row is missing, however the list moved meanwhile', async () => {
  const aMove = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 350 }));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 350 }), fc.array(aMove, { maxLength: 3 }), async (size, moves) => {
      const known = moves.filter(([, id]) => id <= size);
      const { issues, complete } = await readPages(list(size, known));
      expect(new Set(issues.map(({ id }) => id)).size).toBe(issues.length);
      if (complete) expect(issues).toHaveLength(size);
    }),
  );
});

test('one move in between is mended by reading again', async () => {
  const { issues, complete } = await readPages(list(250, [[1, 120]]));
  expect([issues.length, complete]).toEqual([250, true]);
});

test('it stops when it has seen enough, and then does not claim to be complete', async () => {
  let pages = 0;
  const pages300 = list(300, []);
  const read = await readPages(
    (offset) => pages300(offset),
    () => (pages += 1) === 2,
  );
  expect([read.issues.length, read.complete, read.total]).toEqual([200, false, 300]);
});
