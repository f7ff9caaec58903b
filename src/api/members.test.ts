/** The members of a project: who sees, adds, changes and removes them. */
import { beforeEach, beforeAll, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
let members: string;
let lead: TestApi['call'];
let serial = 0;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

/** Somebody with this role in the project, or a stranger to it. */
async function somebody(role: string | null): Promise<{ call: TestApi['call']; id: number; email: string }> {
  const email = `p${(serial += 1)}@example.com`;
  const call = api.as(await person(api.db, email, 'UR1', role === null ? null : { project, role }));
  return { call, email, id: (await call('GET', 'users/me/')).body.id };
}

beforeEach(async () => {
  project = await aProject(api, `Project ${(serial += 1)}`);
  members = `projects/${project}/members/`;
  lead = (await somebody('PR1')).call;
});

const rolesIn = async (query = ''): Promise<string> =>
  (await lead('GET', `${members}${query}`)).body.results.map((one: { role: string }) => one.role).join();

test('a lead adds, changes and removes members, by id and by e-mail address', async () => {
  const { call, id, email } = await somebody(null);
  expect((await call('GET', `projects/${project}/`)).status).toBe(404);
  const added = await lead('POST', members, { user: email.toUpperCase(), role: 'PR3' });
  const member = { user: { id, email, first_name: '', last_name: '' }, role: 'PR3' };
  expect(added).toMatchObject({ status: 201, body: member });
  expect((await call('GET', `projects/${project}/`)).status).toBe(200);
  expect((await call('GET', `${members}${id}/`)).body).toEqual(member);
  expect((await lead('PATCH', `${members}${id}/`, { role: 'PR2' })).body).toEqual({ ...member, role: 'PR2' });
  expect((await lead('PUT', `${members}${id}/`, { role: 'PR4' })).body).toEqual({ ...member, role: 'PR4' });
  expect(await rolesIn()).toBe('PR1,PR1,PR4'); // whoever made the project leads it
  expect(await rolesIn(`?user=${id}`)).toBe('PR4');
  expect(await rolesIn('?role__ne=PR1')).toBe('PR4');
  expect(await rolesIn('?ordering=-role&page_size=1')).toBe('PR4');
  expect((await lead('DELETE', `${members}${id}/`)).status).toBe(204);
  expect((await call('GET', `projects/${project}/`)).status).toBe(404);
  for (const method of ['GET', 'DELETE']) expect((await lead(method, `${members}${id}/`)).status).toBe(404);
  expect((await lead('PATCH', `${members}${id}/`, { role: 'PR2' })).status).toBe(404);
  expect((await lead('POST', members, { user: String(id), role: 'PR2' })).status).toBe(201);
});

test.each([
  [{}, { user: ['This field is required.'], role: ['This field is required.'] }],
  [{ user: 99_999, role: 'PR2' }, { user: ['Invalid pk "99999" - object does not exist.'] }],
  [{ user: 'x@y.zz', role: 'PR2' }, { user: ['Invalid pk "x@y.zz" - object does not exist.'] }],
  [{ user: 'admin@example.com', role: 'PR9' }, { role: ['Invalid pk "PR9" - object does not exist.'] }],
  [{ user: 'admin@example.com', role: 'PR2' }, { user: [expect.stringContaining('a member already')] }],
])('%j is refused', async (body, errors) => {
  expect(await lead('POST', members, body)).toMatchObject({ status: 400, body: errors });
});

test('a change needs a role that there is', async () => {
  const { id } = await somebody('PR3');
  expect((await lead('PATCH', `${members}${id}/`, {})).body).toEqual({ role: ['This field is required.'] });
  expect((await lead('PATCH', `${members}${id}/`, { role: 'UR1' })).status).toBe(400);
});

test.each([
  [null, 404, 404],
  ['PR3', 200, 403],
  ['PR2', 200, 403],
  ['PR1', 200, 400],
])('with the role %s: reading answers %i, writing %i', async (role, reading, writing) => {
  const { call, id } = await somebody(role);
  const target = role === null ? 1 : id;
  expect((await call('GET', members)).status).toBe(reading);
  expect((await call('GET', `${members}${target}/`)).status).toBe(reading);
  expect((await call('POST', members, { user: 99_999, role: 'PR2' })).status).toBe(writing);
  expect((await call('PATCH', `${members}${target}/`, { role: 'PR99' })).status).toBe(writing);
  if (role !== 'PR1') expect((await call('DELETE', `${members}${target}/`)).status).toBe(writing);
});

test('nobody gives or takes in the project what they do not hold there', async () => {
  const permissions = ['view_project', 'edit_project_membership'];
  const name = `Host ${project}`;
  const { id: role } = (await api.call('POST', 'project-roles/', { name, permissions })).body;
  const host = await somebody(role);
  const observer = await somebody('PR3');
  const developer = await somebody('PR2');
  const refused: [method: string, who: number, body: object][] = [
    ['PATCH', host.id, { role: 'PR1' }],
    ['PATCH', observer.id, { role: 'PR2' }],
    ['PATCH', developer.id, { role: 'PR3' }],
    ['DELETE', developer.id, {}],
  ];
  for (const [method, who, body] of refused)
    expect((await host.call(method, `${members}${who}/`, body)).status).toBe(403);
  expect((await host.call('POST', members, { user: (await somebody(null)).id, role: 'PR1' })).status).toBe(403);
  expect((await host.call('PATCH', `${members}${observer.id}/`, { role })).status).toBe(200);
  expect((await host.call('DELETE', `${members}${observer.id}/`)).status).toBe(204);
  // Who may edit all projects may do so here.
  const editing = { name: `Editor ${project}`, permissions: ['Edit all projects'] };
  const { id } = (await api.call('POST', 'user-roles/', editing)).body;
  const editor = api.as(await person(api.db, `editor${project}@example.com`, id));
  expect((await editor('PATCH', `${members}${developer.id}/`, { role: 'PR1' })).status).toBe(200);
});
