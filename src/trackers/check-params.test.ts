import { expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import { checkParams } from './check-params.ts';
import { systemById } from './systems.ts';

const system = systemById('redmine');
if (system === undefined) throw new Error('no such system');

const complete = {
  issue_tracker_server: 'redmine.example:3000',
  issue_tracker_project: 'demo',
  issue_tracker_api_token: new Secret('0123456789'),
};

test('complete values have no errors', () => expect(checkParams(system, complete)).toEqual({}));

test('missing required ones are named one by one', () => {
  expect(checkParams(system, {})).toEqual({
    issue_tracker_project: ['This field is required.'],
    issue_tracker_server: ['This field is required.'],
    issue_tracker_api_token: ['This field is required.'],
  });
});

test('user and password are required where they are the method', () => {
  expect(Object.keys(checkParams(system, { ...complete, issue_tracker_auth_mode: 'basic' }))).toEqual([
    'issue_tracker_user',
    'issue_tracker_pass',
  ]);
});

test('a connector need not name a project; a part needs nothing', () => {
  const { issue_tracker_project: _, ...connector } = complete;
  expect(checkParams(system, connector, { level: 'system' })).toEqual({});
  expect(checkParams(system, { issue_tracker_project: null }, { partial: true })).toEqual({});
});

test.each([
  ['nope', 1, 'Redmine has no such parameter.'],
  ['issue_tracker_validate_cert', 'yes', 'Must be a valid boolean.'],
  ['issue_tracker_project', 12, 'Not a valid string.'],
  ['issue_tracker_project', 'x'.repeat(256), 'Ensure this field has no more than 255 characters.'],
  ['conflict_policy', 'alm', '"alm" is not a valid choice.'],
  ['issue_tracker_phases', 'testing,later', '"later" is not a valid choice.'],
  ['issue_tracker_issue_label', 'a', 'Redmine has no labels: leave it empty.'],
  ['issue_tracker_status_map', '{', 'Not a JSON object. Write it like {"name": "value"}.'],
])('%s = %s', (name, value, message) => {
  expect(checkParams(system, { [name]: value }, { partial: true })).toEqual({ [name]: [message] });
});

test.each(['https://redmine.example', 'redmine.example/path', 'a b', 'host:port', 'user@host'])(
  'the server "%s" is no host name',
  (server) => {
    expect(Object.keys(checkParams(system, { ...complete, issue_tracker_server: server }))).toEqual([
      'issue_tracker_server',
    ]);
  },
);

test('numbers are taken where the API prints one', () => {
  expect(checkParams(system, { sde_min_priority: 7 }, { partial: true })).toEqual({});
  expect(checkParams(system, { sde_min_priority: 77 }, { partial: true })).toHaveProperty('sde_min_priority');
});

test.each([
  [{ issue_tracker_context_root: '/redmine/' }, 'https://redmine.example:3000/redmine'],
  [{ issue_tracker_method: 'http' }, 'http://redmine.example:3000'],
])('the root of the server: %o', (values, root) => {
  expect(system.endpoint({ ...complete, ...values }).root).toBe(root);
});
