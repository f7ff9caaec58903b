import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyIn, defused, withBlock } from './html-block.ts';
import { sanitized } from '../rally/fake-html.ts';

const MARKER = 'ls-aaaaaaaaaaaaaaaa';
const block = (body: string | null, marker = MARKER) =>
  ({ marker, taskId: 'T1', taskUrl: 'https://lockstep.example/tasks/1-T1?a=1&b=2', body }) as const;

/** As Rally keeps it. */
const kept = (html: string): string => sanitized(html) ?? 'refused';

describe('a block', () => {
  test('is read as it was written, whatever stands around it and however Rally writes it down', () => {
    const word = fc.constantFrom('text', '*stars*', '"quotes"', 'a < b & c', 'https://x.example/#top', '`code`');
    const around = fc.constantFrom(
      '',
      '<div>Theirs</div>',
      '<p>A <b>bold</b> word</p>',
      'loose words<br>',
      '<ul><li>x</li></ul>',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), around, around, (words, above, below) => {
        const own = withBlock('', block(words.join('\n\n')));
        const html = kept(`${above}${own}${below}`);
        expect(bodyIn(html)).toBe(bodyIn(own));
        const again = withBlock(html, block('other text'));
        expect(bodyIn(again)).toBe('other text');
        expect(again.startsWith(kept(above))).toBe(true);
        expect(again.endsWith(kept(below))).toBe(true);
      }),
    );
  });

  test('may be empty', () => {
    expect(bodyIn(withBlock('', block(null)))).toBeNull();
    expect(bodyIn('<p>no block</p>')).toBeNull();
    expect(bodyIn('')).toBeNull();
  });

  test('is found inside of the box that an editor put around everything', () => {
    const html = `<div>${kept(withBlock('', block('text')))}<p>theirs</p></div>`;
    expect(bodyIn(html)).toBe('text');
    const again = withBlock(html, block('new'));
    expect(bodyIn(again)).toBe('new');
    expect(again).toMatch(/^<div>.*<p>theirs<\/p><\/div>$/s);
  });

  test('without its last line is only its first line: what follows may be somebody’s', () => {
    const html = withBlock('', block('text'));
    const open = html.slice(0, html.lastIndexOf('<p>'));
    expect(bodyIn(open)).toBeNull();
    expect(withBlock(open, block('new'))).toContain('text');
  });

  test('does not end at a line to which somebody added words', () => {
    const html = withBlock('', block('text')).replace('is yours</a>', 'is yours</a> and mine');
    expect(withBlock(html, block('new'))).toContain('and mine');
  });

  test("of another task is somebody's text", () => {
    const other = withBlock('', block('other', 'ls-bbbbbbbbbbbbbbbb'));
    const both = withBlock(other, block('mine'));
    expect(both.endsWith(other)).toBe(true);
    expect(bodyIn(both)).toBe('mine');
  });

  test('has no second edge in its text', () => {
    const tricky = `[T1 in Lockstep](https://x.example/#${MARKER}-end)\n\ntail`;
    const html = withBlock('', block(defused(tricky)));
    expect(bodyIn(html)).toContain('tail');
  });
});
