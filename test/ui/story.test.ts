/** The whole story as a newcomer lives it: from the link that the first start prints to the history of a settled conflict. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openTab, type Tab } from './browser.ts';
import { PERSON, startService, type Service } from './service.ts';

let service: Service;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  service = await startService();
  browser = await openBrowser();
  tab = await openTab(browser, service.url);
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

const press = (name: string | RegExp): Promise<void> => tab.page.getByRole('button', { name }).first().click();
const follow = (name: string | RegExp): Promise<void> => tab.page.getByRole('link', { name }).first().click();
const sees = (text: string | RegExp): Promise<void> => tab.page.getByText(text).first().waitFor();
const fill = (name: string, text: string): Promise<void> => tab.page.getByRole('textbox', { name }).first().fill(text);

test('the link of the first start leads to an administrator, and to two ways on', async () => {
  await tab.page.goto('/');
  await tab.page.waitForURL('**/first-run');
  await tab.page.goto(`/first-run#token=${service.token}`);
  await fill('Your e-mail address', PERSON.email);
  await fill('A password', 'too short');
  await press('Create the administrator');
  expect(await tab.page.evaluate<boolean>('document.querySelector("form").checkValidity()')).toBe(false);
  await fill('A password', PERSON.password);
  await press('Create the administrator');
  await sees('Connect your tracker');
  await press('Make the sample project');
  await tab.page.waitForURL('**/connections/new?project=*');
});

test('a wrong key is said plainly, at its field, and mended', async () => {
  await press(/Jira \(in the box\)/);
  await fill('Password', 'wrong');
  await press('Test');
  await sees('Something is not right yet.');
  await sees(/does not (?:know|accept)/);
  await fill('Password', service.jira.params['issue_tracker_pass'] ?? '');
  await press('Test');
  await sees('Everything that was tried works.');
  await press('Create the connector');
  await tab.page.getByRole('combobox', { name: 'JIRA Key' }).fill(service.jira.project);
  await tab.page.getByRole('combobox', { name: 'JIRA Key' }).press('Tab');
  await press('Test these settings');
  await sees('Everything that was tried works.');
  await press('Continue');
});

test('the plan is seen, and the tracker is empty until it is applied', async () => {
  await fill('Name', 'Payments in Jira');
  await press('Preview the plan');
  await tab.page.waitForURL('**/plan');
  await sees('Create an issue');
  const planned = await tab.page.getByRole('button', { name: /^Apply all \d+$/ }).textContent();
  const count = Number(/\d+/.exec(planned ?? '')?.[0]);
  expect(count).toBeGreaterThan(10);
  expect(await service.jira.person.tickets()).toEqual([]);
  await press(/^Apply all \d+$/);
  await tab.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Apply all/ })
    .click();
  await sees('It was applied.');
  expect(await service.jira.person.tickets()).toHaveLength(count);
});

test('both sides change a title: the conflict waits for a person, who decides, and the history tells', async () => {
  const connection = Number(/connections\/(\d+)/.exec(tab.page.url())?.[1]);
  await service.client.call('PATCH', `connections/issue-tracker/${connection}/`, {
    params: { conflict_policy: 'ask' },
  });
  const [ticket] = await service.jira.person.tickets();
  if (ticket === undefined) throw new Error('Jira is empty');
  // As the developer does it: in the tracker's own page.
  const jira = await tab.page.context().newPage();
  await jira.goto(`${service.jira.url}/browse/${ticket.key}`);
  const task = /^\S+/.exec(ticket.title)?.[0]?.replace(/:$/, '') ?? '';
  await jira.getByRole('textbox', { name: 'Title' }).fill(`${task} The title of a developer`);
  await jira.getByRole('button', { name: 'Change the title' }).click();
  await jira.getByRole('heading', { name: 'The title of a developer' }).waitFor();
  await jira.close();
  const { project } = (await service.client.call('GET', `connections/issue-tracker/${connection}/`)) as {
    readonly project: number;
  };
  await service.client.call('PATCH', `projects/${project}/tasks/${task}/`, { title: 'The title of the security team' });
  await press('Sync now');
  await tab.page.goto(`/connections/${connection}`);
  await sees('1 field was changed on both sides');
  await follow('Choose a side');
  await sees('The title of the security team');
  await press('Take the task’s');
  await sees('Decided: the task’s value is written to the issue by the next run.');
  await press('Sync now');
  await sees('No conflict waits for you');
  expect((await service.jira.person.ticket(ticket.id)).title).toContain('The title of the security team');
  await tab.page.goto(`/connections/${connection}/items/${project}-${task}`);
  await sees('Asked: settle the conflict');
  await sees(PERSON.email);
});

test('nothing was complained about on the way', () => expect(tab.complaints).toEqual([]));
