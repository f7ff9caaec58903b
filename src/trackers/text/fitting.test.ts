import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CORPUS } from './corpus.ts';
import { fitting } from './fitting.ts';
import { toHtml } from './html.ts';
import { toWiki } from './wiki.ts';

const MORE = '[The rest](https://x.example/tasks/1)';

test('what fits is left alone', () => {
  expect(fitting('*a*   b', 10, toWiki, MORE)).toBe('*a*   b');
});

test('what does not is cut between blocks', () => {
  expect(fitting('# One\n\ntwo\n\nthree', 16, (text) => text, 'more')).toBe('# One\n\ntwo\n\nmore');
  expect(fitting('# One\n\ntwo\n\nthree', 15, (text) => text, 'more')).toBe('# One\n\nmore');
});

test('where no block fits, only the link is left', () => {
  expect(fitting('word '.repeat(100), 50, toHtml, MORE)).toBe(MORE);
});

test('the rendering fits, whatever the text and the limit are', () => {
  const text = fc.array(fc.constantFrom(...CORPUS)).map((parts) => parts.join('\n\n'));
  fc.assert(
    fc.property(text, fc.integer({ min: 100, max: 3000 }), (markdown, limit) => {
      const cut = fitting(markdown, limit, toHtml, MORE);
      expect(toHtml(cut).length).toBeLessThanOrEqual(limit);
      expect(cut === markdown || cut.endsWith(MORE)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
