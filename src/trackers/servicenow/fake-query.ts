/** Encoded queries. A part that is not understood is left out, as ServiceNow does it: the answer then holds too much. */
import type { FakeRecord, FakeTable } from './fake-world.ts';

type Test = (value: string, operand: string) => boolean;

/** Longer signs first: `STARTSWITH` is not an `S…`. */
const OPERATORS: readonly (readonly [string, Test])[] = [
  ['STARTSWITH', (value, operand) => value.startsWith(operand)],
  ['LIKE', (value, operand) => value.includes(operand)],
  ['IN', (value, operand) => operand.split(',').includes(value)],
  ['!=', (value, operand) => value !== operand],
  ['>=', (value, operand) => value >= operand],
  ['=', (value, operand) => value === operand],
];

export function found(records: readonly FakeRecord[], { columns }: FakeTable, query: string): readonly FakeRecord[] {
  const parts = query.split('^').filter((part) => part !== '');
  const orders = parts.flatMap((part) => orderOf(part, columns));
  const tests = parts.flatMap((part) => testOf(part, columns));
  const rows = records.filter((record) => tests.every((fits) => fits(record)));
  return rows.toSorted((a, b) => {
    for (const [column, sign] of orders) {
      const [left, right] = [a.values.get(column) ?? '', b.values.get(column) ?? ''];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function orderOf(part: string, columns: ReadonlySet<string>): readonly (readonly [string, number])[] {
  const [, down, column = ''] = /^ORDERBY(DESC)?([a-z_]+)$/.exec(part) ?? [];
  return columns.has(column) ? [[column, down === undefined ? 1 : -1]] : [];
}

function testOf(part: string, columns: ReadonlySet<string>): readonly ((record: FakeRecord) => boolean)[] {
  for (const [sign, test] of OPERATORS) {
    const at = part.indexOf(sign);
    const column = part.slice(0, at);
    if (at <= 0 || !/^[a-z_]+$/.test(column)) continue;
    const operand = part.slice(at + sign.length);
    return columns.has(column) ? [({ values }) => test(values.get(column) ?? '', operand)] : [];
  }
  return [];
}
