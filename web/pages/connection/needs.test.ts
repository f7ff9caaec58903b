import { expect, test } from 'vitest';
import type { Connection } from '../../api/connections.ts';
import { needsOf } from './needs.ts';

const items = {
  in_sync: 3,
  kept: 0,
  differs: 0,
  conflict: 0,
  refused: 0,
  missing: 0,
  intent: 0,
  closed_by_us: 0,
  unlinked: 0,
};
const calm: Connection = {
  id: 7,
  alias: 'Pay',
  system: { id: 'jira', short_name: 'JIRA', name: 'JIRA' },
  frequency: 'hourly',
  command: 'sync_jira',
  debug_mode: false,
  inaccessible: false,
  in_progress: false,
  connector: 1,
  project: 1,
  state: { state: 'in_sync', items },
  schedule: { next_run_at: null, note: '', stopped_because: null, paused: null },
};
const withItems = (change: Partial<typeof items>): Connection => ({
  ...calm,
  state: { state: 'differs', items: { ...items, ...change } },
});
const fine = { id: 3, state: 'succeeded', actions: { held: 0 } };
const states = (...given: Parameters<typeof needsOf>): readonly string[] => needsOf(...given).map(({ state }) => state);

test('nothing, where nothing is wrong', () => {
  expect(needsOf({ connection: calm, lastRun: fine, plan: null })).toEqual([]);
  expect(needsOf({ connection: calm, lastRun: undefined, plan: { state: 'applied' } })).toEqual([]);
});

test('the most urgent comes first', () => {
  const connection = withItems({ conflict: 1, refused: 2, missing: 1 });
  const lastRun = { ...fine, state: 'failed', actions: { held: 4 } };
  expect(states({ connection, lastRun, plan: { state: 'open' } })).toEqual([
    'held',
    'conflict',
    'refused',
    'missing',
    'open',
  ]);
});

test('a failure is told where nothing else tells of it', () => {
  const lastRun = { ...fine, state: 'failed', actions: null };
  const [need] = needsOf({ connection: calm, lastRun, plan: null });
  expect(need).toMatchObject({
    state: 'failed',
    go: { link: { to: '/connections/$id/runs/$job', params: { id: 7, job: 3 } } },
  });
});

test('why nothing runs by itself', () => {
  const paused = { since: '2026-01-02T03:04:05Z', by: null };
  const schedule = { next_run_at: null, note: '', stopped_because: 'The password is wrong.', paused };
  const needs = needsOf({ connection: { ...calm, schedule }, lastRun: undefined, plan: null });
  expect(needs.map(({ text }) => text)).toEqual([
    'Runs are stopped until the settings change. The password is wrong.',
    'The schedule is paused.',
  ]);
});
