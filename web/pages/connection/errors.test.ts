import { expect, test } from 'vitest';
import { troubles } from './errors.ts';

const action = (task: string, result: string, reason: string) => ({
  task,
  action: 'update',
  result,
  issue: null,
  reason,
});

test('each cause once, the worst first, then what hits the most', () => {
  const found = troubles([
    action('1-T1', 'done', 'edited'),
    action('1-T2', 'stale', 'moved'),
    action('1-T3', 'refused', 'Summary is required.'),
    action('1-T4', 'refused', 'Epic is required.'),
    action('1-T5', 'refused', 'Epic is required.'),
    action('1-T6', 'held', 'moved'),
  ]);
  expect(found.map(({ result, reason, actions }) => [result, reason, actions.map(({ task }) => task)])).toEqual([
    ['refused', 'Epic is required.', ['1-T4', '1-T5']],
    ['refused', 'Summary is required.', ['1-T3']],
    ['held', 'moved', ['1-T6']],
    ['stale', 'moved', ['1-T2']],
  ]);
});

test('nothing, where all went well', () => {
  expect(troubles([action('1-T1', 'done', ''), action('1-T2', 'skipped', 'filtered')])).toEqual([]);
});
