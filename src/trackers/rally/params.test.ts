import { expect, test } from 'vitest';
import { checkParams } from '../check-params.ts';
import { rally } from './index.ts';

const PLACE = { rally_workspace: 'Main', issue_tracker_project: 'Demo' };

test('nothing but a place and credentials is needed: the hosted Rally is meant', () => {
  const basic = { issue_tracker_user: 'ann@example.com', issue_tracker_pass: 'p' };
  expect(checkParams(rally, { ...PLACE, ...basic })).toEqual({});
  expect(rally.endpoint({ ...PLACE, issue_tracker_server: '' }).root).toBe('https://rally1.rallydev.com');
  expect(checkParams(rally, basic)).toEqual({
    rally_workspace: ['This field is required.'],
    issue_tracker_project: ['This field is required.'],
  });
});

test('a key is sent as Rally wants it, a password as everybody does', () => {
  const key = rally.endpoint({ issue_tracker_auth_mode: 'api_token', issue_tracker_api_token: '_key' }).credentials;
  expect(key['ZSESSIONID']?.reveal()).toBe('_key');
  const basic = rally.endpoint({ issue_tracker_user: 'ann', issue_tracker_pass: 'p:w' }).credentials;
  expect(basic['Authorization']?.reveal()).toBe(`Basic ${Buffer.from('ann:p:w').toString('base64')}`);
});

test.each([
  ['Story', { TODO: 'Defined', DONE: 'Accepted', NA: 'Accepted' }, false],
  ['Defect', { TODO: 'Submitted', DONE: 'Closed', NA: 'Closed' }, true],
  ['Task', { TODO: 'Defined', DONE: 'Completed', NA: 'Completed' }, false],
])('%s: what is usual, unless something is given', (card, targets, hasPriorities) => {
  const values = { rally_card_type: card, issue_tracker_parent_issue: 'US1' };
  const usual = rally.options(values);
  expect(usual).toMatchObject({ targets, closedStatus: targets.NA, parent: 'US1' });
  expect(usual.priorities !== null).toBe(hasPriorities);
  expect(Object.values(usual.statusMap)).toContain('DONE');
  const given = rally.options({ ...values, sde_status_map: '{"DONE":"X"}', issue_tracker_closed_status: '' });
  expect(given).toMatchObject({ targets: { DONE: 'X' }, closedStatus: null });
});

test('defects can keep their status where stories do', () => {
  const { targets } = rally.options({ rally_card_type: 'Defect', rally_status_field: 'ScheduleState' });
  expect(targets['DONE']).toBe('Accepted');
});

test.each([
  [{ rally_card_type: 'Task' }, 'issue_tracker_parent_issue', 'Tasks belong to a story or a defect'],
  [{ issue_tracker_parent_issue: 'the big one' }, 'issue_tracker_parent_issue', '"the big one" is not the number'],
  [{ rally_card_type: 'Epic' }, 'rally_card_type', '"Epic" is not a valid choice'],
  [{ rally_status_field: 'Mood' }, 'rally_status_field', '"Mood" is not a valid choice'],
])('%j is refused by name', (values, param, words) => {
  const errors = checkParams(rally, { ...PLACE, ...values }, { partial: true });
  expect(errors[param]?.[0]).toContain(words);
});

test('the same project of another workspace is another target', () => {
  expect(rally.target(PLACE)).not.toBe(rally.target({ ...PLACE, rally_workspace: 'Other' }));
});
