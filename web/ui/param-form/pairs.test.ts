import { expect, test } from 'vitest';
import { pairsOf, textOf } from './pairs.ts';

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
