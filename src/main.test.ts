import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, type Environment } from './config.ts';
import { freshPostgres } from '../test/database.ts';
import { makeClient } from './cli/client.ts';
import { makeLogger, start, type Service } from './main.ts';
import { serveFake } from './trackers/fake-server.ts';
import { FakeRedmine } from './trackers/redmine/fake.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'lockstep-main-'));
const starting = (variables: Environment): Promise<Service> =>
  start(readConfig({ LOCKSTEP_PORT: '0', LOG_LEVEL: 'silent', ...variables }), { logger: makeLogger('silent') });
const me = (url: string | null, token: string | null): Promise<Response> =>
  fetch(`${url}/api/v2/users/me/`, { headers: { authorization: `Token ${token}` } });

test('the first start makes an administrator and shows the token once; the next start knows it', async () => {
  const data = await folder();
  const first = await starting({ LOCKSTEP_DATA: data });
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect((await me(first.url, first.adminToken)).status).toBe(200);
  await first.close();
  await expect(fetch(`${first.url}/healthz`)).rejects.toThrow('fetch failed');
  const second = await starting({ LOCKSTEP_DATA: data });
  expect(second.adminToken).toBeNull();
  expect((await me(second.url, first.adminToken)).status).toBe(200);
  await second.close();
});

test('a given token is the administrator’s, and is not shown', async () => {
  const service = await starting({ LOCKSTEP_DATA: await folder(), LOCKSTEP_ADMIN_TOKEN: 'given-token' });
  expect(service.adminToken).toBeNull();
  expect((await me(service.url, 'given-token')).status).toBe(200);
  await service.close();
});

test('what keeps a start from succeeding is told with its remedy, and nothing stays open', async () => {
  const data = await folder();
  const running = await starting({ LOCKSTEP_DATA: data });
  await expect(starting({ LOCKSTEP_DATA: data })).rejects.toThrow(/already in use by pid \d+.*LOCKSTEP_DATA/);
  await running.close();
  await expect(starting({ LOCKSTEP_DATA: data, LOCKSTEP_SECRET_KEY: 'k'.repeat(32) })).rejects.toThrow(
    /LOCKSTEP_SECRET_KEY is not the key/,
  );
  await expect(starting({ LOCKSTEP_DATA: data, LOCKSTEP_EGRESS_ALLOW: 'localhost' })).rejects.toThrow(
    /LOCKSTEP_EGRESS_ALLOW: "localhost"/,
  );
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  await expect(starting({ LOCKSTEP_DATA: data, LOCKSTEP_PORT: port })).rejects.toThrow(
    `LOCKSTEP_PORT is ${port}, which another program uses.`,
  );
  other.close();
  await (await starting({ LOCKSTEP_DATA: data })).close();
});

test('on PostgreSQL one process serves and another works', async () => {
  const { url } = await freshPostgres();
  const fake = new FakeRedmine(Date.now, Math.random);
  const robot = fake.addUser('lockstep');
  fake.addProject('shop', { Manager: robot });
  const tracker = await serveFake(fake);
  const shared = {
    DATABASE_URL: url ?? '',
    LOCKSTEP_SECRET_KEY: 'k'.repeat(32),
    LOCKSTEP_ADMIN_TOKEN: 'given-token',
    LOCKSTEP_EGRESS_ALLOW: `127.0.0.1/32:${tracker.port}`,
  };
  const worker = await starting({ ...shared, LOCKSTEP_ROLE: 'worker' });
  const api = await starting({ ...shared, LOCKSTEP_ROLE: 'api' });
  expect(worker.url).toBeNull();
  const client = makeClient({ url: api.url ?? '', token: 'given-token', fetch });
  const make = async (path: string, body: unknown): Promise<number> =>
    ((await client.call('POST', path, body)) as { readonly id: number }).id;
  const unit = await make('business-units/', { name: 'U' });
  const application = await make('applications/', { name: 'A', business_unit: unit });
  const project = await make('projects/', { name: 'P', application });
  await client.call('POST', `projects/${project}/imports/`, {
    format: 'csv',
    content: 'id,title,priority\nT1,First,9\n',
  });
  const server = { issue_tracker_method: 'http', issue_tracker_server: new URL(tracker.url).host };
  const params = { ...server, issue_tracker_auth_mode: 'api_token', issue_tracker_api_token: robot.key };
  const connector = await make('connectors/issue-tracker/', { name: 'C', system: { id: 'redmine' }, params });
  const wanted = { alias: 'X', connector, project, params: { issue_tracker_project: 'shop' } };
  const connection = await make('connections/issue-tracker/', wanted);
  const job = await make('jobs/issue-tracker/', { connection, ready: false });
  const state = async () => (await client.call('GET', `jobs/issue-tracker/${job}/`)) as { readonly ready: boolean };
  await expect.poll(state, { timeout: 30_000 }).toMatchObject({ ready: true, succeeded: true });
  expect([...fake.world.issues.values()].map(({ subject }) => subject)).toEqual(['T1: First']);
  await api.close();
  await worker.close();
  await tracker.close();
});
