import { expect, test } from 'vitest';
import { checkParams } from '../check-params.ts';
import { gitlab } from './index.ts';

const PLACE = { issue_tracker_project: 'group/demo', issue_tracker_api_token: 'glpat-1' };

test('nothing but a project and a token is needed: gitlab.com is meant', () => {
  expect(checkParams(gitlab, PLACE)).toEqual({});
  expect(gitlab.endpoint({ ...PLACE, issue_tracker_server: '' }).root).toBe('https://gitlab.com');
  expect(checkParams(gitlab, {})).toEqual({
    issue_tracker_project: ['This field is required.'],
    issue_tracker_api_token: ['This field is required.'],
  });
  expect(gitlab.options(PLACE)).toMatchObject({
    targets: { TODO: 'opened', DONE: 'closed', NA: 'closed' },
    priorities: { 7: 'High', 4: 'Medium', 1: 'Low' },
  });
});

test('every kind of token is sent in the one way that all of them know', () => {
  expect(gitlab.endpoint(PLACE).credentials['Authorization']?.reveal()).toBe('Bearer glpat-1');
});

test('a minute of gitlab.com is a little longer here: requests do not all take equally long on their way', () => {
  const windows = gitlab.endpoint(PLACE).budgets?.flatMap((budget) => budget.windows) ?? [];
  expect(windows.length).toBe(2);
  for (const { within } of windows) expect(within).toBeGreaterThanOrEqual(61_000);
});

test('gitlab.com has its limits, a server of its own only that of comments, and an administrator may know better', () => {
  const budgets = (params: object): unknown =>
    gitlab.endpoint({ ...PLACE, ...params }).budgets?.map(({ purposes, windows }) => [purposes[0], windows[0]?.most]);
  expect(budgets({})).toEqual([
    ['create', 200],
    ['comment', 60],
  ]);
  expect(budgets({ issue_tracker_server: 'gitlab.example' })).toEqual([['comment', 300]]);
  expect(budgets({ issue_tracker_server: 'gitlab.example', gitlab_creates_per_minute: 20 })).toEqual([
    ['create', 20],
    ['comment', 300],
  ]);
});

test.each([
  [{ issue_tracker_user: 'ann' }, 'issue_tracker_user', 'takes tokens only'],
  [{ issue_tracker_auth_mode: 'basic' }, 'issue_tracker_auth_mode', 'not a valid choice'],
  [{ issue_tracker_parent_issue: 'the big one' }, 'issue_tracker_parent_issue', 'not the number of an epic'],
  [{ gitlab_closing_labels: 'status::no' }, 'gitlab_closing_labels', 'no workflow label'],
  [{ gitlab_status_scope: 'status', gitlab_closing_labels: 'no' }, 'gitlab_closing_labels', 'no workflow label'],
  [{ gitlab_marker_label: '' }, 'gitlab_marker_label', 'Give the name of a label'],
  [{ gitlab_marker_label: 'a,b' }, 'gitlab_marker_label', 'without commas'],
  [
    { issue_tracker_server: 'gitlab.example', gitlab_creates_per_minute: 0 },
    'gitlab_creates_per_minute',
    'a whole number above 0',
  ],
])('%j is refused by name', (values, param, words) => {
  expect(checkParams(gitlab, { ...PLACE, ...values })[param]?.[0]).toContain(words);
});

test('a path is taken as people copy it', () => {
  expect(gitlab.target({ issue_tracker_project: '/group/demo/' })).toBe('group/demo');
});
