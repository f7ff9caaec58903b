/** Groups: what they give their members, and who may say so. */
import { beforeAll, expect, test } from 'vitest';
import { person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let ann: TestApi['call'];
let manager: TestApi['call'];
let annId: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  ann = api.as(await person(api.db, 'ann@example.com', 'UR2'));
  annId = (await ann('GET', 'users/me/')).body.id;
  const role = { name: 'User Manager', permissions: ['manage USERS & groups'] };
  const { id } = (await api.call('POST', 'user-roles/', role)).body;
  manager = api.as(await person(api.db, 'manager@example.com', id));
});

test('a group is made, read, listed, changed and deleted', async () => {
  const made = await api.call('POST', 'groups/', { name: 'Security', description: 'd', role: 'UR3', members: [annId] });
  expect(made).toMatchObject({
    status: 201,
    body: { id: expect.stringMatching(/^G\d+$/), name: 'Security', description: 'd', role: 'UR3', members: [annId] },
  });
  const one = `groups/${made.body.id}/`;
  expect((await api.call('GET', one)).body).toEqual(made.body);
  const put = await api.call('PUT', one, { description: '' });
  expect(put.body).toEqual({ ...made.body, description: '' });
  expect((await api.call('PATCH', one, { name: 'Security Team' })).body).toEqual({
    ...put.body,
    name: 'Security Team',
  });
  for (const query of ['name__iexact=SECURITY%20team', 'role=UR3', `members=${annId}`, 'search=team&ordering=-name'])
    expect((await api.call('GET', `groups/?${query}`)).body).toMatchObject({
      count: 1,
      results: [{ id: made.body.id }],
    });
  expect((await api.call('DELETE', one)).status).toBe(204);
  expect((await api.call('GET', one)).status).toBe(404);
  expect((await api.call('DELETE', one)).status).toBe(404);
});

test('its role is held beside one’s own, at once and as long as one is in it', async () => {
  const asked = async () => (await ann('POST', 'business-units/', {})).status;
  const permissions = ['Create a business unit'];
  const role = (await api.call('POST', 'user-roles/', { name: 'Planner', permissions })).body.id;
  expect(await asked()).toBe(403);
  const planners = (await api.call('POST', 'groups/', { name: 'Planners', role, members: [annId] })).body;
  const others = (await api.call('POST', 'groups/', { name: 'Others' })).body;
  expect(await asked()).toBe(400); // permitted, but without a name
  expect((await ann('GET', 'users/me/')).body).toMatchObject({ role: 'UR2', groups: [planners.id] });
  await api.call('PATCH', `users/${annId}/`, { groups: [others.id, others.id] });
  expect(await asked()).toBe(403);
  expect((await api.call('GET', `groups/${others.id}/`)).body).toMatchObject({ role: 'UR2', members: [annId] });
});

test('a user is made in groups', async () => {
  const { id } = (await api.call('POST', 'groups/', { name: 'Newcomers' })).body;
  const user = await api.call('POST', 'users/', { email: 'new@example.com', groups: [id] });
  expect(user.body.groups).toEqual([id]);
  expect((await api.call('GET', `groups/${id}/`)).body.members).toEqual([user.body.id]);
});

test.each([
  [{ name: '' }, { name: ['This field may not be blank.'] }],
  [{ name: 'Taken' }, { name: ['group with this name already exists.'] }],
  [{ role: 'UR99' }, { role: ['Invalid pk "UR99" - object does not exist.'] }],
  [{ members: [99_999] }, { members: ['Invalid pk "99999" - object does not exist.'] }],
  [{ members: ['x'] }, { members: { 0: ['A valid integer is required.'] } }],
])('%j is refused, whether a group is made or changed', async (body, errors) => {
  await api.call('POST', 'groups/', { name: 'Taken' });
  const { id } = (await api.call('POST', 'groups/', { name: `Free ${JSON.stringify(body)}` })).body;
  expect(await api.call('PATCH', `groups/${id}/`, body)).toMatchObject({ status: 400, body: errors });
  expect(await api.call('POST', 'groups/', { name: 'N', ...body })).toMatchObject({ status: 400, body: errors });
});

test('members see their groups; others see nothing', async () => {
  const mine = (await api.call('POST', 'groups/', { name: 'Mine', members: [annId] })).body;
  const theirs = (await api.call('POST', 'groups/', { name: 'Theirs' })).body;
  const seen = (await ann('GET', 'groups/')).body.results.map((group: { id: string }) => group.id);
  expect(seen).toContain(mine.id);
  expect(seen).not.toContain(theirs.id);
  expect((await ann('GET', `groups/${mine.id}/`)).body).toEqual(mine);
  expect((await ann('GET', `groups/${theirs.id}/`)).status).toBe(404);
});

test('who manages groups gives and takes only what they hold', async () => {
  const self = (await manager('GET', 'users/me/')).body.id;
  const strong = (await api.call('POST', 'groups/', { name: 'Strong', role: 'UR5', members: [annId] })).body;
  const weak = (await manager('POST', 'groups/', { name: 'Weak', members: [self] })).body;
  const refused: [method: string, path: string, body: object][] = [
    ['POST', 'groups/', { name: 'Stronger', role: 'UR4' }],
    ['PATCH', `groups/${weak.id}/`, { role: 'UR5' }],
    ['PATCH', `groups/${strong.id}/`, { members: [self] }],
    ['PATCH', `groups/${strong.id}/`, { role: 'UR2' }],
    ['DELETE', `groups/${strong.id}/`, {}],
    ['PATCH', `users/${self}/`, { groups: [strong.id] }],
    ['PATCH', `users/${annId}/`, { groups: [] }],
  ];
  for (const [method, path, body] of refused)
    expect([path, (await manager(method, path, body)).status]).toEqual([path, 403]);
  expect((await api.call('GET', `groups/${strong.id}/`)).body).toEqual(strong);
  expect((await manager('PATCH', `groups/${weak.id}/`, { members: [self, annId] })).body.members).toHaveLength(2);
});
