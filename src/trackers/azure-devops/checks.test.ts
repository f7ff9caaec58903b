import { beforeEach, describe, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { basicIssue } from './fake-types.ts';
import type { Account, Project } from './fake-world.ts';
import { FakeAzureDevops } from './fake.ts';

let fake: FakeAzureDevops;
let account: Account;
let shop: Project;

beforeEach(() => {
  fake = new FakeAzureDevops(() => Date.parse('2026-03-01T12:00:00Z'));
  account = fake.addAccount('sync');
  account.token = 'canary-token';
  shop = fake.addProject('Shop', [account]);
});

/** The first thing wrong, at the three depths in order. No message may contain a secret, and nothing may be left behind. */
async function complaint(params: ParamValues = {}, server: Fake = fake): Promise<TrackerError> {
  const before = fake.world.items.size;
  const { tracker } = connectFake(server, { issue_tracker_api_token: new Secret('canary-token'), ...params });
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).catch((thrown: unknown) => thrown);
    expect(fake.world.items.size).toBe(before);
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain('canary');
    return error;
  }
  throw new Error('nothing was wrong');
}

const fine = (params: ParamValues = {}): Promise<unknown> =>
  expect(complaint(params)).rejects.toThrow('nothing was wrong');

/** Kind, parameter and some of the words. */
async function found(params: ParamValues = {}, server: Fake = fake): Promise<readonly [string, string | null, string]> {
  const { kind, param, message } = await complaint(params, server);
  return [kind, param, message];
}

const because = (kind: string, param: string, words: string) => [kind, param, expect.stringContaining(words)];

test('nothing is wrong with a fresh project, by either kind of token, and by its id', async () => {
  await fine();
  await fine({ issue_tracker_auth_mode: 'bearer' });
  await fine({ issue_tracker_project: shop.id });
  shop.types.push(basicIssue());
  await fine({ azure_devops_process: 'Basic' });
});

describe('who we are', () => {
  test('a wrong token', async () => {
    const wrong = { issue_tracker_api_token: new Secret('canary-old') };
    expect(await found(wrong)).toEqual(because('credentials', 'issue_tracker_api_token', 'mistyped, expired'));
  });

  test.each([
    [
      'a sign-in page',
      { status: 203, headers: { 'content-type': 'text/html' }, text: '<h1>Sign in</h1>' },
      'sign-in page',
    ],
    [
      'a redirect to a sign-in page',
      { status: 302, headers: { location: 'https://spsprod.example/_signin?realm=x' }, text: '' },
      'mistyped, expired',
    ],
  ])('%s in the place of an answer', async (_what, answer, words) => {
    const server: Fake = { handle: () => answer };
    expect(await found({}, server)).toEqual(because('credentials', 'issue_tracker_api_token', words));
  });

  test('a token without the scope for projects, or for work items', async () => {
    account.scopes = { project: false, work: 'write' };
    expect(await found()).toEqual(because('credentials', 'issue_tracker_api_token', 'Project and Team (read)'));
    account.scopes = { project: true, work: 'none' };
    expect(await found()).toEqual(because('credentials', 'issue_tracker_api_token', 'scope Work Items (read & write)'));
  });

  test('a token that may only read, an account that may only look, and one that may make no tags', async () => {
    account.scopes = { project: true, work: 'read' };
    expect(await found()).toEqual(because('settings', 'issue_tracker_project', 'TF237111'));
    account.scopes = { project: true, work: 'write' };
    account.roles.set(shop, 'Reader');
    expect(await found()).toEqual(because('settings', 'issue_tracker_project', 'Edit work items in this node'));
    account.roles.set(shop, 'Contributor');
    account.mayMakeTags = false;
    expect(await found()).toEqual(because('settings', 'issue_tracker_project', 'Create tag definition'));
  });
});

describe('where', () => {
  test('an organization that is not there', async () => {
    const other = { issue_tracker_context_root: 'acne' };
    expect(await found(other)).toEqual(because('settings', 'issue_tracker_context_root', 'no such organization'));
  });

  test('a server that is none', async () => {
    const server: Fake = { handle: () => ({ status: 200, headers: {}, text: '{"jira":true}' }) };
    expect(await found({}, server)).toEqual(because('settings', 'issue_tracker_server', 'does not answer like'));
  });

  test('a server that is too old for us says so', async () => {
    const old = new FakeAzureDevops(() => 0, { version: 5.1 });
    old.addAccount('sync').token = 'canary-token';
    expect(await found({}, old)).toEqual(
      because('settings', 'issue_tracker_server', 'Servers before Azure DevOps Server 2020'),
    );
  });

  test('a project that is not there, or hidden', async () => {
    const wrong = { issue_tracker_project: 'Shoe' };
    expect(await found(wrong)).toEqual(because('settings', 'issue_tracker_project', 'no project "Shoe" here'));
    account.roles.delete(shop);
    expect(await found()).toEqual(because('settings', 'issue_tracker_project', 'may not see it'));
  });

  test('a type that the project does not have', async () => {
    const wrong = { azure_devops_process: 'Basic' };
    expect(await found(wrong)).toEqual(because('settings', 'azure_devops_work_item_type', 'no work item type "Issue"'));
  });
});

describe('names that the parameters mention', () => {
  test.each([
    [{ sde_status_map: '{"DONE":"Over"}' }, 'sde_status_map', 'no state "Over"; it has New, Active, Closed, Removed'],
    [{ issue_tracker_status_map: '{"Resolved":"DONE"}' }, 'issue_tracker_status_map', 'no state "Resolved"'],
    [{ issue_tracker_closed_status: 'Gone' }, 'issue_tracker_closed_status', 'no state "Gone"'],
    [
      { issue_tracker_priority_map: '{"1-10":"5"}' },
      'issue_tracker_priority_map',
      'no priority "5"; it has 1, 2, 3, 4',
    ],
    [{ issue_tracker_custom_fields: '{"Custom.Team":"x"}' }, 'issue_tracker_custom_fields', 'no field "Custom.Team"'],
    [{ issue_tracker_custom_fields: '{"System.Rev":"1"}' }, 'issue_tracker_custom_fields', 'that can be written'],
    [{ issue_tracker_custom_lookup_fields: '{"Nope":"x"}' }, 'issue_tracker_custom_lookup_fields', 'no field "Nope"'],
    [{ azure_devops_marker_field: 'Custom.Mark' }, 'azure_devops_marker_field', 'has no field "Custom.Mark"'],
    [{ azure_devops_marker_field: 'System.Description' }, 'azure_devops_marker_field', 'cannot hold a short text'],
    [{ azure_devops_area_path: 'Shop\\Nowhere' }, 'azure_devops_area_path', 'TF401347'],
    [
      { azure_devops_iteration_path: 'Shop/Never' },
      'azure_devops_iteration_path',
      'Correct azure_devops_iteration_path',
    ],
    [{ issue_tracker_parent_issue: '999' }, 'issue_tracker_parent_issue', 'There is no such parent'],
  ])('%o', async (params, param, words) => {
    expect(await found(params)).toEqual(because('settings', param, words));
  });

  test('areas, iterations and parents that are there', async () => {
    shop.paths.add('Shop\\Security').add('Shop\\Sprint 1');
    const parent = fake.addItem(shop, 'Task');
    await fine({ azure_devops_area_path: 'Shop/Security', azure_devops_iteration_path: '\\Shop\\Sprint 1' });
    await fine({ issue_tracker_parent_issue: String(parent.id) });
  });

  test('a required field without a value, until the parameters give one', async () => {
    for (const type of shop.types)
      type.fields.push({ ref: 'Custom.Team', name: 'Team', type: 'string', required: true, values: ['Blue', 'Red'] });
    expect(await found()).toEqual(because('settings', 'issue_tracker_custom_fields', 'because of the field "Team"'));
    const odd = { issue_tracker_custom_fields: '{"Team":"Green"}' };
    expect(await found(odd)).toEqual(because('settings', 'issue_tracker_custom_fields', 'LimitedToValues'));
    await fine({ issue_tracker_custom_fields: '{"Custom.Team":"Red"}' });
  });
});
