/** The settings of a connection in a browser: changed, tested, duplicated, deleted. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, openBrowser, openTab, type Tab } from './browser.ts';
import { startToldService, type Service } from './service.ts';

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

const stored = () => service.client.call('GET', 'connections/issue-tracker/1/');

test('a change is saved, and the stored connection is tested in its depths', async () => {
  const { page } = tab;
  await page.goto('/connections/1/settings');
  await page.getByRole('textbox', { name: 'Name' }).fill('Payments, renamed');
  await page.getByRole('combobox', { name: 'How often it runs by itself' }).click();
  await page.getByRole('option', { name: 'Daily' }).click();
  await page.getByRole('button', { name: 'Advanced Issue Tracker Options' }).click();
  await page.getByRole('textbox', { name: 'Context', exact: true }).fill('payments');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('The settings were saved.').waitFor();
  expect(await stored()).toMatchObject({
    alias: 'Payments, renamed',
    frequency: 'daily',
    params: { issue_tracker_context: 'payments' },
  });
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText('Everything that was tried works.').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('another tracker project is warned of, and the test waits until it is saved', async () => {
  const { page } = tab;
  await page.goto('/connections/1/settings');
  await page.getByRole('combobox', { name: 'JIRA Key' }).fill('OTHER');
  await page.getByText('The connection leaves “PAY”').waitFor();
  await page.getByRole('button', { name: 'Test', exact: true }).hover();
  await page.getByText('Save the changes first').waitFor();
});

test('a duplicate begins with the same settings, in the steps of a new connection', async () => {
  const { page } = tab;
  await page.goto('/connections/1/settings');
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await page.getByRole('combobox', { name: 'Project whose tasks become issues' }).click();
  await page.getByRole('option', { name: 'Payments' }).click();
  await page.getByRole('combobox', { name: 'JIRA Key' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'JIRA Key' }).inputValue()).toBe('PAY');
});

test('hints get an address that is shown once, tell what came to it, and end', async () => {
  const { page } = tab;
  await page.goto('/connections/1/settings');
  await page.getByRole('button', { name: 'Switch hints on' }).click();
  const shown = page.getByRole('alert').filter({ hasText: 'The address for the tracker' });
  const address = (await shown.locator('code').textContent()) ?? '';
  await page.getByText('none yet').waitFor();
  expect((await fetch(address, { method: 'POST', body: 'anything' })).status).toBe(202);
  await page.getByText('1 hint', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('1 hint', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(address);
  await page.getByRole('button', { name: 'Switch hints off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch hints off' }).click();
  await page.getByRole('button', { name: 'Switch hints on' }).waitFor();
  expect((await fetch(address, { method: 'POST' })).status).toBe(404);
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('deleting says what stays in the tracker', async () => {
  const { page } = tab;
  await page.goto('/connections/1/settings');
  await page.getByRole('button', { name: 'Delete this connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/The \d+ issues in the tracker and the tasks stay as they are/).waitFor();
  await dialog.getByRole('button', { name: 'Delete this connection' }).click();
  await page.getByText('The connection was deleted.').waitFor();
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
  await expect(stored()).rejects.toThrow('Not found');
});
