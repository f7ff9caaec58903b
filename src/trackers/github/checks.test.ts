import { expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { jsonAnswer } from '../fake.ts';
import { serve, type Cast } from './testing.ts';

type Depth = 'server' | 'project' | 'settings';

interface Wrong {
  readonly what: string;
  readonly depth: Depth;
  readonly params?: ParamValues;
  readonly prepare?: (cast: Cast) => void;
  readonly error: Readonly<Record<string, unknown>>;
  readonly says: string;
}

const WRONG: readonly Wrong[] = [
  {
    what: 'a token that nobody knows',
    depth: 'server',
    params: { issue_tracker_api_token: new Secret('ghp_wrong') },
    error: { kind: 'credentials', param: 'issue_tracker_api_token' },
    says: 'does not know this token',
  },
  {
    what: 'a server that is no GitHub',
    depth: 'server',
    prepare: ({ fake }) =>
      fake.faults.add({ method: 'GET', times: 1, when: 'instead', answer: jsonAnswer(200, { hello: 'world' }) }),
    error: { kind: 'settings', param: 'issue_tracker_server' },
    says: 'does not answer like a GitHub',
  },
  {
    what: 'a repository that is not there',
    depth: 'project',
    params: { issue_tracker_project: 'none' },
    error: { kind: 'settings', param: 'issue_tracker_project' },
    says: 'no such repository',
  },
  {
    what: 'a repository that the account may not see',
    depth: 'project',
    prepare: ({ shop, sync }) => shop.roles.delete(sync),
    error: { kind: 'settings', param: 'issue_tracker_project' },
    says: 'give the token access',
  },
  {
    what: 'issues switched off',
    depth: 'project',
    prepare: ({ shop }) => (shop.hasIssues = false),
    error: { kind: 'settings', param: 'issue_tracker_project' },
    says: 'switch them on',
  },
  {
    what: 'an archived repository',
    depth: 'project',
    prepare: ({ shop }) => (shop.isArchived = true),
    error: { kind: 'settings', param: 'issue_tracker_project' },
    says: 'unarchive it',
  },
  {
    what: 'an account that may only read',
    depth: 'project',
    prepare: ({ shop, sync }) => shop.roles.set(sync, 'read'),
    error: { kind: 'settings', param: 'issue_tracker_project' },
    says: 'the role Triage or Write',
  },
  {
    what: 'single sign-on',
    depth: 'project',
    prepare: ({ sync }) => (sync.isBlockedBySso = true),
    error: { kind: 'settings', param: 'issue_tracker_api_token' },
    says: 'authorize the token for it at https://github.com/orgs/acme/sso',
  },
  {
    what: 'a token that may not write',
    depth: 'settings',
    prepare: ({ sync }) => (sync.mayWrite = false),
    error: { kind: 'settings', param: 'issue_tracker_api_token' },
    says: 'Issues, read and write',
  },
  {
    what: 'a status that GitHub does not have',
    depth: 'settings',
    params: { sde_status_map: '{"DONE":"Resolved"}' },
    error: { kind: 'settings', param: 'sde_status_map' },
    says: 'it has open, closed, not_planned, duplicate',
  },
  {
    what: 'a closed status that GitHub does not have',
    depth: 'settings',
    params: { issue_tracker_closed_status: 'gone' },
    error: { kind: 'settings', param: 'issue_tracker_closed_status' },
    says: 'no status "gone"',
  },
  {
    what: 'a mapped status that GitHub does not have',
    depth: 'settings',
    params: { issue_tracker_status_map: '{"Done":"DONE"}' },
    error: { kind: 'settings', param: 'issue_tracker_status_map' },
    says: 'no status "Done"',
  },
  {
    what: 'a priority that is too long for a label',
    depth: 'settings',
    params: { issue_tracker_priority_map: `{"1-10":"${'x'.repeat(51)}"}` },
    error: { kind: 'settings', param: 'issue_tracker_priority_map' },
    says: 'too long for a label',
  },
  {
    what: 'a priority that is our own label',
    depth: 'settings',
    params: { issue_tracker_priority_map: '{"1-10":"Lockstep"}' },
    error: { kind: 'settings', param: 'issue_tracker_priority_map' },
    says: 'another one',
  },
  {
    what: 'a parent that is not there',
    depth: 'settings',
    params: { issue_tracker_parent_issue: '99' },
    error: { kind: 'settings', param: 'issue_tracker_parent_issue' },
    says: 'no issue #99',
  },
  {
    what: 'a parent that is a pull request',
    depth: 'settings',
    params: { issue_tracker_parent_issue: '1' },
    prepare: ({ fake, shop }) => void fake.addPullRequest(shop, 'ann', []),
    error: { kind: 'settings', param: 'issue_tracker_parent_issue' },
    says: 'no issue #1',
  },
  {
    what: 'an account in the map that is nobody',
    depth: 'settings',
    params: { sync_assignees: true, issue_tracker_user_map: '{"x@example.com":"nobody"}' },
    error: { kind: 'settings', param: 'issue_tracker_user_map' },
    says: 'cannot be assigned to "nobody"',
  },
  {
    what: 'a field that issues do not have',
    depth: 'settings',
    params: { issue_tracker_custom_fields: '{"Team":"a"}' },
    error: { kind: 'settings', param: 'issue_tracker_custom_fields' },
    says: 'use milestone or type',
  },
  {
    what: 'an App whose issues should be known by their creator',
    depth: 'settings',
    params: { github_marker_label: '' },
    prepare: ({ sync }) => Object.assign(sync, { isApp: true }),
    error: { kind: 'settings', param: 'github_marker_label' },
    says: 'give a label',
  },
];

test.each(WRONG)('$what: $says', async ({ depth, params = {}, prepare, error, says }) => {
  const cast = serve();
  prepare?.(cast);
  const thrown: unknown = await cast
    .connect(params)
    .tracker.check(depth)
    .catch((one: unknown) => one);
  expect(thrown).toMatchObject({ ...error, message: expect.stringContaining(says) });
});

test('the token of an App passes', async () => {
  const cast = serve();
  Object.assign(cast.sync, { isApp: true });
  const { tracker } = cast.connect();
  await tracker.check('server');
  await tracker.check('project');
  await tracker.check('settings');
  expect(cast.shop.issues).toEqual([]);
});

test('who may only read can do without a label', async () => {
  const cast = serve();
  cast.shop.roles.set(cast.sync, 'read');
  const { tracker } = cast.connect({ github_marker_label: '', issue_tracker_priority_map: '' });
  await tracker.check('project');
  await tracker.check('settings');
});
