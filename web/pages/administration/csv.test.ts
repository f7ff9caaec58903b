import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('quotes, commas and lines stay in their cell, and formulas do not run', () => {
  expect(
    csvOf([
      ['a "b", c', 'd\ne'],
      ['=HYPERLINK("x")', '-1'],
    ]),
  ).toBe('"a ""b"", c","d\ne"\r\n"\'=HYPERLINK(""x"")","\'-1"\r\n');
});
