/** Users: lists, changes, and that nobody gives or takes what they do not hold. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let manager: TestApi['call'];
/** Ids by the part of the address before the @. */
const ids: Record<string, number> = {};

/** Somebody with this role, known by name in `ids`. */
async function known(name: string, role: string): Promise<TestApi['call']> {
  const call = api.as(await person(api.db, `${name}@example.com`, role));
  ids[name] = (await call('GET', 'users/me/')).body.id;
  return call;
}

beforeAll(async () => {
  api = await startApi(await freshDatabase());
  ids['admin'] = (await api.call('GET', 'users/me/')).body.id;
  const permissions = ['Manage users & groups', 'Modify own user settings', 'Add project'];
  const role = await api.call('POST', 'user-roles/', { name: 'User Manager', permissions });
  manager = await known('manager', role.body.id);
  for (const [name, role_id] of [
    ['ann', 'UR1'],
    ['bob', 'UR1'],
    ['lead', 'UR3'],
    ['second', 'UR4'],
  ] as const)
    await known(name, role_id);
});

const one = (name: string): string => `users/${ids[name]}/`;
const emails = async (query: string): Promise<string[]> =>
  (await api.call('GET', `users/?${query}`)).body.results.map((user: { email: string }) => user.email.split('@')[0]);

test.each([
  ['email=ANN@example.com', ['ann']],
  ['email__icontains=an', ['manager', 'ann']],
  ['role=UR1&ordering=-email', ['bob', 'ann']],
  ['role__in=UR3,UR4&search=example&is_active=True', ['admin', 'lead', 'second']],
  ['is_superuser=true', []],
  ['ordering=email&page_size=2', ['admin', 'ann']],
])('users by %s', async (query, expected) => {
  expect(await emails(query)).toEqual(expected);
});

test('a user is changed by PATCH and by PUT; what is not given stays', async () => {
  const group = await api.call('POST', 'groups/', { name: 'Readers' });
  const given = { email: 'Anna@example.com', first_name: 'Ann', last_name: 'Lee', groups: [group.body.id] };
  const patched = await manager('PATCH', one('ann'), given);
  expect(patched).toMatchObject({ status: 200, body: { ...given, role: 'UR1', is_active: true } });
  const put = await manager('PUT', one('ann'), { first_name: 'Anne' });
  expect(put.body).toEqual({ ...patched.body, first_name: 'Anne' });
  expect((await api.call('GET', one('ann'))).body).toEqual(put.body);
  expect(await emails(`groups=${group.body.id}`)).toEqual(['Anna']);
  expect((await manager('PATCH', one('ann'), { groups: [] })).body.groups).toEqual([]);
  expect((await manager('PATCH', one('ann'), { email: 'ANNA@example.com' })).status).toBe(200);
});

test('what is no field of a user changes nothing', async () => {
  const before = (await api.call('GET', one('bob'))).body;
  const body = { id: 77, date_joined: '2000-01-01T00:00:00Z', password_hash: 'x', role_id: 'UR4' };
  expect((await api.call('PATCH', one('bob'), body)).body).toEqual(before);
});

test.each([
  [{ email: 'bob@example.com' }, { email: ['user with this email already exists.'] }],
  [{ email: 'nonsense' }, { email: [expect.stringContaining('email')] }],
  [{ role: 'UR99' }, { role: ['Invalid pk "UR99" - object does not exist.'] }],
  [{ role: null }, { role: ['This field may not be null.'] }],
  [{ groups: ['G99'] }, { groups: ['Invalid pk "G99" - object does not exist.'] }],
  [{ groups: 'G1' }, { groups: ['Expected a list of items but got type "str".'] }],
  [{ password: 'short' }, { password: ['Ensure this field has at least 12 characters.'] }],
  [{ is_active: 'perhaps' }, { is_active: ['Must be a valid boolean.'] }],
])('%j is refused, whether a user is made or changed', async (body, errors) => {
  expect(await api.call('PATCH', one('ann'), body)).toMatchObject({ status: 400, body: errors });
  expect(await api.call('POST', 'users/', { email: 'new@example.com', ...body })).toMatchObject({ status: 400 });
  expect(await emails('email=new@example.com')).toEqual([]);
});

test.each(['GET', 'PATCH', 'PUT', 'DELETE'])('%s of nobody is 404', async (method) => {
  expect((await api.call(method, 'users/99999/', method === 'GET' ? undefined : {})).status).toBe(404);
});

/** By somebody with *Manage users & groups* and what every user holds. */
test.each<[what: string, request: () => [method: string, path: string, body: object], status: number]>([
  ['make an ordinary user', () => ['POST', 'users/', { email: 'plain@example.com' }], 201],
  ['make an administrator', () => ['POST', 'users/', { email: 'x@example.com', role: 'UR4' }], 403],
  ['make a superuser', () => ['POST', 'users/', { email: 'x@example.com', is_superuser: true }], 403],
  ['make a sync service', () => ['POST', 'users/', { email: 'x@example.com', role: 'UR5' }], 403],
  ['rise', () => ['PATCH', one('manager'), { role: 'UR4' }], 403],
  ['rise above all', () => ['PATCH', one('manager'), { is_superuser: true }], 403],
  ['give what they lack', () => ['PATCH', one('ann'), { role: 'UR3' }], 403],
  ['take what they lack', () => ['PATCH', one('lead'), { role: 'UR1' }], 403],
  ['demote an administrator', () => ['PATCH', one('second'), { role: 'UR1' }], 403],
  ['rename an administrator', () => ['PATCH', one('second'), { first_name: 'x' }], 403],
  ['deactivate an administrator', () => ['PATCH', one('second'), { is_active: false }], 403],
  ['delete an administrator', () => ['DELETE', one('second'), {}], 403],
  ["set an administrator's password", () => ['PATCH', one('second'), { password: 'long enough here' }], 403],
  ["set a user's password", () => ['PATCH', one('ann'), { password: 'long enough here' }], 403],
  ["make an administrator's token", () => ['POST', `${one('second')}api-token/`, {}], 403],
  ["delete an administrator's token", () => ['DELETE', `${one('second')}api-token/`, {}], 403],
  ['give a lesser role', () => ['PATCH', one('ann'), { role: 'UR2' }], 200],
  ['set their own password', () => ['PATCH', one('manager'), { password: 'long enough here' }], 200],
])('who manages users may, or may not, %s', async (_what, request, status) => {
  const before = (await api.call('GET', 'users/?email__icontains=e')).body;
  expect((await manager(...request())).status).toBe(status);
  if (status === 403) expect((await api.call('GET', 'users/?email__icontains=e')).body).toEqual(before);
});

test('token and password of an inactive user are refused at once, and work again', async () => {
  const call = await known('leaver', 'UR1');
  const password = 'long enough here';
  await api.call('PATCH', one('leaver'), { password });
  const authorization = `Basic ${Buffer.from(`leaver@example.com:${password}`).toString('base64')}`;
  const statuses = async () => [
    (await call('GET', 'users/me/')).status,
    (await call('GET', 'users/me/', undefined, { authorization })).status,
  ];
  expect(await statuses()).toEqual([200, 200]);
  await api.call('PATCH', one('leaver'), { is_active: false });
  expect(await statuses()).toEqual([401, 401]);
  await api.call('PATCH', one('leaver'), { is_active: true });
  expect(await statuses()).toEqual([200, 200]);
});

test('who left no trace is deleted, with token and memberships', async () => {
  const call = await known('passer-by', 'UR1');
  const project = await aProject(api, 'Visited');
  await api.call('POST', `projects/${project}/members/`, { user: ids['passer-by'], role: 'PR3' });
  expect((await manager('DELETE', one('passer-by'))).status).toBe(204);
  expect((await call('GET', 'users/me/')).status).toBe(401);
  expect((await api.call('GET', one('passer-by'))).status).toBe(404);
});

test.each<[what: string, leave: (call: TestApi['call'], project: number) => Promise<unknown>]>([
  ['a note', (call, project) => call('POST', `projects/${project}/tasks/PT1/notes/`, { text: 'n' })],
  ['an assigned task', (call, project) => call('PATCH', `projects/${project}/tasks/PT1/`, { assigned_to: ['x@y.zz'] })],
])('who left %s is not deleted, but can be deactivated', async (what, leave) => {
  const project = await aProject(api, `With ${what}`);
  await api.call('POST', `projects/${project}/tasks/`, { title: 't', text: '', priority: 5, phase: 'X1' });
  const user = (await api.call('POST', 'users/', { email: 'x@y.zz' })).body;
  await api.call('POST', `projects/${project}/members/`, { user: user.id, role: 'PR2' });
  const { token } = (await api.call('POST', `users/${user.id}/api-token/`)).body;
  expect(await leave(what === 'a note' ? api.as(token) : api.call, project)).not.toMatchObject({ status: 403 });
  const refused = await api.call('DELETE', `users/${user.id}/`);
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('`is_active`') } });
  const left = { is_active: false, email: `left-${user.id}@y.zz` };
  expect(await api.call('PATCH', `users/${user.id}/`, left)).toMatchObject({ status: 200, body: left });
});

test('nobody deletes or deactivates themselves, and the last active administrator stays one', async () => {
  expect((await api.call('DELETE', one('admin'))).status).toBe(409);
  expect((await api.call('PATCH', one('admin'), { is_active: false })).status).toBe(409);
  expect((await api.call('PATCH', one('second'), { is_active: false })).status).toBe(200);
  for (const body of [{ role: 'UR1' }, { role: 'UR2', first_name: 'Not kept' }]) {
    const { status, body: told } = await api.call('PATCH', one('admin'), body);
    expect([status, told.detail]).toEqual([409, expect.stringContaining('make somebody else one first')]);
  }
  expect((await api.call('GET', one('admin'))).body).toMatchObject({ role: 'UR4', first_name: '' });
  // A superuser, or a member of a group that holds everything, is one too.
  expect((await api.call('PATCH', one('bob'), { is_superuser: true })).status).toBe(200);
  expect((await api.call('PATCH', one('admin'), { is_superuser: true, role: 'UR1' })).status).toBe(200);
  expect((await api.call('PATCH', one('bob'), { is_superuser: false })).status).toBe(200);
  expect((await api.call('PATCH', one('admin'), { is_superuser: false })).status).toBe(409);
  const group = { name: 'Administrators', role: 'UR4', members: [ids['admin']] };
  const { id } = (await api.call('POST', 'groups/', group)).body;
  expect((await api.call('PATCH', one('admin'), { is_superuser: false })).status).toBe(200);
  expect((await api.call('PATCH', one('admin'), { groups: [] })).status).toBe(409);
  expect((await api.call('PATCH', `groups/${id}/`, { members: [] })).status).toBe(409);
  expect((await api.call('PATCH', `groups/${id}/`, { role: 'UR1' })).status).toBe(409);
  expect((await api.call('DELETE', `groups/${id}/`)).status).toBe(409);
  expect((await api.call('PATCH', one('admin'), { role: 'UR4' })).status).toBe(200);
  expect((await api.call('DELETE', `groups/${id}/`)).status).toBe(204);
});

test('of two administrators who demote each other at once, one stays', async () => {
  for (let round = 0; round < 5; round += 1) {
    const pair = [`left-${round}`, `right-${round}`] as const;
    const [left, right] = [await known(pair[0], 'UR4'), await known(pair[1], 'UR4')];
    await api.db.updateTable('users').set({ role_id: 'UR1' }).where('email', 'not like', `%-${round}@%`).execute();
    const answers = await Promise.all([
      left('PATCH', one(pair[1]), { role: 'UR1' }),
      right('PATCH', one(pair[0]), { role: 'UR1' }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  }
});

test('the first administrator can be sent back as shown, without a dot in the address; nonsense is refused', async () => {
  const first = api.as(await person(api.db, 'admin@localhost', 'UR4'));
  const { id } = (await first('GET', 'users/me/')).body;
  const { body } = await first('GET', `users/${id}/`);
  expect(await first('PATCH', `users/${id}/`, body)).toMatchObject({ status: 200, body });
  for (const email of ['x', 'x@', '@x', 'a b@example.com', 'a@b@c'])
    expect(await first('POST', 'users/', { email })).toMatchObject({
      status: 400,
      body: { email: ['Enter a valid email address.'] },
    });
});
