import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, type ExistingTask } from './compare.ts';
import type { ImportedTask } from './imported-task.ts';

const defaults = { phase: 'X1', status: 'TS2' };
const there: ExistingTask = {
  id: 'T1',
  title: 'A',
  text: 'a',
  priority: 7,
  phase: 'X2',
  tags: ['net'],
  verification: 'pass',
};
const imported = (values: Partial<ImportedTask>): ImportedTask => ({
  line: 2,
  id: 'T1',
  title: 'A',
  text: null,
  priority: null,
  phase: null,
  status: null,
  tags: null,
  verification: null,
  ...values,
});

test('a new task gets defaults where the file does not say', () => {
  expect(compare([imported({ id: 'T2' })], [there], defaults)).toEqual({
    create: [
      { id: 'T2', title: 'A', text: '', priority: 5, phase: 'X1', status: 'TS2', tags: [], verification: 'none' },
    ],
    change: [],
    changes: [],
    unchanged: 0,
  });
});

test('what the file does not say stays', () => {
  expect(compare([imported({})], [there], defaults)).toEqual({ create: [], change: [], changes: [], unchanged: 1 });
});

test('a changed field is named, and the rest of the task stays', () => {
  const { change, changes } = compare([imported({ priority: 9, text: '' })], [there], defaults);
  expect(changes).toEqual([{ id: 'T1', title: 'A', fields: ['text', 'priority'] }]);
  expect(change[0]).toMatchObject({
    title: 'A',
    text: '',
    priority: 9,
    phase: 'X2',
    tags: ['net'],
    verification: 'pass',
  });
});

test('a status in the file changes no task that is there', () => {
  expect(compare([imported({ status: 'TS1' })], [there], defaults).unchanged).toBe(1);
});

test('what was written compares as unchanged', () => {
  const task = fc.record({
    line: fc.nat(),
    id: fc.constantFrom('T1', 'T2', 'T3'),
    title: fc.string(),
    text: fc.option(fc.string()),
    priority: fc.option(fc.integer({ min: 1, max: 10 })),
    phase: fc.option(fc.constantFrom('X1', 'X2')),
    status: fc.option(fc.constantFrom('TS1', 'TS2')),
    tags: fc.option(fc.array(fc.string())),
    verification: fc.option(fc.constantFrom('none' as const, 'pass' as const)),
  });
  fc.assert(
    fc.property(fc.uniqueArray(task, { selector: ({ id }) => id }), (tasks) => {
      const first = compare(tasks, [there], defaults);
      const after = [...first.create, ...first.change, ...(first.unchanged > 0 ? [there] : [])];
      expect(compare(tasks, after, defaults).unchanged).toBe(tasks.length);
    }),
  );
});
