import { beforeEach, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { jsonAnswer, type Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import type { FakeProject, FakeUser } from './fake-world.ts';
import { FakeRedmine } from './fake.ts';

let fake: FakeRedmine;
let user: FakeUser;
let project: FakeProject;

beforeEach(() => {
  let tick = 0;
  fake = new FakeRedmine(
    () => Date.parse('2026-03-01T12:00:00Z'),
    () => ((tick += 7) % 16) / 16,
  );
  user = fake.addUser('sync', { password: 'canary-password' });
  project = fake.addProject('demo', { Manager: user });
});

/** The first thing wrong, at the three depths in order. No message may contain a secret. */
async function complaint(params: ParamValues = {}, server: Fake = fake): Promise<TrackerError> {
  const { tracker } = connectFake(server, { issue_tracker_api_token: new Secret(user.key), ...params });
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).catch((thrown: unknown) => thrown);
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain(user.key);
    expect(error.message).not.toContain('canary');
    return error;
  }
  throw new Error('nothing was wrong');
}

test('nothing is wrong with a fresh project', async () => {
  await expect(complaint()).rejects.toThrow('nothing was wrong');
});

test('a wrong key', async () => {
  const error = await complaint({ issue_tracker_api_token: new Secret('canary') });
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_api_token' });
  expect(error.message).toContain('does not know this API key: copy it anew');
});

test('user and password: right, and wrong', async () => {
  const basic = { issue_tracker_auth_mode: 'basic', issue_tracker_user: 'sync' };
  const right = { ...basic, issue_tracker_pass: new Secret('canary-password') };
  await expect(complaint(right)).rejects.toThrow('nothing was wrong');
  const error = await complaint({ ...basic, issue_tracker_pass: new Secret('canary-wrong') });
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
});

test('REST switched off', async () => {
  fake.world.restEnabled = false;
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
  expect(error.message).toContain('REST web service is switched off: an administrator enables it');
});

test.each<[string, () => void, string]>([
  ['missing', () => (fake.world.projects.length = 0), 'no project with the identifier "demo"'],
  ['hidden', () => project.members.clear(), 'hidden from this account'],
  ['archived', () => (project.status = 9), 'is archived'],
  ['closed', () => (project.status = 5), 'is closed in Redmine: reopen it'],
  ['without issue tracking', () => (project.modules = ['wiki']), 'enable the module'],
  ['without trackers', () => (project.trackers = []), 'has no trackers'],
])('a project that is %s', async (_what, spoil, words) => {
  spoil();
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain(words);
});

test.each([
  ['Watcher', 'lacks "Add issues", "Edit issues", "Add notes"'],
  ['Reporter', 'lacks "Edit issues"'],
])('the role %s lacks rights, and they are named', async (role, words) => {
  project.members.set(user.id, fake.world.roles.find(({ name }) => name === role)?.id ?? 0);
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain(words);
  expect(error.message).toContain(`its role (${role})`);
});

test('an account that is no member of a public project', async () => {
  project.members.clear();
  project.isPublic = true;
  expect((await complaint()).message).toContain('no member of project "demo": add it with a role');
});

test('a required custom field without a value, and with one', async () => {
  fake.addField('Cost centre', { projects: [project.id], required: true });
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_fields' });
  expect(error.message).toContain('"Cost centre cannot be blank". Give required custom fields a value');
  const given = { issue_tracker_custom_fields: '{"Cost centre": "4711"}' };
  await expect(complaint(given)).rejects.toThrow('nothing was wrong');
  expect(fake.world.issues.size).toBe(0);
});

test.each([
  ['issue_tracker_status_map', '{"Done": "DONE"}', 'no status "Done"; it has New, In Progress, Resolved'],
  ['sde_status_map', '{"DONE": "Done"}', 'no status "Done"; it has New'],
  ['issue_tracker_closed_status', 'Done', 'no status "Done"; it has New'],
  ['issue_tracker_priority_map', '{"1-10": "Blocker"}', 'no priority "Blocker"; it has Low, Normal'],
  ['issue_tracker_custom_lookup_fields', '{"Team": "a"}', 'no custom field "Team" for this project; it has none'],
  ['issue_tracker_custom_fields', '{"Team": "a"}', 'no custom field "Team" for this project; it has none'],
  ['issue_tracker_parent_issue', '4711', 'no issue 4711 that this account may see'],
  ['redmine_tracker', 'Story', 'named "Story"; it has Bug, Feature, Support'],
])('%s = %s names what there is', async (param, value, words) => {
  const error = await complaint({ [param]: value });
  expect(error).toMatchObject({ kind: 'settings', param });
  expect(error.message).toContain(words);
});

test.each([
  ['another web site', jsonAnswer(200, { hello: 1 }), 'does not answer like a Redmine'],
  ['nothing there', jsonAnswer(404), 'does not answer like a Redmine (404)'],
  ['a redirect', jsonAnswer(301, undefined, { location: 'https://new.example/' }), 'redirects to https://new.example/'],
])('%s in place of the server', async (_what, answer, words) => {
  const error = await complaint({}, { handle: () => answer });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
  expect(error.message).toContain(words);
});

test('a server that does not answer is down', async () => {
  expect(await complaint({}, { handle: () => null })).toMatchObject({ kind: 'down', param: 'issue_tracker_server' });
});

test('the projects to choose from are the open ones that the account sees, by name', async () => {
  fake.addProject('apples', { Manager: user });
  fake.addProject('closed', { Manager: user }).status = 5;
  fake.addProject('hidden');
  const { projects } = connectFake(fake, { issue_tracker_api_token: new Secret(user.key), issue_tracker_project: '' });
  expect(await projects()).toEqual([
    { id: 'apples', name: 'Apples' },
    { id: 'demo', name: 'Demo' },
  ]);
});

test('more projects than fit on a page are listed all', async () => {
  for (let n = 0; n < 120; n += 1) fake.addProject(`more-${n}`, { Manager: user });
  const { projects, ledger } = connectFake(fake, { issue_tracker_api_token: new Secret(user.key) });
  expect(await projects()).toHaveLength(121);
  expect(ledger.table()['metadata']).toBe(2);
});
