/** Every page in every state: full, loading, failed, forbidden; in both schemes, wide and narrow. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, logIn, NARROW, openBrowser, openTab, overflows, WIDE, type Tab } from './browser.ts';
import { ADMINISTRATION_PAGES } from './rows/administration.ts';
import { CONNECTION_PAGES } from './rows/connections.ts';
import { CONNECTOR_PAGES } from './rows/connectors.ts';
import type { PageRow } from './rows/page-row.ts';
import { PROJECT_PAGES } from './rows/projects.ts';
import { startToldService, type Service } from './service.ts';

const LOOKS = [
  ['light', WIDE],
  ['dark', WIDE],
  ['light', NARROW],
  ['dark', NARROW],
] as const;

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

const shows = async ({ path, heading }: PageRow): Promise<void> => {
  await tab.page.goto(path);
  await tab.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
};

describe.each([...CONNECTION_PAGES, ...CONNECTOR_PAGES, ...PROJECT_PAGES, ...ADMINISTRATION_PAGES])('$path', (row) => {
  test('is readable for everybody', async () => {
    for (const [scheme, size] of LOOKS) {
      await tab.page.emulateMedia({ colorScheme: scheme });
      await tab.page.setViewportSize(size);
      await shows(row);
      await tab.page.getByText(row.full).first().waitFor();
      expect(await barriers(tab), `${scheme} ${size.width}`).toEqual([]);
      expect(await overflows(tab), `${scheme} ${size.width}`).toBe(false);
    }
    await tab.page.setViewportSize(WIDE);
    expect(tab.complaints.splice(0)).toEqual([]);
  });

  test('says what it waits for, what failed, and what is not allowed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await tab.page.route(row.reads, async (route) => {
      await held;
      await route.fulfill({ status: 403, json: { detail: 'You do not have permission to perform this action.' } });
    });
    await tab.page.goto(row.path);
    await tab.page.getByText('Loading', { exact: true }).first().waitFor({ state: 'attached' });
    release();
    await tab.page.getByText('You do not have permission to perform this action.').first().waitFor();
    await tab.page.unroute(row.reads);
    await tab.page.route(row.reads, (route) => route.fulfill({ status: 400, json: { detail: 'The disk is full.' } }));
    await tab.page.goto(row.path);
    await tab.page.getByText('The disk is full.').first().waitFor();
    await tab.page.unroute(row.reads);
    await tab.page.getByRole('button', { name: 'Try again' }).first().click();
    await tab.page.getByText(row.full).first().waitFor();
    expect(tab.complaints.splice(0)).toEqual([]);
  });
});
