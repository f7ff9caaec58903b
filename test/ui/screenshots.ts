/** `npm run screenshots`: the pictures of the README, of the demo's story in a real browser. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { logIn, openBrowser, openTab } from './browser.ts';
import { startToldService, type Service } from './service.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** Something for the plan and for the conflicts to show. */
async function workOn({ client, jira }: Service): Promise<void> {
  await client.call('PATCH', 'connectors/issue-tracker/1/', { params: { conflict_policy: 'ask' } });
  const tickets = new Map((await jira.person.tickets()).map((ticket) => [ticket.key, ticket]));
  const idOf = (key: string): string => tickets.get(key)?.id ?? '';
  await jira.person.retitle(idOf('PAY-2'), 'T10: Draw the borders of trust');
  await client.call('PATCH', 'projects/1/tasks/T10/', { title: 'Draw all trust boundaries' });
  const job = (await client.call('POST', 'projects/1/jobs/issue-tracker/', {
    connection: 1,
    automatic: false,
    ready: false,
  })) as { readonly id: number };
  for (;;) {
    const { ready } = (await client.call('GET', `jobs/issue-tracker/${job.id}/`)) as { readonly ready: boolean };
    if (ready) break;
  }
  await client.call('PATCH', 'projects/1/tasks/T14/', { title: 'Use parameters for all queries' });
  await jira.person.close(idOf('PAY-7'));
}

async function take(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  process.stdout.write(`docs/images/${name}.png\n`);
}

await mkdir(FOLDER, { recursive: true });
const service = await startToldService();
const browser = await openBrowser();
try {
  await workOn(service);
  const tab = await openTab(browser, service.url, { size: { width: 1180, height: 720 } });
  const { page } = tab;
  await logIn(tab);
  await take(page, '/connections/1', 'connection');
  await take(page, '/connections/1/conflicts', 'conflict');
  await page.goto('/connections/1/plan');
  await page
    .getByRole('button', { name: /Make a (?:new )?plan/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /^Apply/ })
    .first()
    .waitFor();
  await take(page, '/connections/1/plan', 'plan');
} finally {
  await browser.close();
  await service.close();
}
