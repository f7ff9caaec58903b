/** Projects and tasks, by hand. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn, NARROW, openBrowser, openTab, overflows, type Tab } from './browser.ts';
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

test('a project with its unit and application is made in one go, and a task in it', async () => {
  const { page } = tab;
  await page.goto('/projects');
  await page.getByRole('button', { name: 'New project' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Business unit').fill('Bank');
  await form.getByLabel('Application').fill('Cards');
  await form.getByLabel('Name').fill('Chargebacks');
  await form.getByRole('button', { name: 'Create the project' }).click();
  await page.getByRole('heading', { name: 'Chargebacks', level: 1 }).waitFor();
  await page.getByText('No task yet').waitFor();
  await page.getByRole('button', { name: 'New task' }).click();
  await form.getByLabel('Title').fill('Log every dispute');
  await form.getByRole('combobox', { name: 'Phase' }).click();
  await page.getByRole('option', { name: 'Development' }).click();
  await form.getByRole('button', { name: 'Create the task' }).click();
  await page.getByRole('heading', { name: 'PT1: Log every dispute' }).waitFor();
  await page.goto('/bunits/bank/cards/chargebacks');
  await page.getByRole('link', { name: 'Log every dispute' }).waitFor();
  await page.goto('/projects?q=charge');
  await page.getByText('Bank / Cards').waitFor();
  expect(await page.getByText('Web shop / Checkout').count()).toBe(0);
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('tasks are narrowed by what the address says, which a click changes', async () => {
  const { page } = tab;
  await page.goto('/projects/1?priority=high&q=card');
  await page.getByText('Keep card numbers out of our systems').waitFor();
  expect(await page.getByText('Set retention times for personal data').count()).toBe(0);
  await page.getByRole('searchbox', { name: 'Search' }).fill('nothing says this');
  await page.getByText('No task matches.').waitFor();
  expect(new URL(page.url()).search).toContain('nothing');
});

test('the address in the tracker leads to the task, by either id; its status is set and a note is added', async () => {
  const { page } = tab;
  await page.goto('/projects/1/tasks/T20');
  await page.getByRole('heading', { name: 'T20: Check every price on the server' }).waitFor();
  await page.goto('/projects/1/tasks/1-T20');
  await page.getByRole('link', { name: 'PAY-13' }).waitFor();
  await page.getByText('Confirmed by the tracker').first().waitFor();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Complete', exact: true }).click();
  await page.getByText('The status is changed.').waitFor();
  await page.getByLabel('New note').fill('Done with **care** <script>alert(1)</script>');
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.locator('strong', { hasText: 'care' }).waitFor();
  const { status } = (await service.client.call('GET', 'projects/1/tasks/T20/')) as { status: string };
  expect(status).toBe('TS1');
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('who may only look is told so at each button', async () => {
  const { client } = service;
  const person = { email: 'eve@example.com', password: 'correct horse battery', role: 'UR2' };
  await client.call('POST', 'users/', person);
  await client.call('POST', 'projects/1/members/', { user: person.email, role: 'PR3' });
  const other = await openTab(browser, service.url, { size: NARROW });
  await logIn(other, person);
  await other.page.goto('/projects/1/tasks/T2');
  await other.page.getByText('Your role does not allow this.').first().waitFor();
  await other.page.getByRole('button', { name: 'Edit' }).focus();
  await other.page.getByRole('tooltip').waitFor();
  expect(await overflows(other)).toBe(false);
  expect(other.complaints).toEqual([]);
  await other.close();
});
