/** The command line against a running service, with the fake tracker behind it. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeClient, type Client } from './cli/client.ts';
import { runCli } from './cli/run-cli.ts';
import { readConfig } from './config.ts';
import { makeLogger, start, type Service } from './main.ts';
import { serveFake, type FakeServer } from './trackers/fake-server.ts';
import { FakeRedmine, refusing } from './trackers/redmine/fake.ts';

const TOKEN = 'administrator-token';
const fake = new FakeRedmine(Date.now, Math.random);
let tracker: FakeServer;
let service: Service;
let client: Client;
let project: number;
let connection: number;
let file: string;

beforeAll(async () => {
  const robot = fake.addUser('lockstep');
  fake.addProject('shop', { Manager: robot });
  tracker = await serveFake(fake);
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-cli-'));
  file = join(folder, 'tasks.csv');
  const variables = {
    LOCKSTEP_DATA: folder,
    LOCKSTEP_PORT: '0',
    LOCKSTEP_ADMIN_TOKEN: TOKEN,
    LOCKSTEP_EGRESS_ALLOW: `127.0.0.1/32:${tracker.port}`,
  };
  service = await start(readConfig(variables), { logger: makeLogger('silent') });
  client = makeClient({ url: service.url ?? '', token: TOKEN, fetch });
  const make = async (path: string, body: unknown): Promise<number> =>
    ((await client.call('POST', path, body)) as { readonly id: number }).id;
  const unit = await make('business-units/', { name: 'U' });
  const application = await make('applications/', { name: 'A', business_unit: unit });
  project = await make('projects/', { name: 'P', application });
  const params = {
    issue_tracker_method: 'http',
    issue_tracker_server: new URL(tracker.url).host,
    issue_tracker_auth_mode: 'api_token',
    issue_tracker_api_token: robot.key,
    sde_min_priority: '1',
    conflict_policy: 'ask',
  };
  const connector = await make('connectors/issue-tracker/', { name: 'C', system: { id: 'redmine' }, params });
  connection = await make('connections/issue-tracker/', {
    alias: 'X',
    connector,
    project,
    params: { issue_tracker_project: 'shop' },
  });
});

afterAll(async () => {
  await service.close();
  await tracker.close();
});

async function lockstep(...words: readonly string[]) {
  const written = { out: '', err: '' };
  const code = await runCli(words, {
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    fetch,
    sleep,
    readFile,
    configured: () => ({ url: service.url ?? '', token: TOKEN }),
  });
  return { code, ...written };
}

test('import, plan, apply a part, apply by sync, and nothing left', async () => {
  await writeFile(file, 'id,title,Weight,phase\nT1,First,9,development\nT2,Second,7,development\nT3,Third,5,testing\n');
  const args = ['import', file, '--project', String(project), '--map', 'priority=Weight'];
  expect(await lockstep(...args, '--preview')).toEqual({
    code: 0,
    out: 'Preview, nothing was written: 3 created, 0 changed, 0 unchanged (plain file).\n',
    err: 'sending tasks.csv\n',
  });
  expect((await lockstep(...args)).out).toBe('3 created, 0 changed, 0 unchanged (plain file).\n');
  expect((await lockstep(...args)).out).toBe('0 created, 0 changed, 3 unchanged (plain file).\n');

  const { code, out } = await lockstep('plan', String(connection));
  expect(code).toBe(0);
  expect(out).toMatch(/^Plan 1 for connection 1 \(open\): 2 create, 1 skip\n/);
  expect(out).toMatch(/CREATE 2\n {2}1-T1 {2}First\n {6}the task has no issue yet/);
  expect(out).toMatch(/SKIP 1\n {2}1-T3 {2}Third\n {6}\S/);
  expect(out).toMatch(/Applying it costs 2 requests\.\n$/);

  const applied = await lockstep('apply', '1', '--only', 'T1');
  expect(applied.code).toBe(0);
  expect(fake.world.issues.size).toBe(1);
  expect(applied.out).toMatch(/^1 created,.* requests? \(floor \d+\)/);

  const synced = await lockstep('sync', String(connection), '--json');
  expect(JSON.parse(synced.out)).toMatchObject({ ready: true, succeeded: true, actions: { done: 1 } });
  expect(fake.world.issues.size).toBe(2);
  expect((await lockstep('sync', String(connection))).out).toMatch(/ 1 requests? \(floor 1\)/);
});

test('a conflict for a person is shown with both values, and has its own exit code', async () => {
  const [issue] = fake.world.issues.keys();
  fake.setStatus(issue ?? 0, 'Resolved');
  await client.call('PATCH', `projects/${project}/tasks/${project}-T1/`, { status: 'NA' });
  const { code, out } = await lockstep('plan', String(connection));
  expect(out).toContain('status, changed on both sides');
  expect(out).toContain('a person has to decide');
  expect(code).toBe(4);
});

test('a refused create leaves the run incomplete, in the words of the tracker', async () => {
  await writeFile(file, 'id,title,phase\nT4,Fourth,development\n');
  await lockstep('import', file, '--project', String(project));
  fake.faults.add({ method: 'POST', times: 1, ...refusing('Severity cannot be blank') });
  const { code, out } = await lockstep('sync', String(connection));
  expect(code).toBe(1);
  expect(out).toContain('Severity cannot be blank');
});

test('a file with problems is refused whole, line by line', async () => {
  await writeFile(file, 'id,title,priority\nT8,,7\nT9,Ninth,eleven\n');
  const { code, err } = await lockstep('import', file, '--project', String(project));
  expect(code).toBe(1);
  expect(err).toContain('content: line 2, column title: is empty');
  expect(err).toContain('content: line 3, column priority: "eleven" is no priority');
  expect(err).toContain('content: 2 problems: nothing was imported.');
});

test('what is not there is told with a remedy', async () => {
  expect(await lockstep('apply', '99')).toMatchObject({
    code: 3,
    err: expect.stringContaining('Nothing with this id is there') as string,
  });
  expect(await lockstep('sync', '99')).toMatchObject({
    code: 1,
    err: 'connection: Invalid pk "99" - object does not exist.\n',
  });
  expect(await lockstep('token', 'nobody@example.com')).toMatchObject({
    code: 3,
    err: expect.stringContaining('There is no user nobody@example.com') as string,
  });
});

test('a new token ends the former one', async () => {
  const { code, out } = await lockstep('token', 'admin@localhost');
  expect(code).toBe(0);
  expect(out).toMatch(/^[0-9a-f]{40}\n$/);
  expect((await lockstep('sync', String(connection))).err).toContain('Invalid token.');
});
