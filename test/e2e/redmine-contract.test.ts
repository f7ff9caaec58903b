/** The contract of a tracker, and what a connection test says when something is wrong: on the real Redmine. */
import { exec } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSend } from '../../src/http/client.ts';
import { parseAllow } from '../../src/http/egress.ts';
import { Governor } from '../../src/http/governor.ts';
import { Ledger } from '../../src/http/ledger.ts';
import { undiciWire } from '../../src/http/wire.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { ParamValues } from '../../src/model/params.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Metadata, Tracker } from '../../src/model/tracker.ts';
import { TrackerError } from '../../src/model/tracker-error.ts';
import { describeTracker } from '../../src/trackers/contract.ts';
import type { Connected, Stage } from '../../src/trackers/contract-story.ts';
import { redmine } from '../../src/trackers/redmine/index.ts';

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with npm run test:e2e`);
  return value;
};

const SERVER = new URL(env('LIVE_REDMINE_URL'));
const BOT_KEY = env('LIVE_REDMINE_API_KEY');
const RUBY = process.env['LIVE_REDMINE_RUBY'];

const { wire, close } = undiciWire({ allow: parseAllow('127.0.0.0/8,::1/128'), verifyTls: true });
afterAll(() => close());

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function connect(project: string, params: ParamValues = {}, metadata: Metadata | null = null): Connected {
  const values: ParamValues = {
    issue_tracker_method: SERVER.protocol === 'https:' ? 'https' : 'http',
    issue_tracker_server: SERVER.host,
    issue_tracker_context_root: SERVER.pathname,
    issue_tracker_project: project,
    issue_tracker_api_token: new Secret(BOT_KEY),
    ...params,
  };
  const ledger = new Ledger();
  const around = { gate: () => Promise.resolve(), now: Date.now, sleep, random: Math.random };
  const governor = new Governor({ now: Date.now, sleep });
  const send = makeSend({ endpoint: redmine.endpoint(values), wire, governor, ledger, ...around });
  return { ledger, tracker: redmine.connect({ params: values, send, metadata, now: Date.now }) };
}

/** One request of the administrator, who plays everybody else. */
async function admin(method: string, path: string, body?: object, key = env('LIVE_REDMINE_ADMIN_API_KEY')) {
  const response = await fetch(SERVER.href.replace(/\/$/, '') + path, {
    method,
    headers: { 'x-redmine-api-key': key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return text === '' ? {} : JSON.parse(text);
}

const ruby = (code: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = exec(RUBY ?? 'false', (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(code);
  });

/** What only an administrator's console can change is then tested on the fake only. */
function cannotRunRuby(): boolean {
  if (RUBY === undefined) console.warn('not run: LIVE_REDMINE_RUBY names no command that runs Ruby inside the server');
  return RUBY === undefined;
}

const unique = (): string => randomBytes(4).toString('hex');

/** Archived in the end: what the server shows of ours decides what a look-up costs in the next file. */
const made: string[] = [];
afterAll(async () => {
  for (const project of made) await admin('PUT', `/projects/${project}/archive.json`);
});

/** A private project whose manager is the synchronizing account. */
async function makeProject(): Promise<string> {
  const identifier = `contract-${unique()}`;
  made.push(identifier);
  const { trackers } = await admin('GET', '/trackers.json');
  const tracker_ids = trackers.map(({ id }: { id: number }) => id);
  const project = {
    name: identifier,
    identifier,
    is_public: false,
    enabled_module_names: ['issue_tracking'],
    tracker_ids,
  };
  await admin('POST', '/projects.json', { project });
  const { user } = await admin('GET', '/users/current.json', undefined, BOT_KEY);
  await addMember(identifier, user.id, 'Manager');
  return identifier;
}

async function addMember(project: string, user_id: number, role: string): Promise<void> {
  const { roles } = await admin('GET', '/roles.json');
  const role_ids = roles.filter(({ name }: { name: string }) => name === role).map(({ id }: { id: number }) => id);
  await admin('POST', `/projects/${project}/memberships.json`, { membership: { user_id, role_ids } });
}

async function makeStage(params: ParamValues): Promise<Stage> {
  const project = await makeProject();
  const elsewhere = await makeProject();
  const { issue_statuses: statuses } = await admin('GET', '/issue_statuses.json');
  const edit = (id: string, issue: object) => admin('PUT', `/issues/${id}.json`, { issue });
  const show = async (id: string) => (await admin('GET', `/issues/${id}.json?include=journals`)).issue;
  return {
    can: redmine.can,
    connect: (metadata) => connect(project, params, metadata),
    open: 'New',
    done: 'Closed',
    priorities: ['Normal', 'High'],
    refuse: closedParent,
    assignable: null,
    people: {
      retitle: (id, subject) => edit(id, { subject }),
      setStatus: (id, status) =>
        edit(id, { status_id: statuses.find((one: { name: string }) => one.name === status).id }),
      append: async (id, line) => edit(id, { description: `${(await show(id)).description}\r\n\r\n${line}` }),
      remove: (id) => admin('DELETE', `/issues/${id}.json`),
      move: (id) => edit(id, { project_id: elsewhere }),
      publish: cannotRunRuby() ? null : publish(project),
      relabel: null,
      assign: null,
      say: null,
      comments: async (id) => (await show(id)).journals.map(({ notes }: { notes: string }) => notes),
    },
  };
}

const publish = (project: string) => async (is_public: boolean) => {
  await admin('PUT', `/projects/${project}.json`, { project: { is_public } });
  await ruby(`Setting.login_required = '${is_public ? 0 : 1}'`);
};

/** A parent with an open child cannot be closed. */
async function closedParent(issue: Issue, tracker: Tracker): Promise<string> {
  const fields = { ...issue.fields, title: 'A child', parent: issue.id, status: 'New' };
  const marker = `${(issue.marker ?? '').slice(0, -2)}zz`;
  await tracker.create([{ taskId: 'T0', marker, fields, taskUrl: 'https://lockstep.example/t' }]);
  return 'Closed';
}

const seed = Date.now() % 1_000_000_000;

describeTracker({
  name: 'Redmine (real) with the marker in the description',
  make: () => makeStage({}),
  sizes: [10, 1_000],
  seed,
});

describeTracker({
  name: 'Redmine (real) with a marker field for all projects, given by its number',
  make: async () => {
    const { custom_fields: fields } = await admin('GET', '/custom_fields.json');
    const field = fields.find(({ name }: { name: string }) => name === 'External ID');
    return makeStage({ redmine_marker_field: String(field.id), redmine_text_format: 'markdown' });
  },
  sizes: [10, 150],
  seed: seed + 1,
});

describe('what a connection test says on the real Redmine', () => {
  let project: string;
  beforeAll(async () => {
    project = await makeProject();
  });

  /** The first thing wrong, at the three depths in order. */
  async function complaint(name: string, params: ParamValues = {}): Promise<TrackerError> {
    const { tracker } = connect(name, params);
    for (const depth of ['server', 'project', 'settings'] as const) {
      const error = await tracker.check(depth).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error instanceof TrackerError) {
        expect(error.message).not.toContain(BOT_KEY);
        return error;
      }
      if (error !== null) throw error;
    }
    throw new Error('nothing was wrong');
  }

  test('a wrong key', async () => {
    const key = 'f'.repeat(40);
    const error = await complaint(project, { issue_tracker_api_token: new Secret(key) });
    expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_api_token' });
    expect(error.message).toMatch(/does not know this API key: copy it anew/);
    expect(error.message).not.toContain(key);
  });

  test('a missing project', async () => {
    const error = await complaint('there-is-none');
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
    expect(error.message).toContain('no project with the identifier "there-is-none"');
  });

  test('read-only rights', async () => {
    const login = `reporter-${unique()}`;
    const account = { login, password: `pw-${login}`, firstname: 'R', lastname: 'R', mail: `${login}@example.net` };
    const { user } = await admin('POST', '/users.json', { user: account });
    await addMember(project, user.id, 'Reporter');
    const basic = { issue_tracker_auth_mode: 'basic', issue_tracker_user: login };
    const error = await complaint(project, { ...basic, issue_tracker_pass: new Secret(account.password) });
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
    expect(error.message).toContain('lacks "Edit issues"');
    expect(error.message).not.toContain(account.password);
  });

  test('a closed and an archived project', async () => {
    const other = await makeProject();
    await admin('PUT', `/projects/${other}/close.json`);
    expect((await complaint(other)).message).toContain('is closed in Redmine: reopen it');
    await admin('PUT', `/projects/${other}/archive.json`);
    expect((await complaint(other)).message).toContain('is archived, or hidden from this account');
  });

  test('names that this Redmine does not have', async () => {
    const error = await complaint(project, { sde_status_map: '{"DONE":"Finished"}' });
    expect(error).toMatchObject({ kind: 'settings', param: 'sde_status_map' });
    expect(error.message).toContain('no status "Finished"; it has New, In Progress, Resolved');
    expect(await complaint(project, { redmine_tracker: 'Story' })).toMatchObject({ param: 'redmine_tracker' });
  });

  describe('changed from inside the server', () => {
    test('a required custom field without a value', async () => {
      if (cannotRunRuby()) return;
      const name = `Cost centre ${unique()}`;
      await ruby(
        `IssueCustomField.create!(name: '${name}', field_format: 'string', is_required: true, ` +
          `trackers: Tracker.all.to_a, projects: [Project.find('${project}')])`,
      );
      const error = await complaint(project);
      expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_fields' });
      expect(error.message).toContain(`"${name} cannot be blank"`);
      const given = { issue_tracker_custom_fields: JSON.stringify({ [name]: '4711' }) };
      await expect(connect(project, given).tracker.check('settings')).resolves.toBeUndefined();
    });

    test('REST switched off', async () => {
      if (cannotRunRuby()) return;
      await ruby(`Setting.rest_api_enabled = '0'`);
      try {
        const error = await complaint(project);
        expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
        expect(error.message).toContain('REST web service is switched off');
      } finally {
        await ruby(`Setting.rest_api_enabled = '1'`);
      }
    });
  });
});
