import { expect, test } from 'vitest';
import type { Action, Decision, Plan } from './answers.ts';
import { needsPerson, planLines } from './print-plan.ts';

const action = (values: Partial<Action>): Action => ({
  task: '1-T1',
  title: 'Use TLS',
  action: 'create',
  reason: { code: 'new-task', text: 'the task has no issue yet', remedy: '' },
  held: null,
  issue: null,
  decisions: [],
  ...values,
});
const decision = (values: Partial<Decision>): Decision => ({
  field: 'status',
  verdict: 'same',
  winner: null,
  base: 'New',
  task: 'New',
  issue: 'Closed',
  ...values,
});
const plan = (actions: readonly Action[], holds: readonly string[] = []): Plan => ({
  id: 3,
  connection: 1,
  state: 'open',
  message: '',
  actions,
  holds,
  requests: { create: 2, update: 1 },
});

test('actions are grouped by what is done, with their cost at the end', () => {
  const skip = action({
    task: '1-T3',
    action: 'skip',
    reason: { code: 'filtered', text: 'its priority 3 is below 5', remedy: 'lower sde_min_priority' },
  });
  expect(planLines(plan([skip, action({})]))).toEqual([
    'Plan 3 for connection 1 (open): 1 create, 1 skip',
    '',
    'CREATE 1',
    '  1-T1  Use TLS',
    '      the task has no issue yet',
    '',
    'SKIP 1',
    '  1-T3  Use TLS',
    '      its priority 3 is below 5 → lower sde_min_priority',
    '',
    'Applying it costs 3 requests.',
  ]);
});

test('a change shows before and after on its side; what stays is not shown', () => {
  const decisions = [
    decision({ verdict: 'to task', task: 'New', issue: 'Closed' }),
    decision({ field: 'body', verdict: 'to issue', task: 'new text\nof many lines', issue: '' }),
    decision({ field: 'title', verdict: 'kept' }),
  ];
  const lines = planLines(plan([action({ action: 'update', issue: '#7', decisions })]));
  expect(lines.slice(2, 6)).toEqual([
    'UPDATE 1',
    '  1-T1 (#7)  Use TLS',
    '      task\'s status: "New" → "Closed"',
    '      issue\'s body: (empty) → "new text…"',
  ]);
  expect(lines.join('\n')).not.toContain('title');
});

test.each([
  ['issue', 'the issue wins', false],
  ['task', 'the task wins', false],
  ['ask', 'a person has to decide', true],
])('a conflict won by %s', (winner, words, person) => {
  const one = plan([
    action({ action: 'update', decisions: [decision({ verdict: 'conflict', winner, task: 'Done' })] }),
  ]);
  expect(planLines(one).join('\n')).toContain(
    `status, changed on both sides: agreed "New", task "Done", issue "Closed"; ${words}`,
  );
  expect(needsPerson(one)).toBe(person);
});

test('equal skips are told together', () => {
  const reason = { code: 'up-to-date', text: 'both sides agree', remedy: '' };
  const skips = ['1-T1', '1-T2', '1-T3'].map((task) => action({ task, action: 'skip', reason }));
  expect(planLines(plan(skips)).slice(2, 5)).toEqual(['SKIP 3', '  1-T1 1-T2 1-T3', '      both sides agree']);
});

test('what is held says why, and needs a person', () => {
  const held = plan(
    [action({ action: 'close', held: '40 of 100 issues would be closed' })],
    ['Apply this plan by its id to go on.'],
  );
  const text = planLines(held).join('\n');
  expect(text).toContain('HELD: 40 of 100 issues would be closed');
  expect(text).toContain('HELD: Apply this plan by its id to go on.');
  expect(needsPerson(held)).toBe(true);
  expect(needsPerson(plan([action({})]))).toBe(false);
});
