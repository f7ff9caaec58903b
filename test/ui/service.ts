/** Lockstep and a Jira in the box, in this process, for a browser to visit. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeClient, type Client } from '../../src/cli/client.ts';
import { readConfig } from '../../src/config.ts';
import { connectorParams, type Box } from '../../src/demo/box.ts';
import { openJira } from '../../src/demo/jira-box.ts';
import { makeNarrator } from '../../src/demo/narrator.ts';
import { tellStory } from '../../src/demo/story.ts';
import { makeLogger, start } from '../../src/main.ts';

export interface Service {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  readonly jira: Box;
  close(): Promise<void>;
}

const TASKS = new URL('../../src/demo/tasks.csv', import.meta.url);

/** What the administrator of `told` services logs in with. */
export const PERSON = { email: 'ann@example.com', password: 'correct horse battery' };

/** On an empty database of its own. */
export async function startService(): Promise<Service> {
  const data = await mkdtemp(join(tmpdir(), 'lockstep-ui-'));
  const jira = await openJira();
  const config = { ...readConfig({ LOG_LEVEL: 'error' }), data, port: 0, egressAllow: [`127.0.0.1/32:${jira.port}`] };
  const tasks = await readFile(TASKS, 'utf8');
  const sample = { tasks, trackers: [{ ...jira, params: connectorParams(jira) }] };
  const service = await start(config, { logger: makeLogger(config.logLevel), sample });
  const [url, token] = [service.url ?? '', service.adminToken ?? ''];
  const close = async (): Promise<void> => {
    await service.close();
    await jira.close();
    await rm(data, { recursive: true, force: true });
  };
  return { url, token, client: makeClient({ url, token, fetch }), jira, close };
}

/** The same once the story of the demo was told on it, with an administrator who can log in. */
export async function startToldService(): Promise<Service> {
  const service = await startService();
  const { client, jira: tracker } = service;
  const tasks = await readFile(TASKS, 'utf8');
  await tellStory({ client, narrator: makeNarrator(() => undefined), sleep, tracker, others: [], tasks });
  await client.call('POST', 'first-run/', PERSON);
  return service;
}
