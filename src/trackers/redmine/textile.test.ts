import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, withoutEdges } from './textile-escape.ts';
import { toTextile } from './textile.ts';

test.each([
  ['# Head\n\ntext', 'h1. Head\n\ntext'],
  ['**bold** and *it* and ~~gone~~', '*bold* and _it_ and -gone-'],
  ['`code`', '@code@'],
  ['`a@b`', 'a@b'],
  ['```js\nif (a < b) *x*\n```', '<pre><code class="js">\nif (a < b) *x*\n</code></pre>'],
  ['    plain', '<pre>\nplain\n</pre>'],
  ['- a\n  - b\n- c', '* a\n** b\n* c'],
  ['1. a\n   - b\n2. c', '# a\n#* b\n# c'],
  ['- [x] done\n- [ ] open', '* [x] done\n* [ ] open'],
  ['> a\n> b', '> a\n> b'],
  ['| a | b |\n|---|---|\n| 1 | `x` |', '|_. a|_. b|\n|1|@x@|'],
  ['***', '---'],
  ['[text](https://x.example/a_b)', '"text":https://x.example/a_b'],
  ['<https://x.example/>', 'https://x.example/'],
  ['[here](#part)', 'here (#part)'],
  ['[x](javascript:alert)', 'x (javascript:alert)'],
  ['![logo](https://x.example/l.png)', '"logo":https://x.example/l.png'],
  ['me@x.example', 'me@x.example'],
  ['snake_case, 2 * 3, -1', 'snake_case, 2 * 3, &#45;1'],
  ['issue #12 and [[Wiki]]', 'issue &#35;12 and &#91;[Wiki]]'],
  ['<b>raw</b>', '&lt;b>raw&lt;/b>'],
  ['p. 12', '&#112;. 12'],
])('%j → %j', (markdown, textile) => expect(toTextile(markdown)).toBe(textile));

/** What a reader sees of plain text: the references resolved. */
const seen = (textile: string): string =>
  textile
    .replaceAll(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

test('escaping never changes what is seen', () => {
  const pieces = fc.constantFrom(...'ab *_-+^~%@?!|":[]{}<>#&=().\n'.split(''), '&lt;', '??', 'h1. ', 'bq. ', 'ABC(');
  fc.assert(
    fc.property(
      fc.array(pieces).map((all) => all.join('')),
      (text) => {
        expect(seen(withoutEdges(escaped(text)))).toBe(text);
      },
    ),
  );
});

test('nothing that opens formatting is left in plain text', () => {
  fc.assert(
    fc.property(fc.constantFrom('*', '_', '-', '+', '^', '~', '%', '@', '??'), (mark) => {
      expect(escaped(`see ${mark}this${mark} here`)).not.toContain(` ${mark}this`);
    }),
  );
});

test('any Markdown is taken, and its words survive in order', () => {
  const words = fc.array(fc.constantFrom('alpha', 'beta', 'gamma'), { minLength: 1, maxLength: 4 });
  const marks = fc.constantFrom(
    '',
    '# ',
    '- ',
    '1. ',
    '> ',
    '**',
    '*',
    '`',
    '|',
    '    ',
    '```\n',
    '[',
    '](',
    '<',
    '\\',
    '~~',
  );
  const line = fc.tuple(marks, words, marks).map(([before, text, after]) => `${before}${text.join(' ')}${after}`);
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const wanted = lines.join('\n').match(/alpha|beta|gamma/g) ?? [];
      expect(toTextile(lines.join('\n')).match(/alpha|beta|gamma/g) ?? []).toEqual(wanted);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof toTextile(text)).toBe('string');
    }),
  );
});
