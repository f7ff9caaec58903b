/** `npm run demo`: the service, a Redmine in the box, and a story told over their public APIs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeClient } from './cli/client.ts';
import { CliError } from './cli/exit-code.ts';
import { readConfig, type Config } from './config.ts';
import { makeNarrator, StoryFailed } from './demo/narrator.ts';
import { redminePerson } from './demo/redmine-person.ts';
import { tellStory } from './demo/story.ts';
import { makeLogger, signalled, start, type Service } from './main.ts';
import { serveFake } from './trackers/fake-server.ts';
import { FakeRedmine } from './trackers/redmine/fake.ts';

export interface DemoOptions {
  /** Ends after the story; otherwise it stays up until a signal. */
  readonly once: boolean;
  readonly tell?: (line: string) => void;
  /** Changes the tracker before the story begins: to see the demo fail. */
  readonly prepare?: (tracker: FakeRedmine) => void;
}

/** The tracker as the story needs it: where it is, and the keys of the two accounts. */
interface Tracker {
  readonly url: string;
  readonly port: number;
  readonly project: string;
  readonly robotKey: string;
  readonly developerKey: string;
  close(): Promise<void>;
}

const PROJECT = 'webshop';
const MANAGER = 3;

/** Answers the exit code: 0 only if every step did what the story says. */
export async function runDemo({ once, tell = console.log, prepare = () => undefined }: DemoOptions): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'lockstep-demo-'));
  const tracker = await startTracker(prepare);
  try {
    tell('Lockstep starts on an empty embedded database. That takes some seconds …');
    const config = configOf(data, tracker.port, once);
    const service = await start(config, { logger: makeLogger(config.logLevel) });
    try {
      const code = await tellOnce(service, tracker, tell);
      if (!once) await stay(service, tracker, tell);
      return code;
    } finally {
      await service.close();
    }
  } finally {
    await tracker.close();
    await rm(data, { recursive: true, force: true });
  }
}

async function startTracker(prepare: (tracker: FakeRedmine) => void): Promise<Tracker> {
  const fake = new FakeRedmine(
    () => Date.now(),
    () => Math.random(),
  );
  const robot = fake.addUser('lockstep');
  const developer = fake.addUser('ann');
  const project = fake.addProject(PROJECT);
  for (const { id } of [robot, developer]) project.members.set(id, MANAGER);
  prepare(fake);
  return { ...(await serveFake(fake)), project: PROJECT, robotKey: robot.key, developerKey: developer.key };
}

/** A folder of its own, and no network but the tracker's port. `--once` takes any free port, to disturb nobody. */
function configOf(data: string, trackerPort: number, once: boolean): Config {
  const { port } = once ? { port: 0 } : readConfig();
  return { ...readConfig({ LOG_LEVEL: 'warn' }), data, port, egressAllow: [`127.0.0.1/32:${trackerPort}`] };
}

type Tell = (line: string) => void;

async function tellOnce({ url, adminToken }: Service, tracker: Tracker, tell: Tell): Promise<number> {
  try {
    await tellStory({
      client: makeClient({ url: url ?? '', token: adminToken ?? '', fetch }),
      person: redminePerson(tracker.url, tracker.developerKey),
      narrator: makeNarrator(tell),
      sleep,
      tracker: { host: new URL(tracker.url).host, project: tracker.project, apiKey: tracker.robotKey },
      tasks: await readFile(new URL('demo/tasks.csv', import.meta.url), 'utf8'),
    });
    tell('\nEvery step did what it says.');
    return 0;
  } catch (error) {
    if (!(error instanceof StoryFailed || error instanceof CliError)) throw error;
    tell(`   ✗ ${error.message}\n\nThe story ends here: this step did not do what it says.`);
    return 1;
  }
}

async function stay({ url, adminToken }: Service, tracker: Tracker, tell: Tell): Promise<void> {
  tell(`\nLockstep stays at ${url}; its API is described at ${url}/api/openapi.json`);
  tell(`  LOCKSTEP_URL=${url} LOCKSTEP_TOKEN=${adminToken} npx lockstep sync 1`);
  tell(`The tracker is at ${tracker.url}; its developer's key is ${tracker.developerKey}. Ctrl-C ends both.`);
  await signalled();
}
