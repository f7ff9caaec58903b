import { expect, test } from 'vitest';
import type { ItemEvent } from '../../api/items.ts';
import { chapters } from './item-events.ts';

const event = (id: number, job: number | null, kind: string, data: unknown): ItemEvent => ({
  id,
  at: '2026-01-02T03:04:05Z',
  kind,
  connection: 1,
  job,
  data,
});

test('what a run did belongs together; what a person asked for stands alone', () => {
  const told = chapters([
    event(6, null, 'decided', { do: 'unlink', user: 3 }),
    event(5, 8, 'confirmed', { issue: 'PAY-1', fields: {} }),
    event(4, 8, 'wrote', { issue: 'PAY-1', toIssue: { title: 'New' }, toTask: { status: 'TS1' } }),
    event(3, 7, 'observed', { issue: 'PAY-1', before: null, after: {} }),
    event(2, null, 'decided', { do: 'retry', user: 3 }),
    event(1, null, 'decided', { do: 'link', issue: '10007', user: 4 }),
  ]);
  expect(told.map(({ job, user, told: all }) => [job, user, all.map(({ title }) => title)])).toEqual([
    [null, 3, ['Asked: unlink the issue']],
    [8, null, ['Written', 'Confirmed by the tracker']],
    [7, null, ['Seen for the first time']],
    [null, 3, ['Asked: try again']],
    [null, 4, ['Asked: link an issue']],
  ]);
  expect(told[1]?.told[0]?.changes).toEqual([
    { side: 'issue', field: 'title', before: null, after: 'New' },
    { side: 'task', field: 'status', before: null, after: 'TS1' },
  ]);
});

const only = (kind: string, data: unknown) => chapters([event(1, 1, kind, data)])[0]?.told[0];

test('what changed in the tracker, field by field', () => {
  const before = { title: 'Old', status: 'To Do', labels: ['a'] };
  const after = { title: 'New', status: 'To Do', labels: ['a', 'b'] };
  expect(only('observed', { issue: 'PAY-1', before, after })?.changes).toEqual([
    { side: 'issue', field: 'title', before: 'Old', after: 'New' },
    { side: 'issue', field: 'labels', before: 'a', after: 'a, b' },
  ]);
  expect(only('observed', { issue: null, before: null, after: null })?.title).toBe('Not found in the tracker');
});

test('what was decided, and why', () => {
  const decisions = [
    { field: 'title', verdict: 'same', winner: null },
    { field: 'status', verdict: 'conflict', winner: 'issue' },
    { field: 'body', verdict: 'kept', winner: null },
  ];
  const reason = { text: 'status: changed on both sides', remedy: '' };
  expect(only('decided', { do: 'update', issue: 'PAY-1', decisions, reason })).toMatchObject({
    title: 'Decided: update',
    issue: 'PAY-1',
    says: [
      'status: changed on both sides',
      'status: changed on both sides: the issue’s value wins',
      'text: left as people made it',
    ],
  });
  expect(only('decided', { do: 'resolve', field: 'title', take: 'task', always: false })?.says).toEqual([
    'title: task',
  ]);
});

test('what is not known is told as it is', () => {
  expect(only('wished', null)).toMatchObject({ title: 'wished', changes: [], says: [] });
});
