/** `npm run demo`: the service, trackers in the box, and a story told over their public APIs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeClient } from './cli/client.ts';
import { CliError } from './cli/exit-code.ts';
import { readConfig, type Config } from './config.ts';
import { connectorParams, type Box } from './demo/box.ts';
import { makeNarrator, StoryFailed } from './demo/narrator.ts';
import { openJira } from './demo/jira-box.ts';
import { openRally } from './demo/rally-box.ts';
import { openRedmine } from './demo/redmine-box.ts';
import { tellStory } from './demo/story.ts';
import { howToBegin, makeLogger, signalled, start, type Service } from './main.ts';
import type { FakeJira } from './trackers/jira/fake.ts';

export interface DemoOptions {
  /** Ends after the story; otherwise it stays up until a signal. */
  readonly once: boolean;
  readonly tell?: (line: string) => void;
  /** Changes the tracker before the story begins: to see the demo fail. */
  readonly prepare?: (tracker: FakeJira) => void;
}

/** Answers the exit code: 0 only if every step did what the story says. */
export async function runDemo({ once, tell = console.log, prepare = () => undefined }: DemoOptions): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'lockstep-demo-'));
  const boxes = [await openJira(prepare), await openRedmine(), await openRally()];
  try {
    tell('Lockstep starts on an empty embedded database. That takes some seconds …');
    const config = configOf(data, boxes, once);
    const tasks = await readFile(new URL('demo/tasks.csv', import.meta.url), 'utf8');
    const sample = { tasks, trackers: boxes.map((box) => ({ ...box, params: connectorParams(box) })) };
    const service = await start(config, { logger: makeLogger(config.logLevel), sample });
    try {
      const code = await tellOnce(service, { boxes, tasks, tell });
      if (!once) await stay(service, boxes, tell);
      return code;
    } finally {
      await service.close();
    }
  } finally {
    await Promise.all(boxes.map((box) => box.close()));
    await rm(data, { recursive: true, force: true });
  }
}

/** A folder of its own, and no network but the trackers' ports. `--once` takes any free port, to disturb nobody. */
function configOf(data: string, boxes: readonly Box[], once: boolean): Config {
  const { port } = once ? { port: 0 } : readConfig();
  return {
    ...readConfig({ LOG_LEVEL: 'warn' }),
    data,
    port,
    egressAllow: boxes.map((box) => `127.0.0.1/32:${box.port}`),
  };
}

type Tell = (line: string) => void;

interface Telling {
  readonly boxes: readonly Box[];
  readonly tasks: string;
  readonly tell: Tell;
}

async function tellOnce({ url, adminToken }: Service, { boxes, tasks, tell }: Telling): Promise<number> {
  const [tracker, ...others] = boxes;
  if (tracker === undefined) throw new Error('the story needs a tracker');
  try {
    await tellStory({
      client: makeClient({ url: url ?? '', token: adminToken ?? '', fetch }),
      narrator: makeNarrator(tell),
      sleep,
      tracker,
      others,
      tasks,
    });
    tell('\nEvery step did what it says.');
    return 0;
  } catch (error) {
    if (!(error instanceof StoryFailed || error instanceof CliError)) throw error;
    tell(`   ✗ ${error.message}\n\nThe story ends here: this step did not do what it says.`);
    return 1;
  }
}

async function stay(service: Service, boxes: readonly Box[], tell: Tell): Promise<void> {
  const { url, adminToken } = service;
  tell(`\nLockstep stays at ${url}; its API is described at ${url}/api/docs/`);
  tell(howToBegin(service).trim());
  tell(`  LOCKSTEP_URL=${url} LOCKSTEP_TOKEN=${adminToken} npx lockstep sync 1`);
  for (const { hint } of boxes) tell(hint);
  tell('Ctrl-C ends all of it.');
  await signalled();
}
