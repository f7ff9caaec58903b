/** The way to a new connection, in a browser: in steps, tested, and seen as a plan before anything is written. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, logIn, NARROW, openBrowser, openTab, overflows, WIDE, type Tab } from './browser.ts';
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

/** Readable in both widths, as the step stands. */
async function isReadable(): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await tab.page.setViewportSize(size);
    expect(await barriers(tab)).toEqual([]);
    expect(await overflows(tab)).toBe(false);
  }
}

const key = () => tab.page.getByRole('combobox', { name: 'JIRA Key' });

test('project and tracker are chosen, and stand in the address', async () => {
  const { page } = tab;
  await page.goto('/connections');
  await page.getByRole('link', { name: 'New connection' }).click();
  await page.getByText('Nothing is written to the tracker before').waitFor();
  await page.getByRole('combobox', { name: 'Project whose tasks become issues' }).click();
  await isReadable();
  await page.getByRole('option', { name: 'Payments' }).click();
  await page.getByRole('button', { name: /Jira in the box/ }).click();
  await key().waitFor();
  expect(new URL(page.url()).search).toBe('?project=1&connector=1');
});

test('a project that is not there is said with its remedy, and mended with one that the tracker lists', async () => {
  const { page } = tab;
  await key().fill('NOPE');
  await page.getByRole('button', { name: 'Test these settings' }).click();
  await page.getByText('Jira has no project with the key "NOPE"').waitFor();
  await page.getByText('Not tried').waitFor();
  await isReadable();
  await page.getByRole('button', { name: 'Mend it in the settings' }).click();
  await page.getByText('Jira has no project with the key "NOPE"').first().waitFor();
  await key().fill('');
  await page.getByRole('option', { name: 'PAY' }).click();
  await isReadable();
  await page.getByRole('button', { name: 'Test these settings' }).click();
  await page.getByText('Everything that was tried works.').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
});

test('the preview makes the connection and its plan, and writes nothing', async () => {
  const { page } = tab;
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/v2/plans/'));
  await page.getByRole('textbox', { name: 'Name' }).fill('Payments once more');
  await isReadable();
  await page.getByRole('button', { name: 'Preview the plan' }).click();
  const { connection } = (await (await asked).json()) as { connection: number };
  await page.waitForURL(`**/connections/${connection}/plan`);
  const made = await service.client.call('GET', `connections/issue-tracker/${connection}/`);
  expect(made).toMatchObject({ alias: 'Payments once more', project: 1, connector: 1, frequency: 'manually' });
  const ofIt = `?connection=${connection}`;
  expect(await service.client.call('GET', `plans/${ofIt}`)).toMatchObject({ count: 1 });
  expect(await service.client.call('GET', `jobs/issue-tracker/${ofIt}`)).toMatchObject({ count: 0 });
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('a project and the tree above it are made in place', async () => {
  const { page } = tab;
  await page.goto('/connections/new?connector=1');
  await page.getByRole('button', { name: 'Make a new project' }).click();
  await page.getByRole('combobox', { name: 'Business unit' }).fill('Shops');
  await page.getByRole('combobox', { name: 'Application' }).fill('Web');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Checkout');
  await page.getByRole('button', { name: 'Create the project' }).click();
  await key().waitFor();
  await page.getByText('Checkout').first().waitFor();
  const projects = await service.client.call('GET', 'projects/?name=Checkout');
  expect(projects).toMatchObject({ count: 1 });
});
