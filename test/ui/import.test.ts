/** A file is looked at before it is brought in; a broken one is refused row by row. */
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

const choose = async (name: string, content: string): Promise<void> => {
  await tab.page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
  await tab.page.getByText(name).waitFor();
};
const look = () => tab.page.getByRole('button', { name: 'See what becomes of it' }).click();

test('choose, mend, see, import', async () => {
  const { page } = tab;
  await page.goto('/projects/1/import');
  await choose('broken.csv', 'id,title,priority\nT90,,7\nT91,B,hundred\n');
  await look();
  await page.getByText('The file cannot be imported').waitFor();
  expect(await page.getByRole('listitem').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('line 2'), expect.stringContaining('line 3')]),
  );
  await choose('mended.csv', 'id,title,Owner\nT90,Rotate the keys,Ann\nT1,Keep card numbers away,Bob\n');
  await look();
  await page.getByText('Columns that are not read: Owner.').waitFor();
  await page.getByRole('row', { name: 'T90 Rotate the keys new' }).waitFor();
  await page.getByRole('row', { name: 'T1 Keep card numbers away changes title' }).waitFor();
  const { count } = (await service.client.call('GET', 'projects/1/tasks/')) as { count: number };
  expect(count).toBe(40);
  await page.getByRole('button', { name: 'Import: write 2 tasks' }).click();
  await page.getByText('1 task new, 1 changed.').waitFor();
  await page.getByRole('link', { name: 'See the tasks' }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('rotate');
  await page.getByRole('link', { name: 'Rotate the keys' }).waitFor();
  expect(tab.complaints.splice(0)).toEqual([]);
});

test('a file is known by its beginning, and the levels of a standard are chosen', async () => {
  const { page } = tab;
  await page.goto('/projects/1/import');
  const header = 'chapter_id,chapter_name,section_id,section_name,req_id,req_description,L\n';
  await choose(
    'asvs.csv',
    `${header}V1,Encoding,V1.1,Order,V1.1.1,Verify one.,1\nV1,Encoding,V1.1,Order,V1.1.2,Verify two.,2\n`,
  );
  await page.getByRole('combobox', { name: 'Level' }).click();
  await page.getByRole('option', { name: 'Level 1 only' }).click();
  await look();
  await page.getByRole('row', { name: 'V1.1.1 Order: Verify one. new' }).waitFor();
  expect(await page.getByText('V1.1.2').count()).toBe(0);
});
