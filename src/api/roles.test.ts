/** Roles of both kinds: the same rules, from one table where they repeat. */
import { beforeAll, describe, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { GLOBAL_PERMISSIONS, PROJECT_PERMISSIONS } from './permission-names.ts';
import { OF_NO_ROLE, RULES } from './rules.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

describe.each([
  { path: 'user-roles/', prefix: 'UR', some: 'Add application', more: 'Edit Issue Tracker Connections', defaults: 5 },
  { path: 'project-roles/', prefix: 'PR', some: 'mark_task', more: 'sync_with_alm', defaults: 4 },
])('$path', ({ path, prefix, some, more, defaults }) => {
  test('come with defaults, which stay as they are', async () => {
    const { results } = (await api.call('GET', `${path}?is_default=true`)).body;
    expect(results.map((role: { id: string }) => role.id)).toEqual(
      Array.from({ length: defaults }, (_, index) => `${prefix}${index + 1}`),
    );
    for (const role of results) {
      const one = `${path}${role.id}/`;
      expect((await api.call('GET', one)).body).toEqual(role);
      const told = { status: 409, body: { detail: expect.stringContaining('make a role of your own') } };
      expect(await api.call('PATCH', one, { name: 'Mine' })).toMatchObject(told);
      expect(await api.call('PUT', one, { permissions: [] })).toMatchObject(told);
      expect(await api.call('DELETE', one)).toMatchObject(told);
    }
    expect((await api.call('GET', `${path}?is_default=true`)).body.results).toEqual(results);
  });

  test('are made, read, listed, changed and deleted', async () => {
    const made = await api.call('POST', path, { name: 'Auditor', permissions: [some, some.toUpperCase()] });
    expect(made).toMatchObject({ status: 201, body: { name: 'Auditor', permissions: [some], is_default: false } });
    const one = `${path}${made.body.id}/`;
    expect(made.body.id).toMatch(new RegExp(`^${prefix}\\d+$`));
    expect((await api.call('GET', one)).body).toEqual(made.body);
    expect((await api.call('PUT', one, { name: 'Auditors' })).body).toEqual({ ...made.body, name: 'Auditors' });
    const { permissions } = (await api.call('PATCH', one, { permissions: [more, some] })).body;
    expect(permissions.toSorted()).toEqual([some, more].toSorted());
    expect((await api.call('GET', `${path}?name__iexact=AUDITORS`)).body.count).toBe(1);
    expect((await api.call('DELETE', one)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await api.call(method, one)).status).toBe(404);
  });

  test.each([
    [{ name: '' }, { name: ['This field may not be blank.'] }],
    [{ permissions: 'x' }, { permissions: ['Expected a list of items but got type "str".'] }],
    [{ permissions: ['*'] }, { permissions: [expect.stringMatching(/No such permission: "\*". Valid are: .*, /)] }],
    [{ permissions: ['fly', 'swim'] }, { permissions: [expect.stringContaining('"fly", "swim"')] }],
  ])('refuse %j', async (body, errors) => {
    const { id } = (await api.call('POST', path, { name: JSON.stringify(body), permissions: [] })).body;
    expect(await api.call('PATCH', `${path}${id}/`, body)).toMatchObject({ status: 400, body: errors });
    const whole = { name: 'N', permissions: [], ...body };
    expect(await api.call('POST', path, whole)).toMatchObject({ status: 400, body: errors });
  });

  test('have names of their own', async () => {
    const taken = { status: 400, body: { name: ['role with this name already exists.'] } };
    const { id } = (await api.call('POST', path, { name: 'Own', permissions: [] })).body;
    expect(await api.call('POST', path, { name: 'Own', permissions: [] })).toMatchObject(taken);
    expect(await api.call('PATCH', `${path}${id}/`, { name: 'Project Lead' })).toMatchObject(taken);
    expect((await api.call('PATCH', `${path}${id}/`, { name: 'Own' })).status).toBe(200);
  });

  test('name all that they hold, and everybody may read them', async () => {
    const nobody = api.as(await person(api.db, `nobody-${prefix}@example.com`, 'UR2'));
    expect((await nobody('GET', `${path}${prefix}1/`)).status).toBe(200);
    expect((await nobody('POST', path, { name: 'N', permissions: [] })).status).toBe(403);
    expect((await nobody('GET', path)).body).toEqual((await api.call('GET', path)).body);
  });
});

test('a global role that somebody holds is not deleted; the answer counts them', async () => {
  const { id } = (await api.call('POST', 'user-roles/', { name: 'Held', permissions: [] })).body;
  await person(api.db, 'holder@example.com', id);
  await api.call('POST', 'groups/', { name: 'Holders', role: id });
  const detail = 'This role is held by 1 user(s) and 1 group(s): give them another one first.';
  expect(await api.call('DELETE', `user-roles/${id}/`)).toMatchObject({ status: 409, body: { detail } });
});

test('so is a project role', async () => {
  const { id } = (await api.call('POST', 'project-roles/', { name: 'Held', permissions: ['view_project'] })).body;
  await person(api.db, 'member@example.com', 'UR1', { project: await aProject(api), role: id });
  const detail = 'This role is held by 1 project member(s): give them another one first.';
  expect(await api.call('DELETE', `project-roles/${id}/`)).toMatchObject({ status: 409, body: { detail } });
});

test('a change of a role is felt at once', async () => {
  const { id } = (await api.call('POST', 'user-roles/', { name: 'Changing', permissions: [] })).body;
  const call = api.as(await person(api.db, 'changing@example.com', id));
  expect((await call('POST', 'business-units/', {})).status).toBe(403);
  await api.call('PATCH', `user-roles/${id}/`, { permissions: ['Create a business unit'] });
  expect((await call('POST', 'business-units/', {})).status).toBe(400);
});

test('global roles are made and changed within what one holds', async () => {
  const permissions = ['Manage users & groups', 'Add project'];
  const { id } = (await api.call('POST', 'user-roles/', { name: 'Manager', permissions })).body;
  const strong = { name: 'Strong', permissions: ['Edit all projects'] };
  const strongId = (await api.call('POST', 'user-roles/', strong)).body.id;
  const manager = api.as(await person(api.db, 'manager@example.com', id));
  const weak = await manager('POST', 'user-roles/', { name: 'Weak', permissions: ['Add project'] });
  expect(weak.status).toBe(201);
  const refused: [method: string, path: string, body: object][] = [
    ['POST', 'user-roles/', { name: 'New', permissions: ['Edit all projects'] }],
    ['PATCH', `user-roles/${id}/`, { permissions: [...permissions, 'Edit all projects'] }],
    ['PATCH', `user-roles/${strongId}/`, { permissions: [] }],
    ['DELETE', `user-roles/${strongId}/`, {}],
    ['POST', 'project-roles/', { name: 'New', permissions: [] }],
  ];
  for (const [method, path, body] of refused)
    expect([path, (await manager(method, path, body)).status]).toEqual([path, 403]);
  expect((await manager('DELETE', `user-roles/${weak.body.id}/`)).status).toBe(204);
});

test('every permission that the table of operations asks for has a name, and no default role holds another', async () => {
  const named = {
    global: [...GLOBAL_PERMISSIONS.values(), '*', OF_NO_ROLE],
    project: [...PROJECT_PERMISSIONS.values()],
  };
  const rules: { global: readonly string[]; project?: readonly string[] }[] = Object.values(RULES);
  const held = async (table: 'roles' | 'project_roles') =>
    (await api.db.selectFrom(table).select('permissions').execute()).flatMap((role) => role.permissions);
  expect([...GLOBAL_PERMISSIONS.values()]).not.toContain(OF_NO_ROLE);
  const global = [...rules.flatMap((rule) => rule.global), ...(await held('roles'))];
  const project = [...rules.flatMap((rule) => rule.project ?? []), ...(await held('project_roles'))];
  expect(global.filter((code) => !named.global.includes(code))).toEqual([]);
  expect(project.filter((code) => !named.project.includes(code))).toEqual([]);
});

test('who holds everything is shown as holding each permission', async () => {
  expect((await api.call('GET', 'user-roles/UR4/')).body.permissions).toEqual([...GLOBAL_PERMISSIONS.keys()]);
});
