import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParamValues } from '../model/params.ts';
import { TrackerError } from '../model/tracker-error.ts';
import { systemById } from './systems.ts';

const system = systemById('redmine');
if (system === undefined) throw new Error('no such system');
const options = (values: ParamValues = {}) => system.options(values);

const errorOf = (values: ParamValues): TrackerError => {
  try {
    options(values);
  } catch (error) {
    if (error instanceof TrackerError) return error;
  }
  throw new Error(`accepted ${JSON.stringify(values)}`);
};

test('without any value everything has a sensible default', () => {
  expect(options()).toMatchObject({
    policy: 'issue',
    statusSync: 'two_way',
    statusMap: { Closed: 'DONE', Rejected: 'NA' },
    targets: { DONE: 'Closed' },
    closedStatus: 'Closed',
    titleFormat: '$task_id $title',
    parent: null,
    custom: {},
    lookup: {},
    howTos: false,
    outOfScope: 'leave',
    missing: 'report',
    allowPublicBodies: false,
  });
  expect(options().scope).toEqual({
    phases: ['requirements', 'architecture-design', 'development'],
    minPriority: 7,
    tags: [],
    verification: ['none', 'partial', 'pass', 'fail'],
    meaningsToCreate: ['TODO'],
    selected: [],
    riskPolicyOnly: false,
  });
});

test('tasks are selected by any id that a task can have, an imported one too', () => {
  expect(options({ selected_tasks: 'T1,V1.2.3' }).scope.selected).toEqual(['T1', 'V1.2.3']);
});

test('the API prints the minimum priority as a number here and as a text there', () => {
  expect(options({ sde_min_priority: 5 }).scope.minPriority).toBe(5);
  expect(options({ sde_min_priority: '5' }).scope.minPriority).toBe(5);
});

test.each([
  ['sde_min_priority', '11', 'from 1 to 10'],
  ['conflict_policy', 'alm', 'use one of issue_tracker, sde, timestamp, ask'],
  ['sde_statuses_in_scope', ' ', 'at least one'],
  ['sde_statuses_in_scope', 'TODO,OPEN', '"OPEN" is not a valid choice'],
  ['sde_verification_filter', 'none,partial-pass', '"partial-pass"'],
  ['selected_tasks', 'T1,12', '"12" is no task id'],
  ['issue_tracker_status_map', '{"Closed"', 'Not a JSON object'],
  ['issue_tracker_status_map', '["Closed"]', 'Not a JSON object'],
  ['sde_status_map', '{"DONE":1}', 'The value of "DONE" must be a text'],
  ['issue_tracker_priority_map', '{"1-10":"a","3":"b"}', 'Priority 3 is mapped twice'],
  ['issue_tracker_priority_map', '{"1-8":"a"}', 'not mapped: 9, 10'],
  ['issue_tracker_priority_map', '{"8-1":"a"}', '"8-1" is no priority'],
  ['issue_tracker_priority_map', '{"0-10":"a"}', '"0-10" is no priority'],
  ['issue_tracker_title_format', '$title', 'must contain $task_id exactly once'],
  ['issue_tracker_title_format', '$task_id', 'must contain $title exactly once'],
  ['issue_tracker_title_format', '$task_id $title $x', '$x is not known here'],
  ['issue_tracker_custom_fields', '{"A":"${nope}"}', '$nope is not known here'],
  ['issue_tracker_custom_lookup_fields', '{"A":"${nope}"}', '$nope is not known here'],
  ['issue_tracker_custom_lookup_fields', '["A"]', 'Not a JSON object'],
  ['issue_tracker_parent_issue', 'PAY-7', 'not the number of an issue'],
  ['issue_tracker_issue_label', 'security', 'Redmine has no labels: leave it empty'],
  ['sync_comments', true, 'leave it off'],
])('%s = %s is refused and named', (name, value, words) => {
  const error = errorOf({ [name]: value });
  expect(error).toMatchObject({ kind: 'settings', param: name });
  expect(error.message).toContain(words);
});

test('a title with $context asks for a context', () => {
  const format = '[$application - ${context}] $task_id $title';
  expect(errorOf({ issue_tracker_title_format: format }).param).toBe('issue_tracker_context');
  expect(options({ issue_tracker_title_format: format, issue_tracker_context: 'pay' }).context).toBe('pay');
});

test.each(['alm_user', 'issue_tracker_user'])('$%s has a value with a user name only', (macro) => {
  const custom = { issue_tracker_custom_fields: `{"A":"by \${${macro}}"}`, issue_tracker_user: 'bob' };
  expect(options({ ...custom, issue_tracker_auth_mode: 'basic' }).user).toBe('bob');
  for (const auth of [{}, { issue_tracker_auth_mode: 'basic', issue_tracker_user: '' }])
    expect(errorOf({ ...custom, ...auth })).toMatchObject({
      param: 'issue_tracker_custom_fields',
      message: expect.stringContaining(`Missing value for $${macro}`),
    });
});

test('an empty map leaves priorities alone; a number may carry its hash sign', () => {
  expect(options({ issue_tracker_priority_map: '' }).priorities).toBeNull();
  expect(options({ issue_tracker_parent_issue: '#12' }).parent).toBe('12');
});

test('a priority map of any cut gives each of the ten priorities its value', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 10 })), (cuts) => {
      const starts = [1, ...cuts.sort((a, b) => a - b)];
      const keys = starts.map((from, i) => [from, (starts[i + 1] ?? 11) - 1] as const);
      const map = Object.fromEntries(keys.map(([a, b]) => [a === b ? String(a) : `${a}-${b}`, `from ${a}`]));
      const priorities = options({ issue_tracker_priority_map: JSON.stringify(map) }).priorities ?? {};
      for (let n = 1; n <= 10; n += 1) expect(priorities[n]).toBe(`from ${Math.max(...starts.filter((s) => s <= n))}`);
    }),
  );
});
