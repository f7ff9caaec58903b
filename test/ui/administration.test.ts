/** Users, roles, members, the audit log and one's own account, by hand. */
import { readFile } from 'node:fs/promises';
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

const BEN = { email: 'ben@example.com', password: 'staple horse correct' };

test('a role is made, a user gets it, logs in, and is made inactive', async () => {
  const { page } = tab;
  const dialog = page.getByRole('dialog');
  await page.goto('/admin/roles');
  await page.getByRole('button', { name: 'New role' }).first().click();
  await dialog.getByLabel('Name').fill('Reader');
  await dialog.getByLabel('View all projects').check();
  await dialog.getByLabel('Modify own user settings').check();
  await dialog.getByRole('button', { name: 'Create the role' }).click();
  await page.getByRole('row', { name: /^Reader/ }).waitFor();

  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'New user' }).click();
  await dialog.getByLabel('E-mail address').fill('ann@example.com');
  await dialog.getByRole('button', { name: 'Create the user' }).click();
  await dialog.getByText('with this email already exists').waitFor();
  await dialog.getByLabel('E-mail address').fill(BEN.email);
  await dialog.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Reader' }).click();
  await dialog.getByRole('textbox', { name: 'Password' }).fill(BEN.password);
  await dialog.getByRole('button', { name: 'Create the user' }).click();
  await page.getByRole('button', { name: `Edit ${BEN.email}` }).waitFor();

  const other = await openTab(browser, service.url);
  await logIn(other, BEN);
  await other.close();
  await page.getByRole('button', { name: `Edit ${BEN.email}` }).click();
  await dialog.getByLabel('Active: may log in').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Inactive').waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('a member is added by address, and an unknown one is refused at its field', async () => {
  const { page } = tab;
  await page.goto('/projects/1/members');
  await page.getByLabel('E-mail address').fill('nobody@example.com');
  await page.getByRole('combobox', { name: 'Role in the project' }).click();
  await page.getByRole('option', { name: 'Project Tester' }).click();
  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByText('does not exist').waitFor();
  await page.getByLabel('E-mail address').fill(BEN.email);
  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByRole('row', { name: /ben@example.com/ }).waitFor();
  await page
    .getByRole('row', { name: /ben@example.com/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The member is removed.').waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('the audit log shows what changed, is narrowed, and goes to a file', async () => {
  const { page } = tab;
  await page.goto('/admin/audit?q=ben');
  await page.getByRole('button', { name: 'Show what changed' }).first().click();
  await page.getByRole('columnheader', { name: 'Before' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toContain('"What happened"');
  expect(lines.slice(1, -1).every((line) => line.includes('ben'))).toBe(true);
  await page.getByLabel('Failed log-ins only').check();
  await page.getByText('Nothing matches.').waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('a token works once made, a password is changed without being thrown out', async () => {
  const { page } = tab;
  await page.goto('/me');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a token' }).click();
  const token = await page.getByRole('alert').locator('code').first().innerText();
  const answer = await fetch(`${service.url}/api/v2/users/me/`, { headers: { authorization: `Token ${token}` } });
  expect(answer.status).toBe(200);
  await page.getByRole('textbox', { name: 'New password' }).fill('another long password');
  await page.getByRole('textbox', { name: 'Once more' }).fill('another long passwort');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('The two are not the same.').waitFor();
  await page.getByRole('textbox', { name: 'Once more' }).fill('another long password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('The password is changed.').waitFor();
  await page.getByLabel('First name').fill('Ann');
  await page.getByRole('button', { name: 'Save the name' }).click();
  await page.getByText('Saved.').waitFor();
  await page.goto('/me');
  await page.getByRole('heading', { name: 'My account' }).waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});
