import { expect, test } from 'vitest';
import { eventWords } from './event-words.ts';

test('what somebody changed in the tracker, field by field', () => {
  const before = { status: 'To Do', title: 'A', labels: [], body: 'x'.repeat(99) };
  const after = { ...before, status: 'Done', labels: ['a', 'b'], body: 'y'.repeat(99) };
  expect(eventWords({ kind: 'observed', data: { issue: 'PAY-1', before, after } })).toEqual({
    title: 'Somebody changed PAY-1',
    lines: ['Status: To Do → Done', 'Labels: nothing → a, b', 'Text: a new text'],
  });
  expect(eventWords({ kind: 'observed', data: { issue: null, before: null, after } })).toEqual({
    title: 'the issue was seen for the first time',
    lines: [],
  });
});

test('what was decided, with why', () => {
  const reason = { code: 'new-task', text: 'the task has no issue yet', remedy: '' };
  expect(eventWords({ kind: 'decided', data: { do: 'create', reason } })).toEqual({
    title: 'Decided to create an issue',
    lines: ['the task has no issue yet'],
  });
  expect(eventWords({ kind: 'decided', data: { do: 'unlink', user: 1 } }).title).toBe('A person unlinked the issue');
});

test('what was written, on either side', () => {
  const fields = { title: 'T', custom: {}, parent: null, custom_fields: { Team: 'A' } };
  expect(eventWords({ kind: 'wrote', data: { do: 'create', fields } })).toEqual({
    title: 'Written to the issue',
    lines: ['Title: T', 'custom_fields: Team A'],
  });
  expect(eventWords({ kind: 'wrote', data: { issue: 'PAY-1', toIssue: {}, toTask: { status: 'TS1' } } })).toEqual({
    title: 'The task was changed',
    lines: ['Status: TS1'],
  });
});

test('nothing is taken for granted', () => {
  expect(eventWords({ kind: 'noticed', data: null })).toEqual({ title: 'noticed', lines: [] });
  expect(eventWords({ kind: 'wrote', data: null })).toEqual({ title: 'Written to the issue', lines: [] });
});
