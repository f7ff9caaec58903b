import { expect, test } from 'vitest';
import type { Planned } from '../../api/plans.ts';
import { changesOf, found, grouped, rowsOf, textOf } from './planned.ts';

const planned = (change: Partial<Planned>): Planned => ({
  task: '1-T1',
  title: 'Encrypt backups',
  action: 'update',
  reason: { code: 'task-edited', text: 'title: changed in the task', remedy: '' },
  cost: 1,
  held: null,
  issue: 'PAY-1',
  to_issue: {},
  to_task: null,
  note: null,
  comment: null,
  to_comments: [],
  to_notes: [],
  decisions: [],
  ...change,
});
const decision = (field: string, task: string, issue: string): Planned['decisions'][number] => ({
  field,
  verdict: 'to issue',
  winner: null,
  base: null,
  task,
  issue,
  reason: { code: 'task-edited', text: '', remedy: '' },
});

const actions = [
  planned({ task: '1-T1', action: 'skip', title: 'Rotate keys' }),
  planned({ task: '1-T2', action: 'create', issue: null }),
  planned({ task: '1-T3', action: 'close', held: 'too many' }),
  planned({ task: '1-T4' }),
];

test('held actions come first, what is left alone last', () => {
  const groups = grouped(actions);
  expect(groups.map(({ name }) => name)).toEqual(['held', 'update', 'create', 'skip']);
  const rows = rowsOf(groups, new Set(['create']));
  expect(rows.map((row) => (row.kind === 'group' ? row.group.name : row.action.task))).toEqual([
    'held',
    'update',
    'create',
    '1-T2',
    'skip',
  ]);
});

test('actions are found by task, title, issue and reason', () => {
  const tasks = (sought: string) => found(actions, sought).map(({ task }) => task);
  expect(tasks('')).toHaveLength(4);
  expect(tasks(' rotate ')).toEqual(['1-T1']);
  expect(tasks('pay-1')).toEqual(['1-T1', '1-T3', '1-T4']);
  expect(tasks('t2')).toEqual(['1-T2']);
});

test('what is written stands beside what it replaces', () => {
  const action = planned({
    to_issue: { title: 'New', labels: ['a', 'b'], custom: { Team: 'Red' } },
    to_task: { status: 'TS1', assigned_to: ['ann@example.com'] },
    decisions: [
      decision('title', 'New', 'Old'),
      decision('labels', '["a","b"]', '["a"]'),
      decision('custom', '[]', '[["Team","Blue"]]'),
      decision('status', 'TS2', 'Done'),
    ],
  });
  expect(changesOf(action)).toEqual([
    { side: 'issue', field: 'title', before: 'Old', after: 'New' },
    { side: 'issue', field: 'labels', before: 'a', after: 'a, b' },
    { side: 'issue', field: 'custom', before: 'Team: Blue', after: 'Team: Red' },
    { side: 'task', field: 'status', before: 'TS2', after: 'TS1' },
    { side: 'task', field: 'assigned_to', before: null, after: 'ann@example.com' },
  ]);
});

test('a value that is not what it should be is shown as it is', () => {
  const action = planned({ to_issue: { labels: [] }, decisions: [decision('labels', '', 'not JSON')] });
  expect(changesOf(action)).toEqual([{ side: 'issue', field: 'labels', before: 'not JSON', after: '' }]);
  expect(textOf(7)).toBe('7');
});
