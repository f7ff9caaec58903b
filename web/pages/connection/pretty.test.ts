import { expect, test } from 'vitest';
import { pretty } from './pretty.ts';

test.each([
  ['{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
  ['{"a":', '{"a":'],
  ['<html>', '<html>'],
])('%j', (text, shown) => {
  expect(pretty(text)).toBe(shown);
});
