import { beforeEach, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { jsonAnswer, type Fake } from '../fake.ts';
import { connectFake } from './fake-connection.ts';
import { textOf, type Account, type Thing } from './fake-world.ts';
import { FakeRally } from './fake.ts';

const TYPES = ['HierarchicalRequirement', 'Defect', 'Task'];

let fake: FakeRally;
let account: Account;
let workspace: Thing;
let project: Thing;
let marker: readonly Thing[];

beforeEach(() => {
  let tick = 0;
  fake = new FakeRally(
    () => Date.parse('2026-03-01T12:00:00Z'),
    () => ((tick += 7) % 16) / 16,
  );
  account = fake.addAccount('sync', { password: 'canary-password' });
  workspace = fake.addWorkspace('Main');
  project = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  marker = fake.addField(TYPES, { element: 'c_LockstepRef' });
});

/** The first thing wrong, at the three depths in order. No message may contain a secret, and nothing may be left behind. */
async function complaint(params: ParamValues = {}, server: Fake = fake): Promise<TrackerError> {
  const before = fake.items().length;
  const { tracker } = connectFake(server, { issue_tracker_api_token: new Secret(account.key), ...params });
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).catch((thrown: unknown) => thrown);
    expect(fake.items()).toHaveLength(before);
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain(account.key);
    expect(error.message).not.toContain('canary');
    return error;
  }
  throw new Error('nothing was wrong');
}

const fine = (params: ParamValues = {}): Promise<unknown> =>
  expect(complaint(params)).rejects.toThrow('nothing was wrong');

test('nothing is wrong with a fresh project, whatever the card type and the status field', async () => {
  const story = fake.addItem('HierarchicalRequirement', project);
  await fine();
  await fine({ rally_card_type: 'Defect' });
  await fine({ rally_card_type: 'Defect', rally_status_field: 'ScheduleState' });
  await fine({ rally_status_field: 'FlowState' });
  await fine({ rally_card_type: 'Task', issue_tracker_parent_issue: textOf(story, 'FormattedID') });
  await fine({ rally_marker_field: '' });
});

test('workspace and project by ObjectID or reference', async () => {
  const other = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  await fine({ rally_workspace: String(workspace.id), issue_tracker_project: String(other.id) });
  await fine({ rally_workspace: `/workspace/${workspace.id}`, issue_tracker_project: `https://r/project/${other.id}` });
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain('2 projects named "Demo": give the ObjectID');
});

test('a wrong key', async () => {
  const error = await complaint({ issue_tracker_api_token: new Secret('canary') });
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_api_token' });
  expect(error.message).toContain('does not know this API key: make a new one');
});

test('user and password: right, and wrong', async () => {
  const basic = { issue_tracker_auth_mode: 'basic', issue_tracker_user: account.name };
  await fine({ ...basic, issue_tracker_pass: new Secret('canary-password') });
  const error = await complaint({ ...basic, issue_tracker_pass: new Secret('canary-wrong') });
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
});

test('a server that is no Rally', async () => {
  const error = await complaint({}, { handle: () => jsonAnswer(200, { hello: 'world' }) });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
  expect((await complaint({}, { handle: () => jsonAnswer(404) })).param).toBe('issue_tracker_server');
  expect(await complaint({}, { handle: () => null })).toMatchObject({ kind: 'down', param: 'issue_tracker_server' });
});

test('a workspace or project that is not there, hidden or closed', async () => {
  expect(await complaint({ rally_workspace: 'Nowhere' })).toMatchObject({ kind: 'settings', param: 'rally_workspace' });
  const missing = await complaint({ issue_tracker_project: 'Nowhere' });
  expect(missing).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(missing.message).toContain('no project "Nowhere", or hides it');
  fake.setRole(account, project, 'No Access');
  expect((await complaint()).message).toContain('no project "Demo", or hides it');
  fake.setRole(account, project, 'Editor');
  project.values.set('State', 'Closed');
  expect((await complaint()).message).toContain('closed in Rally: reopen it');
});

test('an account that may only look', async () => {
  fake.setRole(account, project, 'Viewer');
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain('The account is Viewer in project "Demo": give it the role Editor');
});

test('an account that may not ask for roles is judged by what it may write', async () => {
  const shy: Fake = {
    handle: (request) =>
      request.url.includes('/projectpermission')
        ? jsonAnswer(200, { QueryResult: { Errors: ['Not authorized to perform action'], Warnings: [] } })
        : fake.handle(request),
  };
  await expect(complaint({}, shy)).rejects.toThrow('nothing was wrong');
  fake.setRole(account, project, 'Viewer');
  expect((await complaint({}, shy)).message).toContain('needs the role Editor');
});

test('an API key that is read-only', async () => {
  const error = await complaint({ issue_tracker_api_token: new Secret(account.readOnlyKey) });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
  expect(error.message).toContain('an API key that is not read-only');
});

test('a marker field that is not there, hidden, or of another type', async () => {
  const missing = await complaint({ rally_marker_field: 'c_Other' });
  expect(missing).toMatchObject({ kind: 'settings', param: 'rally_marker_field' });
  expect(missing.message).toContain('no field "c_Other"');
  for (const one of marker) one.values.set('AttributeType', 'INTEGER');
  expect((await complaint()).message).toContain('cannot hold a text');
  for (const one of marker) one.values.set('AttributeType', 'STRING').set('Hidden', true);
  expect((await complaint()).message).toContain('no field "c_LockstepRef"');
});

test.each([
  ['issue_tracker_status_map', '{"Done":"DONE"}', 'no status "Done" for this card type; it has Defined, In-Progress'],
  ['sde_status_map', '{"DONE":"Closed"}', 'no status "Closed"'],
  ['issue_tracker_closed_status', 'Cancelled', 'no status "Cancelled"'],
])('%s with a name that Rally does not have', async (param, value, words) => {
  const error = await complaint({ [param]: value });
  expect(error).toMatchObject({ kind: 'settings', param });
  expect(error.message).toContain(words);
});

test('a priority that defects do not have; stories have none', async () => {
  const map = { issue_tracker_priority_map: '{"1-10":"Urgent"}' };
  expect(await complaint({ ...map, rally_card_type: 'Defect' })).toMatchObject({ param: 'issue_tracker_priority_map' });
  await fine(map);
});

test('a parent that is missing, not there, or cannot be one', async () => {
  const param = 'issue_tracker_parent_issue';
  const feature = fake.addItem('PortfolioItem/Feature', project);
  const task = fake.addItem('Task', project);
  expect((await complaint({ [param]: 'US99' })).message).toContain('no item "US99"');
  await fine({ [param]: textOf(feature, 'FormattedID') });
  const wrong = await complaint({ [param]: textOf(task, 'FormattedID') });
  expect(wrong).toMatchObject({ kind: 'settings', param });
  expect(wrong.message).toContain('is a Task: the parent of a HierarchicalRequirement is');
  expect(() => connectFake(fake, { rally_card_type: 'Task' })).toThrow('Tasks belong to a story or a defect');
});

test('a required field without a value', async () => {
  fake.addField(['HierarchicalRequirement'], { element: 'c_Team', required: true });
  const error = await complaint();
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_fields' });
  expect(error.message).toContain('c_Team must have a value');
  await fine({ issue_tracker_custom_fields: '{"c_Team":"Blue"}' });
  await fine({ issue_tracker_custom_fields: '{"Team":"Blue"}' });
  expect((await complaint({ issue_tracker_custom_fields: '{"Nope":"x"}' })).message).toContain('no field "Nope"');
  const lookup = await complaint({ issue_tracker_custom_lookup_fields: '{"Nope":"x"}' });
  expect(lookup).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_lookup_fields' });
});

test('the projects to choose from are the open ones, by ObjectID where several share a name', async () => {
  const twin = fake.addProject(workspace, 'Demo', [[account, 'Editor']]);
  fake.addProject(workspace, 'Apples', [[account, 'Editor']]);
  const shut = fake.addProject(workspace, 'Shut', [[account, 'Editor']]);
  shut.values.set('State', 'Closed');
  const { projects } = connectFake(fake, { issue_tracker_api_token: new Secret(account.key) });
  expect(await projects()).toEqual([
    { id: 'Apples', name: 'Apples' },
    { id: String(project.id), name: 'Demo' },
    { id: String(twin.id), name: 'Demo' },
  ]);
});
