import { expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { checkParams } from '../check-params.ts';
import { servicenow } from './index.ts';
import { aScene, type Scene } from './testing.ts';

/** The first thing wrong, at the three depths in order; null when nothing is. No message may contain the key. */
async function complaint({ account, connect }: Scene, params: ParamValues = {}): Promise<TrackerError | null> {
  const { tracker } = connect(params);
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain(account.key);
    return error;
  }
  return null;
}

test('nothing is wrong with a fresh change request, by key and by password, by number and by sys_id', async () => {
  const scene = aScene();
  const basic = {
    issue_tracker_auth_mode: 'basic',
    issue_tracker_user: 'sync',
    issue_tracker_pass: new Secret('secret'),
  };
  for (const params of [{}, basic, { issue_tracker_project: scene.change.id }])
    expect(await complaint(scene, params)).toBeNull();
});

test('any task table below a parent or an assignment group', async () => {
  const scene = aScene();
  scene.fake.add('sys_user_group', { name: 'Security' });
  const group = {
    servicenow_table: 'incident',
    servicenow_below: 'assignment_group',
    servicenow_priority_field: 'priority',
    issue_tracker_project: 'Security',
  };
  expect(await complaint(scene, group)).toBeNull();
  scene.fake.add('sys_user_group', { name: 'Security' });
  expect(await complaint(scene, group)).toMatchObject({
    param: 'issue_tracker_project',
    message: expect.stringContaining('several'),
  });
});

test.each([
  ['a wrong key', { issue_tracker_api_token: new Secret('wrong') }, 'credentials', 'issue_tracker_api_token'],
  ['an unknown change request', { issue_tracker_project: 'CHG0039999' }, 'settings', 'issue_tracker_project'],
  ['a number that would be a query', { issue_tracker_project: 'CHG1^ORstate=1' }, 'settings', 'issue_tracker_project'],
  ['an unknown table', { servicenow_table: 'no_such_table' }, 'settings', 'servicenow_table'],
  [
    'a state that is none',
    { sde_status_map: '{"TODO":"Open","DONE":"Done","NA":"Open"}' },
    'settings',
    'sde_status_map',
  ],
  ['a closed state that is none', { issue_tracker_closed_status: 'Gone' }, 'settings', 'issue_tracker_closed_status'],
  ['a priority that is none', { issue_tracker_priority_map: '{"1-10":"9"}' }, 'settings', 'issue_tracker_priority_map'],
  ['a column without choices', { servicenow_priority_field: 'u_none' }, 'settings', 'servicenow_priority_field'],
] as const)('%s', async (_what, params, kind, param) => {
  expect(await complaint(aScene(), params)).toMatchObject({ kind, param });
});

test('a column that is not there is found out as soon as there is a record', async () => {
  const scene = aScene();
  const params = { issue_tracker_custom_fields: '{"u_team":"x"}' };
  expect(await complaint(scene, params)).toBeNull();
  scene.fake.add('change_task', { change_request: scene.change.id });
  expect(await complaint(scene, params)).toMatchObject({ param: 'issue_tracker_custom_fields' });
});

test('an account without rights, and an instance that sleeps', async () => {
  const scene = aScene('nobody');
  expect(await complaint(scene)).toMatchObject({ kind: 'settings' });
  scene.account.role = 'itil';
  scene.fake.world.isAsleep = true;
  expect(await complaint(scene)).toMatchObject({ param: 'issue_tracker_server' });
});

test('a journal that may not be read is found out before the first sync, where comments are wanted', async () => {
  const scene = aScene();
  scene.fake.world.closedTables.add('sys_journal_field');
  expect(await complaint(scene)).toBeNull();
  expect(await complaint(scene, { sync_comments: true })).toMatchObject({
    kind: 'settings',
    param: 'sync_comments',
    message: expect.stringContaining('sys_journal_field'),
  });
});

test('names that would change a question are refused where they are given', () => {
  const wrong = (params: ParamValues) => Object.keys(checkParams(servicenow, params, { partial: true }));
  expect(wrong({ issue_tracker_custom_fields: '{"a^b":"x"}' })).toEqual(['issue_tracker_custom_fields']);
  expect(wrong({ servicenow_table: 'incident?x' })).toEqual(['servicenow_table']);
  expect(wrong({ servicenow_priority_field: 'a b' })).toEqual(['servicenow_priority_field']);
  expect(wrong({ servicenow_closing_fields: '{"x=y":"z"}' })).toEqual(['servicenow_closing_fields']);
  expect(wrong({ tags_from_tracker: true })).toEqual(['tags_from_tracker']);
});

test('another table under the same change request is another target', () => {
  const target = (params: ParamValues) => servicenow.target({ issue_tracker_project: 'CHG1', ...params });
  expect([target({}), target({ servicenow_table: 'incident' })]).toEqual(['CHG1', 'incident:CHG1']);
});
