/** Large projects: only what is in sight is there, whatever the number. How long the browser was busy at a stretch is told. */
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
  await tab.page.addInitScript(`
    globalThis.stretches = [];
    new PerformanceObserver((list) => stretches.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask', buffered: true });
  `);
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

/** The same rows again and again, under names of their own. */
const many = <Row extends { readonly task: string }>(rows: readonly Row[], count: number): readonly Row[] =>
  Array.from({ length: count }, (_, n) => ({ ...(rows[n % rows.length] as Row), task: `1-T${n + 1}` }));

interface Rows {
  readonly task: string;
}

const told = async (what: string): Promise<void> => {
  const longest = Math.round(await tab.page.evaluate<number>('Math.max(0, ...stretches)'));
  process.stdout.write(`${what}: the browser was busy for ${longest} ms at a stretch (wanted: at most 200)\n`);
};

test('a plan of 10,000 actions', async () => {
  const { page } = tab;
  const plan = (await service.client.call('GET', 'plans/1/')) as { readonly actions: readonly Rows[] };
  const creates = plan.actions.filter((action) => JSON.stringify(action).includes('"action":"create"'));
  const json = { ...plan, state: 'open', counts: { create: 10_000 }, actions: many(creates, 10_000) };
  await page.route('**/api/v2/plans/1/', (route) => route.fulfill({ json }));
  await page.goto('/connections/1/plan?plan=1');
  await page.getByRole('button', { name: 'Apply all 10000' }).waitFor();
  await page.getByText('1-T1', { exact: false }).first().waitFor();
  await told('a plan of 10,000 actions');
  expect(await page.locator('.virtual-list > li').count()).toBeLessThan(100);
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.getByText('1-T10000', { exact: false }).first().waitFor();
  expect(await page.locator('.virtual-list > li').count()).toBeLessThan(100);
});

test('5,000 items', async () => {
  const { page } = tab;
  const items = (await service.client.call('GET', 'connections/issue-tracker/1/items/')) as {
    readonly results: readonly Rows[];
  };
  const json = { ...items, count: 5_000, results: many(items.results, 5_000) };
  await page.route('**/api/v2/connections/issue-tracker/1/items/', (route) => route.fulfill({ json }));
  await page.goto('/connections/1/items');
  await page.getByText('5000 items').waitFor();
  await told('5,000 items');
  expect(await page.locator('.virtual-list > li').count()).toBeLessThan(100);
  expect(tab.complaints).toEqual([]);
});
