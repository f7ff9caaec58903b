import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromAdf, toAdf } from './adf.ts';
import { faults } from './adf-schema.ts';
import { CORPUS } from './corpus.ts';
import { strangers } from './html-tags.ts';
import { fromHtml, toHtml } from './html.ts';
import { parse, print } from './markdown.ts';
import { fromWiki, toWiki } from './wiki.ts';

const FORMATS = [
  ['ADF', (markdown: string) => fromAdf(toAdf(markdown))],
  ['wiki markup', (markdown: string) => fromWiki(toWiki(markdown))],
  ['HTML', (markdown: string) => fromHtml(toHtml(markdown))],
] as const;

/** What a reader sees of a text. */
function seen(markdown: string): string {
  const texts: string[] = [];
  const look = (node: object): void => {
    if ('type' in node && /^(?:paragraph|heading|tableCell|break|code)$/.test(String(node.type))) texts.push(' ');
    if ('checked' in node && node.checked === true) texts.push(' x ');
    if ('value' in node) texts.push(String(node.value));
    if ('children' in node && Array.isArray(node.children)) for (const child of node.children) look(child as object);
  };
  for (const block of parse(markdown)) look(block);
  return texts.join('');
}

const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

const SIGNS = [
  ...'*_~`[](){}<>|!#+-=.:;\\&@^?"\'/ \n'.split(''),
  '**',
  '~~',
  '``',
  '![',
  '](',
  '||',
  '{{',
  '}}',
  '{code}',
  '{noformat}',
  '{quote}',
  '{*}',
  '{panel}',
  '{color:red}',
  '----',
  '\\\\',
  'h1. ',
  'bq. ',
  '# ',
  '- ',
  '1. ',
  '> ',
  '* ',
  '\n\n',
  '[~ann]',
  '@ann',
  '&amp;',
  '&#42;',
  '<b>',
  '</b>',
  '<br>',
  '<!--',
  '-->',
  '  \n',
  'https://x.example/a_b',
  'me@x.example',
  'www.x.example',
  ':)',
  '(x)',
  ':P',
  '[^1]',
  '[ ] ',
  '[x] ',
  '\u00a0',
  '\u200b',
  'é',
  '😀',
  'a',
  'b1',
  'word',
];

const soup = fc.array(fc.constantFrom(...SIGNS), { maxLength: 25 }).map((pieces) => pieces.join(''));
const line = soup.map((text) => text.replaceAll('\n', ' '));
const indented = (by: string, text: string): string => text.replaceAll('\n', `\n${by}`);

const { document } = fc.letrec<{ block: string; document: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    soup,
    line.map((text) => `# ${text}`),
    soup.map((text) => `\`\`\`\`js\n${text}\n\`\`\`\``),
    fc
      .array(fc.tuple(line, line), { minLength: 1, maxLength: 3 })
      .map((rows) => `|a|b|\n|-|:-:|\n${rows.map(([a, b]) => `|${a}|${b}|`).join('\n')}`),
    fc.constant('***'),
    tie('document').map((text) => `> ${indented('> ', text)}`),
    fc
      .array(fc.tuple(fc.constantFrom('', '[ ] ', '[x] '), tie('document')), { minLength: 1, maxLength: 3 })
      .map((items) => items.map(([box, text]) => `- ${box}${indented('  ', text)}`).join('\n')),
    fc
      .array(tie('document'), { minLength: 1, maxLength: 3 })
      .map((items) => items.map((text) => `3. ${indented('   ', text)}`).join('\n')),
  ),
  document: fc.array(tie('block'), { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join('\n\n')),
}));

const texts = fc.oneof(document, soup, fc.string({ unit: 'grapheme' }));

test('printing and parsing again gives the same text', () => {
  fc.assert(
    fc.property(texts, (markdown) => {
      const once = print(parse(markdown));
      expect(print(parse(once))).toBe(once);
      expect(words(seen(once))).toEqual(words(seen(markdown)));
    }),
    { numRuns: 500 },
  );
});

/** What a text that is one line shorter would be: a link to an address. */
const ODD_ADDRESS = '- - <!--\n    \n    3. <{code}@ann>\n       \n       \n    3. \n  ';

test.each(FORMATS)('what comes back from %s comes back the same again, with all words', (_name, around) => {
  const holds = (markdown: string): void => {
    const once = around(markdown);
    expect(around(once)).toBe(once);
    expect(words(seen(once))).toEqual(words(seen(markdown)));
  };
  for (const markdown of [...CORPUS, ODD_ADDRESS]) holds(markdown);
  fc.assert(fc.property(texts, holds), { numRuns: 500 });
});

test.each(FORMATS)('literal text stays literal in %s', (_name, around) => {
  const literal = (value: string): string => print([{ type: 'paragraph', children: [{ type: 'text', value }] }]);
  fc.assert(
    fc.property(soup, (text) => {
      expect(around(literal(text))).toBe(literal(text));
    }),
    { numRuns: 500 },
  );
});

test('ADF obeys the schema', () => {
  const holds = (markdown: string): void => {
    expect(faults(toAdf(markdown))).toEqual([]);
  };
  for (const markdown of CORPUS) holds(markdown);
  fc.assert(fc.property(texts, holds), { numRuns: 500 });
});

test('HTML has only what is on the white list', () => {
  const holds = (markdown: string): void => {
    expect(strangers(toHtml(markdown))).toEqual([]);
  };
  for (const markdown of CORPUS) holds(markdown);
  fc.assert(fc.property(texts, holds), { numRuns: 500 });
});
