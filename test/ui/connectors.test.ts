/** Connectors in a browser: made, tested, changed, deleted. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, openBrowser, openTab, type Tab } from './browser.ts';
import { startToldService, type Service } from './service.ts';

interface Listed {
  readonly results: readonly { readonly name: string; readonly params: Readonly<Record<string, string>> }[];
}

let service: Service;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  service = await startToldService();
  browser = await openBrowser();
  tab = await openTab(browser, service.url);
  await logIn(tab);
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

test('a connector is made; a wrong password is said at its field, and mended', async () => {
  const { page } = tab;
  await page.goto('/admin/connectors/new');
  await page.getByRole('button', { name: /^JIRA/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Second way to Jira');
  await page.getByRole('radio', { name: 'HTTP', exact: true }).check();
  await page.getByRole('textbox', { name: 'Server' }).fill(new URL(service.jira.url).host);
  await page.getByRole('textbox', { name: 'Username' }).fill(service.jira.params['issue_tracker_user'] ?? '');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText('Something is not right yet.').waitFor();
  await page.getByText('Failed', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(service.jira.params['issue_tracker_pass'] ?? '');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText('Everything that was tried works.').waitFor();
  await page.getByRole('button', { name: 'Create the connector' }).click();
  await page.getByRole('heading', { name: 'Second way to Jira', level: 1 }).waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('a stored secret stays when other settings change, and the map is edited in lines', async () => {
  const { page } = tab;
  await page.goto('/admin/connectors');
  await page.getByRole('link', { name: 'Second way to Jira' }).click();
  await page.getByText('A secret is stored.').first().waitFor();
  await page.getByRole('textbox', { name: 'Find a setting' }).fill('Tracker status to task status');
  await page.getByRole('button', { name: 'Add a line' }).click();
  await page.getByRole('combobox', { name: 'Status in the tracker' }).fill('Done');
  await page.getByRole('combobox', { name: 'Task status' }).fill('DONE');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('The connector was saved.').waitFor();
  const listed = (await service.client.call('GET', 'connectors/issue-tracker/')) as Listed;
  const row = listed.results.find(({ name }) => name === 'Second way to Jira');
  expect(row?.params).toMatchObject({ issue_tracker_pass: '********', issue_tracker_status_map: '{"Done":"DONE"}' });
});

test('one that is used cannot be deleted and says why; one that is not, can', async () => {
  const { page } = tab;
  await page.goto('/admin/connectors/1');
  await page.getByText('Payments in Jira').waitFor();
  await page.getByRole('button', { name: 'Delete' }).hover();
  await page.getByText('One connection goes through it: delete that one first.').waitFor();
  await page.goto('/admin/connectors');
  await page.getByRole('link', { name: 'Second way to Jira' }).click();
  await page.getByText('No connection goes through it.').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The connector was deleted.').waitFor();
  await page.getByRole('heading', { name: 'Connectors', level: 1 }).waitFor();
  expect(await page.getByRole('link', { name: 'Second way to Jira' }).count()).toBe(0);
  expect(tab.complaints.splice(0)).toEqual([]);
});
