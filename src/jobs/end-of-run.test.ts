import { expect, test } from 'vitest';
import { aRun } from '../../test/fake-run.ts';
import type { Run } from '../model/run.ts';
import { endOf } from './end-of-run.ts';

const ASKED = { kind: 'sync', automatic: false } as const;
const SCHEDULED = { kind: 'sync', automatic: true } as const;

const ending = (error: Run['error']) => endOf(aRun({ succeeded: false, message: 'It ended.', error }), ASKED, 1_000);

test('a run that went to its end succeeded or failed as it says; neither outcomes nor plan go into the job', () => {
  const end = endOf(aRun(), ASKED, 1_000);
  expect(end).toMatchObject({ state: 'succeeded', message: 'Nothing was to do.' });
  expect(Object.keys(end.summary ?? {}).sort()).toEqual([
    'again',
    'cost',
    'counts',
    'error',
    'floor',
    'message',
    'requests',
    'succeeded',
  ]);
  expect(endOf(aRun({ succeeded: false }), ASKED, 1_000).state).toBe('failed');
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

test('a scheduled run on a tracker that is down goes back for a minute; where a person waits it fails at once', () => {
  const down = aRun({ succeeded: false, error: { kind: 'down', message: '', retryAt: null } });
  expect(endOf(down, SCHEDULED, 1_000).retryAt).toBe(61_000);
  expect(endOf(down, ASKED, 1_000)).not.toHaveProperty('retryAt');
});

test('a run that left something on its way goes back until then; a plan is shown as it is', () => {
  const left = aRun({ succeeded: false, again: 46_000 });
  expect(endOf(left, ASKED, 1_000).retryAt).toBe(46_000);
  expect(endOf(left, { kind: 'plan', automatic: false }, 1_000)).not.toHaveProperty('retryAt');
});
