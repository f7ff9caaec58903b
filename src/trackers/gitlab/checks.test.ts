import { beforeEach, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { jsonAnswer, type Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { LEVELS } from './fake-world.ts';
import { Scene } from './testing.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});

/** The first thing wrong, at the three depths in order. No message may contain a secret, and nothing may be left behind. */
async function complaint(params: ParamValues = {}, server: Fake = scene.fake): Promise<TrackerError> {
  const { tracker } = connectFake(server, { ...scene.params, ...params });
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).catch((thrown: unknown) => thrown);
    expect(scene.fake.world.issues.size).toBe(0);
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain('glpat');
    expect(error.message).not.toContain('canary');
    return error;
  }
  throw new Error('nothing was wrong');
}

const fine = (params: ParamValues = {}): Promise<unknown> =>
  expect(complaint(params)).rejects.toThrow('nothing was wrong');

test('nothing is wrong with a fresh project, by path or number', async () => {
  await fine();
  await fine({ issue_tracker_project: String(scene.project.id) });
  const oauth = scene.fake.addToken(scene.account, { text: 'an-oauth-token', isOauth: true });
  await fine({ issue_tracker_api_token: new Secret(oauth.text) });
});

test('the projects to choose from are those of which the account is a member', async () => {
  const { projects } = connectFake(scene.fake, scene.params);
  expect(await projects()).toEqual([
    { id: 'group/demo', name: 'group / demo' },
    { id: 'group/elsewhere', name: 'group / elsewhere' },
  ]);
  scene.elsewhere.archived = true;
  for (let at = 0; at < 250; at += 1) scene.fake.addProject(`many/p${at}`, [[scene.account, LEVELS.planner]]);
  scene.fake.addProject('others/p', []);
  expect(await projects()).toHaveLength(251);
});

test('a project that was renamed is found under its former path', async () => {
  scene.project.formerPaths.push('group/demo');
  scene.project.path = 'group/shop';
  await fine();
  const { tracker } = scene.connect();
  expect(await tracker.metadata()).toMatchObject({ home: String(scene.project.id), projectName: 'group / shop' });
  expect(await scene.create()).toMatchObject({ ok: true, issue: { key: '#1' } });
});

test('a redirect to anywhere else is not followed', async () => {
  const answer = jsonAnswer(301, {}, { location: 'https://elsewhere.example/log-in' });
  const elsewhere: Fake = {
    handle: (request) => (request.url.includes('/projects/') ? answer : scene.fake.handle(request)),
  };
  expect(await complaint({}, elsewhere)).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
});

test.each([
  ['unknown', 'canary'],
  ['expired', 'canary-expired'],
])('a token that is %s', async (_what, text) => {
  scene.fake.addToken(scene.account, { text: 'canary-expired', expires: '2026-02-28' });
  const error = await complaint({ issue_tracker_api_token: new Secret(text) });
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_api_token' });
  expect(error.message).toContain('has expired, was revoked, or belongs to another server. Make a new one');
});

test('a token that may only read', async () => {
  const { text } = scene.fake.addToken(scene.account, { text: 'canary-reader', scopes: ['read_api'] });
  const error = await complaint({ issue_tracker_api_token: new Secret(text) });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_api_token' });
  expect(error.message).toContain('make one with the scope api');
});

test.each([
  ['another web site', jsonAnswer(200, { hello: 1 }), 'does not answer like a GitLab (200)'],
  ['nothing there', jsonAnswer(404), 'does not answer like a GitLab (404)'],
])('%s in place of the server', async (_what, answer, words) => {
  const error = await complaint({}, { handle: () => answer });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
  expect(error.message).toContain(words);
});

test('a server that does not answer is down', async () => {
  expect(await complaint({}, { handle: () => null })).toMatchObject({ kind: 'down', param: 'issue_tracker_server' });
});

test.each<[string, (scene: Scene) => void, string]>([
  ['missing', ({ fake }) => (fake.world.projects.length = 0), 'shows no such project'],
  ['hidden', ({ project }) => project.members.clear(), 'make the account a member of it'],
  ['archived', ({ project }) => (project.archived = true), 'group/demo is archived'],
  ['without issues', ({ project }) => (project.issuesAccess = 'disabled'), 'switch them on under Settings'],
])('a project that is %s', async (_what, spoil, words) => {
  spoil(scene);
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain(words);
});

test('a role that is too little, and roles that come with a shared group', async () => {
  const { project, account } = scene;
  project.members.set(account.id, LEVELS.guest);
  expect((await complaint()).message).toContain('it is Guest there: give it the role Planner');
  project.members.clear();
  project.visibility = 'public';
  expect((await complaint()).message).toContain('it is no member there');
  project.guests.set(account.id, LEVELS.guest);
  expect((await complaint()).message).toContain('it is Guest there');
  project.guests.set(account.id, LEVELS.reporter);
  await fine();
});

test('an administrator needs no role', async () => {
  const admin = scene.fake.addUser('root', { isAdmin: true });
  await fine({ issue_tracker_api_token: new Secret(scene.fake.addToken(admin, { text: 'root-token' }).text) });
});

test.each([
  ['issue_tracker_status_map', '{"Done":"DONE"}', 'no status "Done" in this project; it has opened, closed'],
  ['sde_status_map', '{"DONE":"done"}', 'no status "done"'],
  ['issue_tracker_closed_status', 'Cancelled', 'no status "Cancelled"'],
  ['issue_tracker_priority_map', '{"1-10":"a,b"}', '"a,b" cannot be a label'],
  ['issue_tracker_priority_map', '{"1-10":"lockstep"}', 'is the label of all our issues'],
  ['issue_tracker_custom_fields', '{"Team":"a"}', 'no field "Team"; use milestone, due_date, weight'],
  ['issue_tracker_custom_lookup_fields', '{"Team":"a"}', 'no field "Team"'],
  ['issue_tracker_parent_issue', '7', 'no epic group&7 to this account'],
  ['issue_tracker_parent_issue', 'other&7', 'no epic other&7'],
])('%s = %s names what there is', async (param, value, words) => {
  const error = await complaint({ [param]: value });
  expect(error).toMatchObject({ kind: 'settings', param });
  expect(error.message).toContain(words);
});

test('workflow labels have to be there', async () => {
  scene.project.labels.add('status::doing');
  const workflow = { gitlab_status_scope: 'status', gitlab_closing_labels: 'status::rejected' };
  const error = await complaint(workflow);
  expect(error).toMatchObject({ kind: 'settings', param: 'gitlab_closing_labels' });
  expect(error.message).toContain('no status "status::rejected" in this project; it has opened, closed, status::doing');
  scene.project.labels.add('status::rejected');
  await fine({ ...workflow, sde_status_map: '{"TODO":"status::doing","NA":"status::rejected"}' });
});

test('people of the map have to be members, where assignees are synchronized', async () => {
  const map = { issue_tracker_user_map: '{"Ann@Example.com":"ann"}' };
  await fine(map);
  const error = await complaint({ ...map, sync_assignees: true });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_user_map' });
  const ann = scene.fake.addUser('ann');
  ann.publicEmail = null;
  scene.project.members.set(ann.id, LEVELS.reporter);
  await fine({ ...map, sync_assignees: true });
  ann.state = 'blocked';
  expect((await complaint({ ...map, sync_assignees: true })).message).toContain('"ann" is no active member');
});

test('an epic of the group, or of another', async () => {
  scene.fake.world.epics.push({ id: 900, iid: 7, group: 'group' }, { id: 901, iid: 8, group: 'other/sub' });
  await fine({ issue_tracker_parent_issue: '7' });
  await fine({ issue_tracker_parent_issue: '&7' });
  await fine({ issue_tracker_parent_issue: 'other/sub&8' });
  scene.fake.world.premium = false;
  expect((await complaint({ issue_tracker_parent_issue: '7' })).message).toContain('need GitLab Premium');
});
