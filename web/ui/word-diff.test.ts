import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDiff, type Part } from './word-diff.ts';

const texts = (parts: readonly Part[], ...kinds: readonly Part['kind'][]): string =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('');

test.each([
  ['', '', []],
  ['a b', 'a b', [['same', 'a b']]],
  ['', 'new', [['new', 'new']]],
  ['old', '', [['gone', 'old']]],
  [
    'keep the old word here',
    'keep the new word here',
    [
      ['same', 'keep the'],
      ['gone', ' old'],
      ['new', ' new'],
      ['same', ' word here'],
    ],
  ],
  [
    'at rest',
    'at rest and in backups',
    [
      ['same', 'at rest'],
      ['new', ' and in backups'],
    ],
  ],
  [
    'first one two three four',
    'first zero one three five four',
    [
      ['same', 'first'],
      ['new', ' zero'],
      ['same', ' one'],
      ['gone', ' two'],
      ['same', ' three'],
      ['new', ' five'],
      ['same', ' four'],
    ],
  ],
])('%j to %j', (before, after, parts) => {
  expect(wordDiff(before, after).map(({ kind, text }) => [kind, text])).toEqual(parts);
});

test('its parts put together are the two texts', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'word'), { maxLength: 30 }).map((words) => words.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDiff(before, after);
      expect(texts(parts, 'same', 'gone')).toBe(before);
      expect(texts(parts, 'same', 'new')).toBe(after);
    }),
  );
});

test('texts that are long and have nothing in common are told as replaced, at once', () => {
  const [before, after] = ['x', 'y'].map((word) => `first${` ${word}`.repeat(50_000)}`);
  expect(wordDiff(before ?? '', after ?? '').map(({ kind }) => kind)).toEqual(['same', 'gone', 'new']);
});
