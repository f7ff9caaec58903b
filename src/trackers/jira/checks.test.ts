import { describe, expect, test } from 'vitest';
import type { ParamValues } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { jsonAnswer, type Fake } from '../fake.ts';
import { WORKER } from './fake-accounts.ts';
import { connect, PLACES, serve, type Place, type Server, type Wishes } from './testing.ts';

const CANARY = new Secret('canary');

const start = (place: Place, wishes: Wishes = {}): Server => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  return serve(place, () => (now += 100), wishes);
};

/** The first thing wrong, at the three depths in order. No message may contain a secret. */
async function complaint(server: Server, params: ParamValues = {}, fake: Fake = server.fake): Promise<TrackerError> {
  const { tracker } = connect(fake, { ...server.params, ...params });
  for (const depth of ['server', 'project', 'settings'] as const) {
    const error: unknown = await tracker.check(depth).catch((thrown: unknown) => thrown);
    if (!(error instanceof TrackerError)) continue;
    expect(error.message).not.toContain(server.account.token);
    expect(error.message).not.toContain('canary');
    return error;
  }
  throw new Error('nothing was wrong');
}

describe.each(PLACES)('on %s', (place) => {
  test('nothing is wrong with a fresh project', async () => {
    await expect(complaint(start(place))).rejects.toThrow('nothing was wrong');
  });

  test('the projects to choose from are those in use that the account sees, by name', async () => {
    const server = start(place);
    server.fake.addProject('APP');
    server.fake.addProject('OLD').archived = true;
    server.fake.addProject('HID', { members: [] });
    const { projects } = connect(server.fake, { ...server.params, issue_tracker_project: null });
    expect(await projects()).toEqual([
      { id: 'APP', name: 'Project APP' },
      { id: 'PAY', name: 'Project PAY' },
    ]);
  });

  test('a wrong token', async () => {
    const error = await complaint(start(place), { issue_tracker_api_token: CANARY });
    expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_api_token' });
  });

  test.each<[string, (server: Server) => void, string]>([
    ['missing', ({ fake }) => (fake.world.projects.length = 0), 'no project with the key "PAY"'],
    ['archived', ({ project }) => (project.archived = true), 'archived'],
  ])('a project that is %s', async (_what, spoil, words) => {
    const server = start(place);
    spoil(server);
    const error = await complaint(server);
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
    expect(error.message).toContain(words);
  });

  test.each([
    ['CREATE_ISSUES', '"Create issues" (CREATE_ISSUES)'],
    ['EDIT_ISSUES', '"Edit issues" (EDIT_ISSUES)'],
    ['TRANSITION_ISSUES', '"Transition issues" (TRANSITION_ISSUES)'],
    ['ADD_COMMENTS', '"Add comments" (ADD_COMMENTS)'],
  ])('without %s, which is named', async (permission, words) => {
    const server = start(place);
    const permissions = WORKER.filter((one) => one !== permission);
    server.fake.world.projects.length = 0;
    server.fake.addProject('PAY', { members: [{ account: server.account, permissions }] });
    const error = await complaint(server);
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_project' });
    expect(error.message).toContain(`lacks ${words} in project PAY`);
  });

  test('without the right to assign, which is needed only for that', async () => {
    const server = start(place);
    const permissions = WORKER.filter((one) => one !== 'ASSIGN_ISSUES');
    server.fake.world.projects.length = 0;
    server.fake.addProject('PAY', { members: [{ account: server.account, permissions }] });
    await expect(complaint(server)).rejects.toThrow('nothing was wrong');
    expect((await complaint(server, { sync_assignees: true })).message).toContain('"Assign issues"');
  });

  test('a project that the account may not see', async () => {
    const server = start(place);
    server.fake.world.projects.length = 0;
    server.fake.addProject('PAY', { members: [] });
    expect((await complaint(server)).message).toContain('no project with the key "PAY" that this account may see');
  });

  test('a required field without a value, and with one', async () => {
    const server = start(place);
    server.fake.addField('Cost centre', { kind: 'textfield', required: true });
    const error = await complaint(server);
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_fields' });
    expect(error.message).toContain('would refuse new issues without "Cost centre": give required fields a value');
    const given = { issue_tracker_custom_fields: '{"Cost centre": "4711"}' };
    await expect(complaint(server, given)).rejects.toThrow('nothing was wrong');
    expect(server.fake.world.issues.size).toBe(0);
  });

  test.each([
    ['issue_tracker_status_map', '{"Fertig": "DONE"}', 'no status "Fertig"; it has'],
    ['sde_status_map', '{"DONE": "Fertig"}', 'no status "Fertig"; it has'],
    ['issue_tracker_closed_status', 'Fertig', 'no status "Fertig"; it has'],
    ['issue_tracker_priority_map', '{"1-10": "Blocker"}', 'no priority "Blocker" for this project; it has Highest'],
    ['issue_tracker_custom_fields', '{"Team": "a"}', 'no field "Team" on its create screen; it has'],
    ['issue_tracker_custom_lookup_fields', '{"Team": "a"}', 'no field "Team" on its create screen; it has'],
    ['issue_tracker_parent_issue', 'PAY-4711', 'no issue "PAY-4711" that this account may see'],
    ['jira_issue_type', 'Defect', 'no issue type "Defect"; it has Epic, Story, Task, Bug, Sub-task'],
  ])('%s = %s names what there is', async (param, value, words) => {
    const error = await complaint(start(place), { [param]: value });
    expect(error).toMatchObject({ kind: 'settings', param });
    expect(error.message).toContain(words);
  });

  test.each(['Labels', 'Description'])('a create screen without %s', async (name) => {
    const server = start(place);
    const { fields } = server.fake.world;
    fields.splice(
      fields.findIndex((field) => field.name === name),
      1,
    );
    const error = await complaint(server, {});
    expect(error).toMatchObject({ kind: 'settings', param: 'jira_issue_type' });
    expect(error.message).toContain(`"Bug" has no field "${name}" on its create screen: let an administrator add it`);
  });

  test('sub-tasks need a parent', async () => {
    const error = await complaint(start(place), { jira_issue_type: 'Sub-task' });
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_parent_issue' });
    expect(error.message).toContain('need a parent');
  });

  test.each([
    ['number', '12 pieces', '12', 'a number'],
    ['date', 'tomorrow', '2026-11-23', 'a date like'],
    ['datetime', 'noon', '2026-11-23T12:00:00Z', 'a date and time like'],
    ['select', 'C', 'b', 'one option: A, B'],
    ['multi-select', 'A, C', 'A, B', 'several values, separated by commas: A, B'],
    ['cascadingselect', 'B > x', 'A > x', 'two levels like'],
  ])('a field of the kind %s says what it takes', async (name, bad, good, words) => {
    const server = start(place);
    const options = name === 'cascadingselect' ? [['A', ['x', 'y']] as const, 'B'] : ['A', 'B'];
    const kind = { number: 'float', date: 'datepicker', 'multi-select': 'multiselect' }[name] ?? name;
    const hasOptions = name.includes('select');
    server.fake.addField('Own', { kind, ...(hasOptions ? { options } : {}) });
    const error = await complaint(server, { issue_tracker_custom_fields: JSON.stringify({ Own: bad }) });
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_custom_fields' });
    expect(error.message).toContain(`Field "Own" does not take "${bad}"; it takes ${words}`);
    const given = { issue_tracker_custom_fields: JSON.stringify({ Own: good }) };
    await expect(complaint(server, given)).rejects.toThrow('nothing was wrong');
  });

  test.each([
    ['another web site', jsonAnswer(200, { hello: 1 }), 'does not answer like a Jira (200)'],
    [
      'a redirect',
      jsonAnswer(302, undefined, { location: 'https://new.example/' }),
      'redirects to https://new.example/',
    ],
  ])('%s in place of the server', async (_what, answer, words) => {
    const error = await complaint(start(place), { jira_cloud_id: '' }, { handle: () => answer });
    expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
    expect(error.message).toContain(words);
  });

  test('a server that does not answer is down', async () => {
    const silent: Fake = { handle: () => null };
    expect(await complaint(start(place), {}, silent)).toMatchObject({ kind: 'down', param: 'issue_tracker_server' });
  });
});

test('a wrong context root', async () => {
  const error = await complaint(start('data center'), { issue_tracker_context_root: '/issues' });
  expect(error).toMatchObject({ kind: 'settings', param: 'issue_tracker_server' });
  expect(error.message).toContain('in issue_tracker_context_root the path that stands before "/browse/"');
});

test('a wrong cloud id', async () => {
  const error = await complaint(start('gateway'), { jira_cloud_id: '99999999-0000-0000-0000-000000000000' });
  expect(error).toMatchObject({ param: 'jira_cloud_id' });
});

describe('user and password of Data Center', () => {
  const basic = { issue_tracker_auth_mode: 'basic', issue_tracker_user: 'sync' };
  const withPassword = (word: string): ParamValues => ({ ...basic, issue_tracker_pass: new Secret(word) });

  test('right, and wrong', async () => {
    const server = start('data center');
    await expect(complaint(server, withPassword(server.account.password))).rejects.toThrow('nothing was wrong');
    const error = await complaint(server, withPassword('canary'));
    expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
    expect(error.message).toContain('From Jira 11 on passwords are off');
  });

  test('switched off', async () => {
    const server = start('data center');
    server.fake.world.basicAuth = false;
    const error = await complaint(server, withPassword(server.account.password));
    expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
  });

  test('after failed logins there is a CAPTCHA, and nothing is tried again', async () => {
    const server = start('data center');
    for (let n = 0; n < 3; n += 1) await complaint(server, withPassword('canary'));
    const requests: string[] = [];
    const listening: Fake = {
      handle: (request) => {
        requests.push(request.url);
        return server.fake.handle(request);
      },
    };
    const error = await complaint(server, withPassword(server.account.password), listening);
    expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
    expect(error.message).toContain('asks this account for a CAPTCHA after failed logins: log in once in the browser');
    expect(requests).toHaveLength(1);
  });
});

test('a password on Cloud says that a token is needed', async () => {
  const server = start('site');
  const params = { issue_tracker_auth_mode: 'basic', issue_tracker_pass: new Secret(server.account.password) };
  const error = await complaint(server, params);
  expect(error).toMatchObject({ kind: 'credentials', param: 'issue_tracker_user' });
  expect(error.message).toContain('an API token (no password)');
});

test('a login that is not accepted is no missing project, in the middle of a run either', async () => {
  const server = start('site');
  const { tracker } = connect(server.fake, server.params);
  await tracker.metadata();
  server.account.active = false;
  const pulling = tracker.pull({ extent: 'changes', total: null, known: () => undefined });
  await expect(pulling).rejects.toMatchObject({ kind: 'credentials' });
});
