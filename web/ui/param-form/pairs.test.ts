import { expect, test } from 'vitest';
import { helpForLines, pairsOf, textOf } from './pairs.ts';

test('a flat object of texts is pairs, and pairs are that object', () => {
  const text = '{"New":"TODO","Closed":"DONE"}';
  expect(pairsOf(text)).toEqual([
    { key: 'New', value: 'TODO' },
    { key: 'Closed', value: 'DONE' },
  ]);
  expect(textOf(pairsOf(text) ?? [])).toBe(text);
});

test('nothing is no pairs, and no pairs are nothing', () => {
  expect(pairsOf(' ')).toEqual([]);
  expect(textOf([])).toBe('');
  expect(textOf([{ key: 'New', value: ' ' }])).toBe('');
});

test.each(['[1]', '{"a":{"b":"c"}}', '{"a":1}', 'null', '{"a"'])('%s is left as it stands', (text) => {
  expect(pairsOf(text)).toBeNull();
});

test.each([
  ['JSON object, e.g. {"Closed": "DONE"}. A status that is not named is open.', 'A status that is not named is open.'],
  ['JSON object, field to value. Values may contain ${project}.', 'Values may contain ${project}.'],
  ['JSON object, e-mail address to account, e.g. {"a@b.c": "a"}, for some.', 'For some.'],
  ['Something else.', 'Something else.'],
])('the help "%s" is told without its JSON', (help, told) => {
  expect(helpForLines(help)).toBe(told);
});
