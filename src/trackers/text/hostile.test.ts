import { expect, test } from 'vitest';
import { fromAdf, toAdf } from './adf.ts';
import type { AdfNode } from './adf-node.ts';
import { fromHtml, toHtml } from './html.ts';
import { fromWiki, toWiki } from './wiki.ts';

const DEEP = 10_000;
const long = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));

const PIECES = [
  'a',
  'a ',
  ' ',
  '\t',
  '\n',
  'a\n',
  '[',
  ']',
  '[]',
  '[a](',
  '[a](b) ',
  '![',
  '![a](b)',
  '*',
  '*a ',
  '*a_ ',
  '*a* ',
  '**a *b ',
  '`',
  '`a``b',
  '<',
  '<a ',
  '<!--',
  '<b>',
  '</b>',
  '<p>',
  '<b><p>',
  '<font a=1>',
  '<br>',
  '>',
  '> a\n',
  '- ',
  '- a\n',
  '1. ',
  '&',
  '&amp;',
  '\\',
  '|',
  '|a',
  '| a |\n',
  '~',
  '~~a ',
  'www.',
  'http://',
  'http://a ',
  'a@b.c ',
  'a@',
  'a.',
  '[^a]',
  '[a]: b\n',
  '{',
  '{{',
  '{{a',
  '}',
  '{code}',
  '{quote}',
  '{panel}',
  '{*}',
  '!a',
  '!a.',
  '[a|',
  '||',
  '----',
  '#',
  '* ',
  '-',
  '_',
  '_a',
  '??',
  '(',
  ':)',
  'h1. ',
  '&#1;',
  '\u00a0',
  '😀',
];

/** Far above what it takes; what grows with the square takes minutes. */
const quickly = { timeout: 20_000 };

const everywhere = (text: string): string[] => [
  toWiki(text),
  toHtml(text),
  fromAdf(toAdf(text)),
  fromWiki(text),
  fromHtml(text),
];

test('no piece that is repeated takes long', { timeout: 60_000 }, () => {
  for (const piece of PIECES) expect(everywhere(long(piece, 12_000))).toHaveLength(5);
});

test.each([']', '*a_ ', '[a](b) ', '> ', '<b><p>', '{{a', '[^a]'])('200 kB of %j are converted', quickly, (piece) => {
  expect(everywhere(long(piece, 200_000))).toHaveLength(5);
});

test('documents deeper than any editor makes keep their words', quickly, () => {
  let node: AdfNode = { type: 'text', text: 'word' };
  for (let depth = 0; depth < DEEP; depth += 1)
    node = { type: ['bulletList', 'listItem', 'blockquote', 'odd'][depth % 4] ?? '', content: [node] };
  expect(fromAdf([node])).toContain('word');
  expect(fromAdf(toAdf(`${'> '.repeat(DEEP)}word`))).toContain('word');
  expect(toHtml(`${'- '.repeat(DEEP)}word`)).toContain('word');
  expect(toWiki(`${'*a **b '.repeat(DEEP)}word${' b** a*'.repeat(DEEP)}`)).toContain('word');
  expect(fromHtml(`${'<div><b>'.repeat(DEEP)}word`)).toContain('word');
  expect(fromHtml(`${'<div>'.repeat(DEEP)}<script>gone</script>word`)).toBe('word');
  expect(fromHtml(`${'<ul><li>'.repeat(DEEP)}word${'</li></ul>'.repeat(DEEP)}`)).toContain('word');
  expect(fromWiki(`${'*'.repeat(DEEP)} word`)).toContain('word');
  expect(fromWiki(`${'{quote}{panel}'.repeat(DEEP)}word`)).toContain('word');
});
