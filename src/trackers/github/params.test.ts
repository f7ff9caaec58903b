import { expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { checkParams } from '../check-params.ts';
import { github } from './index.ts';
import { endpointOf, githubOptions, githubSettings, targetOf } from './params.ts';

const BASE: ParamValues = {
  github_repo_owner: 'acme',
  issue_tracker_project: 'shop',
  issue_tracker_api_token: new Secret('ghp_x'),
};

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test.each([
  ['', '', 'https://api.github.com', ''],
  ['api.github.com', '', 'https://api.github.com', ''],
  ['github.com', '', 'https://api.github.com', ''],
  ['acme.ghe.com', '', 'https://api.acme.ghe.com', ''],
  ['github.example', '', 'https://github.example/api', '/v3'],
  ['github.example', '/api/v3', 'https://github.example/api', '/v3'],
  ['github.example:8443', '/git/', 'https://github.example:8443/git/api', '/v3'],
])('server "%s" with path "%s" is asked at %s', (server, path, root, rest) => {
  const values = { ...BASE, issue_tracker_server: server, issue_tracker_context_root: path };
  expect(endpointOf(values).root).toBe(root);
  expect(githubSettings(values).rest).toBe(rest);
});

test('the token travels as a bearer', () => {
  expect(endpointOf(BASE).credentials['Authorization']?.reveal()).toBe('Bearer ghp_x');
});

test('only where GitHub has limits is there a budget', () => {
  expect(endpointOf(BASE).budgets).toHaveLength(2);
  expect(endpointOf({ ...BASE, issue_tracker_server: 'github.example' }).budgets).toEqual([]);
});

test.each([
  [{}, 'acme/shop'],
  [{ issue_tracker_project: 'other/shop' }, 'other/shop'],
])('the target of %j is %s', (more, target) => expect(targetOf({ ...BASE, ...more })).toBe(target));

test.each([
  [{ issue_tracker_project: 'a b' }, 'issue_tracker_project'],
  [{ issue_tracker_project: 'a/b/c' }, 'issue_tracker_project'],
  [{ github_repo_owner: '' }, 'github_repo_owner'],
  [{ github_repo_owner: 'a"b' }, 'github_repo_owner'],
  [{ github_marker_label: 'a,b' }, 'github_marker_label'],
  [{ issue_tracker_parent_issue: 'PAY-7' }, 'issue_tracker_parent_issue'],
])('%j is refused, naming %s', (more, param) => {
  const error = thrownBy(() => githubSettings({ ...BASE, ...more }));
  expect(error).toBeInstanceOf(TrackerError);
  expect(error).toMatchObject({ kind: 'settings', param });
});

test('a pace of nothing is refused', () => {
  expect(thrownBy(() => endpointOf({ ...BASE, github_creates_per_minute: 0 }))).toMatchObject({
    param: 'github_creates_per_minute',
  });
});

test('what is usual fits GitHub', () => {
  expect(githubOptions(BASE)).toMatchObject({
    statusMap: { closed: 'DONE', not_planned: 'NA', duplicate: 'NA' },
    targets: { TODO: 'open', DONE: 'closed', NA: 'not_planned' },
    closedStatus: 'not_planned',
    parent: null,
  });
  expect(githubOptions({ ...BASE, issue_tracker_parent_issue: '#12' }).parent).toBe('12');
});

test('the parameters of old samples are taken as they stand', () => {
  const sample = {
    github_repo_owner: 'acme',
    issue_tracker_project: 'shop',
    sde_verification_filter: 'none,partial,pass,fail',
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: 'x',
    issue_tracker_title_format: '$task_id $title',
    issue_tracker_method: 'https',
    issue_tracker_server: 'api.github.com',
    github_duplicate_label: 'duplicate',
    sde_statuses_in_scope: 'TODO',
    conflict_policy: 'issue_tracker',
    sde_min_priority: '7',
  };
  expect(checkParams(github, sample)).toEqual({});
  expect(checkParams(github, { ...sample, issue_tracker_user: 'ann' })).toMatchObject({
    issue_tracker_user: [expect.stringContaining('tokens only')],
  });
});
