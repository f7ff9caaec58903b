/** Secrets set everywhere a secret can be set, by a running service with a tracker that echoes them: found nowhere else. */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { makeLogger, start } from '../src/main.ts';
import type { Tables } from '../src/store/tables.ts';
import { jsonAnswer, type FakeRequest } from '../src/trackers/fake.ts';
import { serveFake } from '../src/trackers/fake-server.ts';
import { FakeRedmine } from '../src/trackers/redmine/fake.ts';
import { freshPostgres } from './database.ts';

const SECRET = {
  database: 'canary-of-the-database-1a',
  seal: 'canary-of-the-seal-2b-and-long-enough-to-be-one',
  admin: 'canary-of-the-administrator-3c',
  connector: 'canary-of-the-connector-4d',
  connection: 'canary-of-the-connection-5e',
  basic: 'canary-of-the-password-6f',
  tried: 'canary-of-a-test-request-7g',
  patched: 'canary-of-a-patched-token-8h',
  login: 'canary-of-a-log-in-9i',
  guessed: 'canary-of-a-wrong-password-0j',
} as const;

const basicOf = (name: string, password: string): string => Buffer.from(`${name}:${password}`).toString('base64');

/** As they are, as JSON and URLs write them, and as a Basic header carries the password. */
const FORMS = [
  ...Object.values(SECRET),
  ...[SECRET.login, SECRET.guessed].map((password) => basicOf('ann@example.com', password)),
  basicOf('bob', SECRET.basic),
];
const found = (text: string): string[] => FORMS.filter((form) => text.includes(form));

/** A Redmine that refuses every second issue with an answer that repeats the whole request. */
function echoing() {
  const fake = new FakeRedmine(Date.now, Math.random);
  const robot = fake.addUser('robot', { key: SECRET.connector });
  const other = fake.addUser('other', { key: SECRET.connection });
  const bob = fake.addUser('bob', { password: SECRET.basic });
  fake.addProject('shop', { Manager: robot });
  fake.addProject('web', { Manager: other });
  fake.addProject('desk', { Manager: bob });
  let posts = 0;
  const seen: string[] = [];
  const handle = (request: FakeRequest) => {
    seen.push(JSON.stringify(request.headers));
    if (request.method !== 'POST' || (posts += 1) % 2 === 1) return fake.handle(request);
    return jsonAnswer(422, { errors: [`Refused: ${JSON.stringify(request.headers)}`], author: { name: 'Ann Smith' } });
  };
  return { handle, seen };
}

/** Every row of every table of ours and of the queue, as text. */
async function everything(db: Kysely<Tables>): Promise<Map<string, string>> {
  const { rows } = await sql<{
    name: string;
  }>`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
    from information_schema.tables where table_type = 'BASE TABLE'
    and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  const texts = new Map<string, string>();
  for (const { name } of rows) {
    const dumped = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    texts.set(name, dumped.rows.map(({ row }) => row).join('\n'));
  }
  return texts;
}

test('a canary secret is in no log, no trace, no answer and no column', async () => {
  const { url, db } = await freshPostgres();
  const databaseUrl = new URL(url ?? '');
  databaseUrl.password = SECRET.database;
  const fake = echoing();
  const tracker = await serveFake(fake);
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const config = readConfig({
    DATABASE_URL: databaseUrl.href,
    LOCKSTEP_DATA: await mkdtemp(join(tmpdir(), 'lockstep-canary-')),
    LOCKSTEP_PORT: '0',
    LOCKSTEP_SECRET_KEY: SECRET.seal,
    LOCKSTEP_ADMIN_TOKEN: SECRET.admin,
    LOCKSTEP_EGRESS_ALLOW: `127.0.0.1/32:${tracker.port}`,
  });
  const service = await start(config, { logger });
  let overheard = '';
  const socket = connect(join(config.data, 'session-capture.sock')).setEncoding('utf8');
  socket.on('data', (chunk: string) => (overheard += chunk));
  await once(socket, 'connect');
  const answers: string[] = [];
  let calls = 0;
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${service.url}/api/v2/${path}`, {
      method,
      headers: {
        authorization: `Token ${SECRET.admin}`,
        'content-type': 'application/json',
        ...(method === 'POST' ? { 'idempotency-key': `key-${(calls += 1)}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    answers.push(`${method} ${path} ${answer.status} ${text}`);
    // oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
    return { status: answer.status, text, body: JSON.parse(text) as any };
  };
  const make = async (path: string, body: unknown): Promise<number> => {
    const { status, text, body: made } = await call('POST', path, body);
    expect([path, status, text]).toEqual([path, 201, text]);
    return made.id;
  };
  /** Logs in, and works by the session: its id and its token are in the first answer alone. */
  const byBrowser = async (): Promise<string[]> => {
    const send = (method: string, path: string, headers: Record<string, string>, body: object) =>
      fetch(`${service.url}/api/v2/${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const wrong = { email: 'ann@example.com', password: SECRET.guessed };
    const refused = await send('POST', 'session/', {}, wrong);
    answers.push(`${refused.status} ${await refused.text()}`);
    const authorization = `Basic ${basicOf(wrong.email, wrong.password)}`;
    answers.push(await (await send('PATCH', 'users/me/', { authorization }, {})).text());
    const opened = await send('POST', 'session/', {}, { ...wrong, password: SECRET.login });
    expect([refused.status, opened.status]).toEqual([401, 200]);
    const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';');
    const { csrf_token } = (await opened.json()) as { readonly csrf_token: string };
    const headers = { cookie, 'x-csrftoken': csrf_token };
    const requests = [
      ['PATCH', 'users/me/', headers, { first_name: 'Ann', password: SECRET.login }],
      ['DELETE', 'session/', headers, {}], // the password ended it
    ] as const;
    for (const [method, path, with_, body] of requests) {
      const answer = await send(method, path, with_, body);
      answers.push(`${answer.status} ${await answer.text()}`);
    }
    return [cookie.split('=')[1] ?? '', csrf_token];
  };
  let browser: readonly string[] = [];
  try {
    expect((await call('POST', 'first-run/', { email: 'ann@example.com', password: SECRET.login })).status).toBe(200);
    browser = await byBrowser();
    const unit = await make('business-units/', { name: 'U' });
    const application = await make('applications/', { name: 'A', business_unit: unit });
    const system = { id: 'redmine' };
    const server = { issue_tracker_method: 'http', issue_tracker_server: new URL(tracker.url).host };
    const byToken = { ...server, issue_tracker_auth_mode: 'api_token', issue_tracker_api_token: SECRET.connector };
    const byPassword = {
      ...server,
      issue_tracker_auth_mode: 'basic',
      issue_tracker_user: 'bob',
      issue_tracker_pass: SECRET.basic,
    };
    const connector = await make('connectors/issue-tracker/', { name: 'Token', system, params: byToken });
    const open = await make('connectors/issue-tracker/', {
      name: 'Open',
      system,
      params: byToken,
      fields_editable_on_project: ['issue_tracker_api_token'],
    });
    const basic = await make('connectors/issue-tracker/', { name: 'Password', system, params: byPassword });
    const own = { issue_tracker_project: 'web', issue_tracker_api_token: SECRET.connection };
    const connections: { readonly id: number; readonly project: number }[] = [];
    for (const [on, params] of [
      [connector, { issue_tracker_project: 'shop' }],
      [open, own],
      [basic, { issue_tracker_project: 'desk' }],
    ] as const) {
      const project = await make('projects/', { name: `P${on}`, application });
      await call('POST', `projects/${project}/imports/`, {
        format: 'csv',
        content: 'id,title,priority\nT1,One,9\nT2,Two,9\n',
      });
      const wanted = { alias: `C${on}`, connector: on, project, params, debug_mode: true };
      connections.push({ id: await make('connections/issue-tracker/', wanted), project });
    }
    for (const { id, project } of connections) {
      const job = await make('jobs/issue-tracker/', { connection: id, ready: false });
      const state = async () => (await call('GET', `jobs/issue-tracker/${job}/`)).body;
      await expect.poll(state, { timeout: 30_000 }).toMatchObject({ ready: true });
      const trace = await call('GET', `jobs/issue-tracker/${job}/trace/?download=true`);
      expect(trace.body.count).toBeGreaterThan(3);
      expect(trace.text).toContain('Refused: ');
      expect(trace.text).not.toContain('Ann Smith');
      await call('POST', `connections/issue-tracker/${id}/test/`, {});
      for (const path of ['actions/', '']) await call('GET', `jobs/issue-tracker/${job}/${path}`);
      for (const path of ['explanation/', 'history/']) await call('GET', `projects/${project}/tasks/T1/${path}`);
      await call('GET', `connections/issue-tracker/${id}/?include=last_job,schedule`);
    }
    const wrong = { ...byToken, issue_tracker_api_token: SECRET.tried };
    expect((await call('POST', 'connectors/test-issue-tracker/', { name: 'x', system, params: wrong })).status).toBe(
      400,
    );
    const refused = await call('PATCH', `connectors/issue-tracker/${connector}/`, {
      params: { issue_tracker_api_token: SECRET.patched, no_such_parameter: SECRET.patched },
    });
    expect(refused.status).toBe(400);
    await call('PATCH', `connectors/issue-tracker/${connector}/`, {
      params: { issue_tracker_api_token: SECRET.patched },
    });
    for (const path of [
      'connectors/issue-tracker/',
      'plugins/issue-tracker/',
      'users/me/',
      'health/',
      'plans/',
      'audit/',
    ])
      await call('GET', path);
  } finally {
    await service.close();
    await tracker.close();
  }
  // The tracker did get them: what is not found below was really sent.
  const sent = fake.seen.join('\n');
  for (const secret of [SECRET.connector, SECRET.connection, SECRET.tried]) expect(sent).toContain(secret);
  expect(sent).toContain(FORMS.at(-1));
  expect(browser.map((one) => one.length >= 40)).toEqual([true, true]);
  const holds = (text: string): boolean => found(text).length > 0 || browser.some((one) => text.includes(one));
  expect(answers.filter(holds)).toEqual([]);
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter(holds)).toEqual([]);
  expect(overheard.split('\n').length).toBeGreaterThan(10);
  expect(holds(overheard)).toBe(false);
  const tables = await everything(db);
  expect(tables.get('public.job_exchanges')).toContain('Refused: ');
  expect(tables.get('public.activities')).toContain('ann@example.com failed to log in');
  expect([...tables].filter(([, text]) => holds(text)).map(([name]) => name)).toEqual([]);
});

test('a database that does not answer is told without its password', async () => {
  const config = readConfig({
    DATABASE_URL: `postgres://u:${SECRET.database}@127.0.0.1:1/none`,
    LOCKSTEP_SECRET_KEY: SECRET.seal,
  });
  const error: unknown = await start(config, { logger: makeLogger('silent') }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(found(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`)).toEqual([]);
  expect(found(JSON.stringify(config))).toEqual([]);
});
