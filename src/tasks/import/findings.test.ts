import { expect, test } from 'vitest';
import type { Meaning } from '../../model/task.ts';
import { turnsOf } from './findings.ts';
import type { Finding } from './imported-task.ts';

const content = { title: 'A', text: null, priority: null, phase: null, status: null, tags: null, verification: null };
const told = (finding: Finding) => ({ line: 1, id: 'F-1', ...content, reported: { source: 'S', finding } });

/** What the status means after the report, by what it meant before; null where it is left alone. */
const after = (before: Finding | null, meaning: Meaning, now: Finding): Meaning | null =>
  turnsOf([told(now)], [], [{ id: 'F-1', meaning, source: 'S', finding: before }])[0]?.meaning ?? null;

test.each([
  ['present', 'TODO', 'gone', 'DONE'],
  ['present', 'TODO', 'suppressed', 'NA'],
  ['gone', 'DONE', 'present', 'TODO'],
  ['suppressed', 'NA', 'present', 'TODO'],
  ['suppressed', 'NA', 'gone', 'DONE'],
  // What a person decided stays.
  ['present', 'DONE', 'gone', null],
  ['present', 'NA', 'gone', null],
  ['present', 'NA', 'suppressed', null],
  ['gone', 'NA', 'present', null],
  ['gone', 'TODO', 'present', null],
  // Closed is closed, whichever way.
  ['gone', 'DONE', 'suppressed', null],
  ['suppressed', 'DONE', 'present', 'TODO'],
  // Nothing new, nothing to do.
  ['present', 'DONE', 'present', null],
  ['gone', 'TODO', 'gone', null],
  [null, 'DONE', 'present', null],
] as const)('%s, %s, now %s: %s', (before, meaning, now, expected) => {
  expect(after(before, meaning, now)).toBe(expected);
});

test('only a complete report of the same source makes a finding vanish', () => {
  const existing = [{ id: 'F-1', meaning: 'TODO', source: 'S', finding: 'present' }] as const;
  expect(turnsOf([], ['S'], existing)).toEqual([
    {
      id: 'F-1',
      source: 'S',
      finding: 'gone',
      meaning: 'DONE',
      note: 'The import of S does not report this any more: it is complete.',
    },
  ]);
  expect(turnsOf([], ['T'], existing)).toEqual([]);
  expect(turnsOf([], [], existing)).toEqual([]);
});
