/** What people do on the page of one connection, on the real server with a Jira in the box. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, logIn, openBrowser, openTab, type Tab } from './browser.ts';
import { startToldService, type Service } from './service.ts';

let service: Service;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  service = await startToldService();
  // What both sides change waits for a person.
  const ask = { params: { conflict_policy: 'ask' } };
  await service.client.call('PATCH', 'connectors/issue-tracker/1/', ask);
  browser = await openBrowser();
  tab = await openTab(browser, service.url);
  await logIn(tab);
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

const press = (name: string | RegExp): Promise<void> => tab.page.getByRole('button', { name }).first().click();
const sees = (text: string | RegExp): Promise<void> => tab.page.getByText(text).first().waitFor();
const follow = (name: string | RegExp): Promise<void> => tab.page.getByRole('link', { name }).first().click();

async function issueNamed(key: string): Promise<string> {
  const ticket = (await service.jira.person.tickets()).find((one) => one.key === key);
  if (ticket === undefined) throw new Error(`Jira has no ${key}`);
  return ticket.id;
}

test('a plan is made, read, applied in part, and its run is watched', async () => {
  const { page } = tab;
  await service.client.call('PATCH', 'projects/1/tasks/T14/', { title: 'Use parameters for all queries' });
  await service.client.call('PATCH', 'projects/1/tasks/T15/', { title: 'Encode all output' });
  await page.goto('/connections/1');
  await press('Make a plan');
  await page.getByRole('checkbox', { name: 'Choose 1-T15' }).click();
  await page.getByText('all queries', { exact: false }).first().waitFor();
  expect(await page.locator('ins').allInnerTexts()).toContain(' all queries');
  await press('Apply 1 of 2');
  await page.getByRole('dialog').getByText('1 action is carried out as shown.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 1 of 2' }).click();
  await sees('It was applied.');
  expect(await barriers(tab)).toEqual([]);
  await follow('The run that applied it');
  await sees(/0 created, 1 updated/);
  const { title } = await service.jira.person.ticket(await issueNamed('PAY-6'));
  expect(title).toBe('T14: Use parameters for all queries');
});

test('a conflict is shown side by side, settled for good, and the history tells who did', async () => {
  const { page } = tab;
  await service.jira.person.retitle(await issueNamed('PAY-2'), 'T10: Draw the borders of trust');
  await service.client.call('PATCH', 'projects/1/tasks/T10/', { title: 'Draw all trust boundaries' });
  await page.goto('/connections/1');
  await press('Sync now');
  await sees('1 field was changed on both sides');
  expect(await barriers(tab)).toEqual([]);
  await follow('Choose a side');
  await page.getByRole('checkbox', { name: /And always for title/ }).click();
  expect(await barriers(tab)).toEqual([]);
  await press('Take the task’s');
  await sees('Decided: the task’s value is written to the issue by the next run.');
  await sees('title: the task always wins');
  await press('Sync now');
  await sees('No conflict waits for you');
  await page.goto('/connections/1/items/1-T10');
  await sees('Asked: settle the conflict');
  await sees('ann@example.com');
  const { title } = await service.jira.person.ticket(await issueNamed('PAY-2'));
  expect(title).toBe('T10: Draw all trust boundaries');
  await page.goto('/connections/1/conflicts');
  await press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await sees('No rule yet.');
});

test('items are found by address, unlinked and tried again', async () => {
  const { page } = tab;
  await page.goto('/connections/1/items?q=webhooks');
  await sees('1 item');
  await press('What can be done with 1-T21');
  await page.getByRole('menuitem', { name: 'Unlink', exact: true }).click();
  await page.getByRole('dialog').getByText('The issue stays in the tracker as it is').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await sees(/the task gets no issue until one is linked/);
  await page.getByRole('combobox', { name: 'State' }).click();
  await page.getByRole('option', { name: /No issue/ }).click();
  await sees('A person unlinked it');
  expect(page.url()).toContain('state=unlinked');
  await follow('1-T21');
  await press('Link to an issue');
  await page.getByRole('textbox', { name: 'Issue' }).fill('PAY-14');
  await page.getByRole('dialog').getByRole('button', { name: 'Link', exact: true }).click();
  await sees(/It reads issue PAY-14/);
  await press('Sync now');
  await sees('Decided: link the issue that was found');
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('the schedule is paused and goes on; a trace begins with debug mode', async () => {
  const { page } = tab;
  await page.goto('/connections/1/trace');
  await press('Turn debug mode on');
  await press('Sync now');
  await page.getByRole('button', { name: /GET.*search/ }).click();
  await sees('Answered');
  expect(await barriers(tab)).toEqual([]);
  await service.client.call('PATCH', 'connections/issue-tracker/1/', { frequency: 'daily' });
  await page.reload();
  await press('Pause');
  await follow('Overview');
  await sees('The schedule is paused.');
  await press('Resume');
  await page.getByText('The schedule is paused.').waitFor({ state: 'detached' });
  expect(tab.complaints.splice(0)).toEqual([]);
});
