import { expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { connectTo, serve } from './testing.ts';

test('the repositories to choose from are those that the token sees and whose issues can be worked with', async () => {
  const { fake, sync, params } = serve();
  fake.addRepository('acme', 'old', [[sync, 'write']]).isArchived = true;
  fake.addRepository('acme', 'code', [[sync, 'write']]).hasIssues = false;
  fake.addRepository('zoo', 'hidden', []);
  fake.addRepository('beta', 'app', [[sync, 'triage']]);
  const { projects, ledger } = connectTo(fake, params);
  expect(await projects()).toEqual(['acme/other', 'acme/shop', 'beta/app'].map((name) => ({ id: name, name })));
  expect(ledger.table().metadata).toBe(1);
});

test('a name from the list is taken as it stands, whatever owner the parameters give', async () => {
  const { fake, sync, params } = serve();
  fake.addRepository('beta', 'app', [[sync, 'triage']]);
  const { tracker } = connectTo(fake, { ...params, issue_tracker_project: 'beta/app' });
  await tracker.check('project');
});

test.each([true, false])('many are read page by page, by an App (%s) as well', async (isApp) => {
  const { fake, params } = serve();
  const account = fake.addAccount('many', { isApp });
  for (let n = 0; n < 250; n += 1) fake.addRepository('acme', `r${n}`, [[account, 'write']]);
  const token = { issue_tracker_api_token: new Secret(account.token) };
  const { projects, ledger } = connectTo(fake, { ...params, ...token });
  expect(await projects()).toHaveLength(250);
  expect(ledger.table().metadata).toBe(isApp ? 4 : 3);
});

test('a token that nobody knows is told', async () => {
  const { fake, params } = serve();
  const { projects } = connectTo(fake, { ...params, issue_tracker_api_token: new Secret('ghp_old') });
  await expect(projects()).rejects.toMatchObject({ kind: 'credentials' });
});
