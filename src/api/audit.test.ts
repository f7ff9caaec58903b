/** The audit log: before and after of every change that matters, no secret, and for administrators only. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, NOW, person, REDMINE, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { recordSync } from '../store/activities.ts';
import { MASK } from '../model/secret.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Audited');
});

const list = async (query = '') => (await api.call('GET', `audit/?${query}`)).body.results;
const newest = async () => (await list('page_size=1'))[0];
const change = async (method: string, path: string, body?: object) => {
  const { status, body: told } = await api.call(method as 'POST', path, body);
  expect([path, status < 300, told]).toEqual([path, true, told]);
  const { before, after, object_type, object_id } = await newest();
  return { before, after, object: [object_type, object_id], id: told?.id };
};

test('one row in full', async () => {
  await api.call('PATCH', `projects/${project}/`, { description: 'New', tags: ['a'] });
  expect(await newest()).toEqual({
    id: expect.any(Number),
    date: new Date(NOW).toISOString(),
    name: 'ModifiedProjectActivity',
    actor: 1,
    text: 'admin@example.com modified project Audited',
    address: '127.0.0.1',
    object_type: 'project',
    object_id: String(project),
    project,
    before: { description: '', tags: [] },
    after: { description: 'New', tags: ['a'] },
  });
});

test('a connector: whole when made and deleted, else what differs; a new secret shows as its mask', async () => {
  const id = await aConnector(api, { name: 'R' });
  const made = await newest();
  expect(made).toMatchObject({ object_type: 'connector', object_id: String(id), before: null });
  expect(made.after).toMatchObject({
    name: 'R',
    'params.issue_tracker_server': REDMINE.issue_tracker_server,
    'params.issue_tracker_api_token': MASK,
  });
  const path = `connectors/issue-tracker/${id}/`;
  expect(await change('PATCH', path, { name: 'S', params: { issue_tracker_api_token: MASK } })).toMatchObject({
    before: { name: 'R' },
    after: { name: 'S' },
  });
  const renewed = { 'params.issue_tracker_api_token': MASK };
  expect(await change('PATCH', path, { params: { issue_tracker_api_token: 'a new one' } })).toMatchObject({
    before: renewed,
    after: renewed,
  });
  expect(await change('PATCH', path, {})).toMatchObject({ before: {}, after: {} });
  expect(await change('DELETE', path)).toMatchObject({ before: { name: 'S', ...renewed }, after: null });
});

test('a connection, with its own parameters and secrets', async () => {
  const connector = await aConnector(api, { fields_editable_on_project: ['issue_tracker_api_token'] });
  const id = await aConnection(api, { connector, project });
  expect(await newest()).toMatchObject({
    before: null,
    after: { alias: 'Pay', 'params.issue_tracker_project': 'pay' },
  });
  const params = { issue_tracker_project: 'web', issue_tracker_api_token: 'its own' };
  expect(await change('PATCH', `connections/issue-tracker/${id}/`, { alias: 'Web', params })).toEqual({
    id,
    object: ['connection', String(id)],
    before: { alias: 'Pay', 'params.issue_tracker_project': 'pay', 'params.issue_tracker_api_token': MASK },
    after: { alias: 'Web', 'params.issue_tracker_project': 'web', 'params.issue_tracker_api_token': MASK },
  });
  expect(await change('DELETE', `connections/issue-tracker/${id}/`)).toMatchObject({ after: null });
});

test('people: users, their passwords, themselves, groups, roles, members', async () => {
  const user = await change('POST', 'users/', { email: 'u@example.com', password: 'long enough here' });
  expect(user).toMatchObject({ before: null, after: { email: 'u@example.com', role: 'UR1', password: MASK } });
  const own = `users/${user.id}/`;
  expect(await change('PATCH', own, { role: 'UR3', password: 'another one here' })).toMatchObject({
    object: ['user', String(user.id)],
    before: { role: 'UR1', password: MASK },
    after: { role: 'UR3', password: MASK },
  });
  expect(await change('PUT', own, { is_active: false })).toMatchObject({
    before: { is_active: true },
    after: { is_active: false },
  });
  expect(await change('PATCH', 'users/me/', { first_name: 'Ada', password: 'another one here' })).toMatchObject({
    object: ['user', '1'],
    before: { first_name: '', password: null },
    after: { first_name: 'Ada', password: MASK },
  });
  const group = await change('POST', 'groups/', { name: 'G', members: [user.id] });
  expect(group.after).toEqual({ id: group.id, name: 'G', description: '', role: 'UR2', members: [user.id] });
  expect(await change('PATCH', `groups/${group.id}/`, { members: [], role: 'UR1' })).toMatchObject({
    before: { members: [user.id], role: 'UR2' },
    after: { members: [], role: 'UR1' },
  });
  expect(await change('DELETE', `groups/${group.id}/`)).toMatchObject({ before: { name: 'G' }, after: null });
  for (const [kind, first, then] of [
    ['user-roles', 'add_project', 'add_application'],
    ['project-roles', 'mark_task', 'assign_task'],
  ] as const) {
    const [one, other] = kind === 'user-roles' ? ['Add project', 'Add application'] : [first, then];
    const role = await change('POST', `${kind}/`, { name: 'R', permissions: [one] });
    expect(role).toMatchObject({ before: null, after: { name: 'R', permissions: [first] } });
    expect(await change('PATCH', `${kind}/${role.id}/`, { permissions: [other] })).toMatchObject({
      object: [kind.replace('-', '_').slice(0, -1), role.id],
      before: { permissions: [first] },
      after: { permissions: [then] },
    });
    expect(await change('DELETE', `${kind}/${role.id}/`)).toMatchObject({ before: { name: 'R' }, after: null });
  }
  const members = `projects/${project}/members/`;
  const member = await change('POST', members, { user: 'u@example.com', role: 'PR2' });
  const shown = { user: user.id, email: 'u@example.com', role: 'PR2' };
  expect(member).toMatchObject({ object: ['member', String(user.id)], before: null, after: shown });
  expect(await change('PATCH', `${members}${user.id}/`, { role: 'PR3' })).toMatchObject({
    before: { role: 'PR2' },
    after: { role: 'PR3' },
  });
  expect(await change('DELETE', `${members}${user.id}/`)).toMatchObject({ before: { role: 'PR3' }, after: null });
  expect(await change('DELETE', own)).toMatchObject({
    before: { email: 'u@example.com', password: MASK },
    after: null,
  });
});

test('log-ins: who succeeded, what was tried, and never a password', async () => {
  await api.call('PATCH', 'users/me/', { password: 'right and long' });
  const log = (email: string, password: string) =>
    api.app.inject({
      method: 'POST',
      url: '/api/v2/session/',
      payload: { email, password },
      remoteAddress: '192.0.2.7',
    });
  const long = `${'x'.repeat(253)}😀@example.com`;
  await log('admin@example.com', 'wrong-canary');
  await log(long, 'wrong-canary');
  const authorization = `Basic ${Buffer.from('no\0body:wrong-canary').toString('base64')}`;
  await api.app.inject({ url: '/api/v2/users/me/', headers: { authorization }, remoteAddress: '192.0.2.8' });
  await log('admin@example.com', 'right and long');
  const [opened, basic, unknown, known] = await list('page_size=4');
  expect(opened).toMatchObject({ name: 'CreatedSessionActivity', actor: 1, address: '192.0.2.7', after: null });
  expect(basic).toMatchObject({ name: 'FailedLogInActivity', text: 'nobody failed to log in', address: '192.0.2.8' });
  expect(unknown).toMatchObject({
    actor: null,
    text: `${'x'.repeat(253)}\ufffd failed to log in`,
    object_type: 'session',
  });
  expect(known).toMatchObject({ actor: null, text: 'admin@example.com failed to log in', before: null, after: null });
  expect(JSON.stringify([opened, basic, unknown, known])).not.toContain('wrong-canary');
  // The one whose account it is reads it among their activities.
  const mine = (await api.call('GET', 'users/me/activities/?name=FailedLogInActivity')).body.results;
  expect(mine).toMatchObject([{ text: 'admin@example.com failed to log in', icon: 'refuse', data: { user: 1 } }]);
});

test('it is read by look-ups, in any order, page by page', async () => {
  const connector = await aConnector(api, { name: 'Looked up' });
  await api.call('PATCH', `connectors/issue-tracker/${connector}/`, { inaccessible: true });
  const about = `object_type=connector&object_id=${connector}`;
  const [last, first] = await list(about);
  expect([first.name, last.name]).toEqual(['CreatedConnectorActivity', 'ModifiedConnectorActivity']);
  expect(await list(`${about}&ordering=id`)).toEqual([first, last]);
  expect(await list(`${about}&page=2&page_size=1`)).toEqual([first]);
  for (const query of [
    'actor=1',
    'name__icontains=connector',
    'date_from=2026-01-02&date_to=2026-01-03',
    'address=127.0.0.1',
  ])
    expect([query, await list(`${about}&${query}`)]).toEqual([query, [last, first]]);
  for (const query of ['actor=2', 'name=x', 'date_to=2026-01-01', 'address=192.0.2.1', 'project=1'])
    expect([query, await list(`${about}&${query}`)]).toEqual([query, []]);
  for (const query of ['actor=x', 'date_from=yesterday'])
    expect([query, (await api.call('GET', `audit/?${query}`)).status]).toEqual([query, 400]);
});

test('only what people did: syncs are activities', async () => {
  const connection = await aConnection(api, { project });
  const sync = { connectionId: connection, jobId: 1, succeeded: true, message: 'done' };
  await recordSync(api.db, sync, new Date(NOW));
  expect((await api.call('GET', 'activities/?page_size=1')).body.results[0].icon).toBe('sync');
  expect((await newest()).name).toBe('CreatedConnectionActivity');
});

test('administrators alone read it, and addresses cannot be found out by activities', async () => {
  for (const role of ['UR1', 'UR3', 'UR5']) {
    const call = api.as(await person(api.db, `${role}@example.com`, role));
    expect((await call('GET', 'audit/')).status).toBe(403);
  }
  const all = (await api.call('GET', 'activities/')).body.count;
  expect((await api.call('GET', 'activities/?address=nowhere')).body.count).toBe(all);
  expect((await api.call('POST', 'audit/')).status).toBe(405);
});
