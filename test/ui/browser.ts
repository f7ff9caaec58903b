/** A real browser, and what is judged in every tab of it: the console, the content security policy, and axe. */
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PERSON } from './service.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium: apt-get install chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 780 };

export interface Tab {
  readonly page: Page;
  /** What the console said that nobody should have to read; a test ends with none. */
  readonly complaints: string[];
  close(): Promise<void>;
}

interface Looks {
  readonly scheme?: 'light' | 'dark';
  readonly size?: typeof WIDE;
}

/** Answers that a test asks for on purpose, and that browsers log. */
const EXPECTED = /Failed to load resource: the server responded with a status of (?:4\d\d|500)/;

export async function openTab(
  browser: Browser,
  url: string,
  { scheme = 'light', size = WIDE }: Looks = {},
): Promise<Tab> {
  const context = await browser.newContext({ baseURL: url, viewport: size, colorScheme: scheme });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints, close: () => context.close() };
}

export async function logIn({ page }: Tab, { email, password }: typeof PERSON = PERSON): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
}

/** Violations of the kinds that keep people out, in words. */
export async function barriers({ page }: Tab): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    );
}

/** Whether the page is wider than the window: then people have to scroll sideways. */
export const overflows = ({ page }: Tab): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
