import { expect, test } from 'vitest';
import { aRun } from '../../test/fake-run.ts';
import type { Run } from '../model/run.ts';
import { endOf } from './end-of-run.ts';

const ending = (error: Run['error']) => endOf(aRun({ succeeded: false, message: 'It ended.', error }), 1_000);

test('a run that went to its end succeeded or failed as it says; neither outcomes nor plan go into the job', () => {
  const end = endOf(aRun(), 1_000);
  expect(end).toMatchObject({ state: 'succeeded', message: 'Nothing was to do.' });
  expect(Object.keys(end.summary ?? {}).sort()).toEqual([
    'cost',
    'counts',
    'error',
    'floor',
    'message',
    'requests',
    'succeeded',
  ]);
  expect(endOf(aRun({ succeeded: false }), 1_000).state).toBe('failed');
});

test('a cancelled run is cancelled', () => {
  expect(ending({ kind: 'cancelled', message: '', retryAt: null }).state).toBe('cancelled');
});

test('a refused credential stops the connection; no other error does', () => {
  expect(ending({ kind: 'credentials', message: '', retryAt: null })).toMatchObject({ state: 'failed', stop: true });
  for (const kind of ['settings', 'busy', 'down'] as const)
    expect(ending({ kind, message: '', retryAt: null })).not.toHaveProperty('stop');
});

test('only a tracker that names a later time gets the job back', () => {
  expect(ending({ kind: 'busy', message: '', retryAt: 1_001 }).retryAt).toBe(1_001);
  expect(ending({ kind: 'down', message: '', retryAt: 1_001 }).retryAt).toBe(1_001);
  expect(ending({ kind: 'busy', message: '', retryAt: 1_000 })).not.toHaveProperty('retryAt');
  expect(ending({ kind: 'busy', message: '', retryAt: null })).not.toHaveProperty('retryAt');
  expect(ending({ kind: 'settings', message: '', retryAt: 1_001 })).not.toHaveProperty('retryAt');
});
