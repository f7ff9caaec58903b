import { beforeEach, expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { connectFake } from './fake-connection.ts';
import type { Account } from './fake-world.ts';
import { FakeAzureDevops } from './fake.ts';

let fake: FakeAzureDevops;
let account: Account;

beforeEach(() => {
  fake = new FakeAzureDevops(() => Date.parse('2026-03-01T12:00:00Z'));
  account = fake.addAccount('sync');
});

test('the projects to choose from are those that the account sees, by name', async () => {
  fake.addProject('Shop', [account]);
  fake.addProject('Bank', [account]);
  fake.addProject('Secret', []);
  fake.addProject('Old', [account]).state = 'deleting';
  const { projects } = connectFake(fake, { issue_tracker_project: null });
  expect(await projects()).toEqual([
    { id: 'Bank', name: 'Bank' },
    { id: 'Shop', name: 'Shop' },
  ]);
});

test('pages that are smaller than was asked for are read to the last', async () => {
  for (let n = 0; n < 250; n += 1) fake.addProject(`P${n}`, [account]);
  const { projects, ledger } = connectFake(fake);
  expect(await projects()).toHaveLength(250);
  expect(ledger.table().metadata).toBe(3);
});

test.each([
  ['a wrong token', { issue_tracker_api_token: new Secret('old') }, { kind: 'credentials' }],
  [
    'an unknown organization',
    { issue_tracker_context_root: 'nobody' },
    { kind: 'settings', param: 'issue_tracker_context_root' },
  ],
])('%s is told', async (_what, params, error) => {
  await expect(connectFake(fake, params).projects()).rejects.toMatchObject(error);
});
