import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyIn, defused, markerIn, originIn, withBlock, withOrigin, withoutOrigin } from './comment-block.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'.split('');
const aMarker = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 16, maxLength: 16 })
  .map((letters) => `ls-${letters.join('')}`);
const aLine = fc.oneof(
  fc.string(),
  fc.constantFrom('', '[a](http://x.y/z)', '<!-- a -->', '<!-- lockstep ls-aaaaaaaaaaaaaaaa -->', '---'),
);
const aText = fc.array(aLine, { maxLength: 6 }).map((lines) => lines.join('\n').replaceAll('\r', ''));
const aBody = aText.map((text) => defused(text).trim() || null);

const block = (marker: string, body: string | null) => ({
  marker,
  taskId: 'T21',
  taskUrl: 'https://lockstep.example/tasks/1-T21',
  body,
});

test('what is written into a block is read out of it, and the marker with it', () => {
  fc.assert(
    fc.property(aMarker, aBody, aText, (marker, body, others) => {
      const description = withBlock(defused(others), block(marker, body));
      expect(bodyIn(description)).toBe(body);
      expect(markerIn(description)).toBe(marker);
    }),
  );
});

test('writing again changes the text inside and nothing outside', () => {
  fc.assert(
    fc.property(aMarker, aBody, aBody, aText, (marker, first, second, others) => {
      const before = defused(others);
      const around = `Above\n${withBlock(before, block(marker, first))}\nBelow`;
      const twice = withBlock(around, block(marker, second));
      expect(twice).toBe(`Above\n${withBlock(before, block(marker, second))}\nBelow`);
      expect(bodyIn(twice)).toBe(second);
    }),
  );
});

test('two different markers are none', () => {
  const one = withBlock('', block('ls-aaaaaaaaaaaaaaaa', 'a'));
  const two = withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'b'));
  expect(markerIn(`${one}\n${two}`)).toBeNull();
  expect(markerIn(`${one}\n${one}`)).toBe('ls-aaaaaaaaaaaaaaaa');
});

test("another task's block, pasted by a person, stays as it is", () => {
  const pasted = withBlock('', block('ls-aaaaaaaaaaaaaaaa', 'theirs'));
  const ours = withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'old'));
  const written = withBlock(`${pasted}\n\n${ours}`, block('ls-bbbbbbbbbbbbbbbb', 'new'));
  expect(written).toBe(`${pasted}\n\n${withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'new'))}`);
});

test('without its last line a block has no text, and the text below stays when it is written again', () => {
  const broken = '<!-- lockstep ls-aaaaaaaaaaaaaaaa -->\n[T21 in Lockstep](https://lockstep.example/t)\n\nold text';
  expect([bodyIn(broken), markerIn(broken)]).toEqual([null, 'ls-aaaaaaaaaaaaaaaa']);
  const mended = withBlock(broken, block('ls-aaaaaaaaaaaaaaaa', 'new'));
  expect(bodyIn(mended)).toBe('new');
  expect(mended).toMatch(/<!-- \/lockstep ls-a{16} -->\n\nold text$/);
});

test('a person may take the link away', () => {
  const text = withBlock('', block('ls-aaaaaaaaaaaaaaaa', 'What\n\nto do'));
  expect(bodyIn(text.replace(/\n\[.*\)/, ''))).toBe('What\n\nto do');
});

test('a block whose marker was another one is replaced where it is', () => {
  const old = withBlock('Below', block('ls-aaaaaaaaaaaaaaaa', 'old'));
  const written = withBlock(`Above\n\n${old}`, block('ls-bbbbbbbbbbbbbbbb', 'new'), 'ls-aaaaaaaaaaaaaaaa');
  expect(written).toBe(`Above\n\n${withBlock('Below', block('ls-bbbbbbbbbbbbbbbb', 'new'))}`);
});

test('quoting a comment of ours makes nobody’s comment ours', () => {
  const quoted = withOrigin('Hello', 'ls-n7-abc').replaceAll('\n', '\n> ');
  expect(originIn(`> ${quoted}\n\nYes`)).toBeNull();
});

test('an origin is read back, and is no part of the text', () => {
  const comment = withOrigin('Is it so?\n\n- yes', 'ls-n7-abcdefghijklmnopqrstuvwx');
  expect(originIn(comment)).toBe('ls-n7-abcdefghijklmnopqrstuvwx');
  expect(withoutOrigin(comment)).toBe('Is it so?\n\n- yes');
  expect(originIn('<!-- lockstep ls-n7-abc --> and more')).toBeNull();
});
