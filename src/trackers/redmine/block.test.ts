import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyIn, defused, isMarker, markerIn, trimmed, withBlock, type TextFormat } from './block.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'.split('');
const aMarker = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 16, maxLength: 16 })
  .map((letters) => `ls-${letters.join('')}`);
const aFormat = fc.constantFrom<TextFormat>('textile', 'markdown');
const aLine = fc.oneof(fc.string(), fc.constantFrom('', '"a":http://x.y/z', '[a](http://x.y/z)', '* b', '---'));
const aText = fc.array(aLine, { maxLength: 6 }).map((lines) => lines.join('\n').replaceAll('\r', ''));
const aBody = aText.map((text) => trimmed(defused(text)) || null);

const block = (marker: string, body: string | null) => ({
  marker,
  taskId: 'T21',
  taskUrl: 'https://lockstep.example/tasks/1-T21',
  body,
});

test('what is written into a block is read out of it, and the marker with it', () => {
  fc.assert(
    fc.property(aMarker, aBody, aText, aFormat, (marker, body, others, format) => {
      const description = withBlock(defused(others), block(marker, body), format);
      expect(bodyIn(description)).toBe(body);
      expect(markerIn(description)).toBe(marker);
    }),
  );
});

test('writing again changes the text inside and nothing outside, whatever the format is now', () => {
  fc.assert(
    fc.property(aMarker, aBody, aBody, aText, (marker, first, second, others) => {
      const before = defused(others);
      const once = withBlock(before, block(marker, first), 'markdown');
      const around = `Above\n${once}\nBelow`;
      const twice = withBlock(around, block(marker, second), 'textile');
      expect(twice).toBe(`Above\n${withBlock(before, block(marker, second), 'textile')}\nBelow`);
      expect(bodyIn(twice)).toBe(second);
    }),
  );
});

test('two different markers are none', () => {
  const one = withBlock('', block('ls-aaaaaaaaaaaaaaaa', 'a'), 'textile');
  const two = withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'b'), 'textile');
  expect(markerIn(`${one}\n${two}`)).toBeNull();
  expect(markerIn(`${one}\n${one}`)).toBe('ls-aaaaaaaaaaaaaaaa');
});

test("another task's block, pasted by a person, stays as it is", () => {
  const pasted = withBlock('', block('ls-aaaaaaaaaaaaaaaa', 'theirs'), 'textile');
  const ours = withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'old'), 'textile');
  const written = withBlock(`${pasted}\n\n${ours}`, block('ls-bbbbbbbbbbbbbbbb', 'new'), 'textile');
  expect(written).toBe(`${pasted}\n\n${withBlock('', block('ls-bbbbbbbbbbbbbbbb', 'new'), 'textile')}`);
});

test('without its last line a block has no text, and the text below stays when it is written again', () => {
  const broken = '"T21 in Lockstep":https://lockstep.example/t#ls-aaaaaaaaaaaaaaaa\n\nold text';
  expect([bodyIn(broken), markerIn(broken)]).toEqual([null, 'ls-aaaaaaaaaaaaaaaa']);
  const mended = withBlock(broken, block('ls-aaaaaaaaaaaaaaaa', 'new'), 'textile');
  expect(bodyIn(mended)).toBe('new');
  expect(mended).toMatch(/-end\n\nold text$/);
});

test.each([
  ['ls-aaaaaaaaaaaaaaaa', true],
  ['ls-aaaaaaaaaaaaaaa1', false],
  ['ls-aaaa', false],
  ['', false],
])('%s as a marker: %s', (text, is) => expect(isMarker(text)).toBe(is));
