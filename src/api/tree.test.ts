/** Business units, applications and projects: what repeats, from a table; then what each has of its own. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

let made = 0;
const name = (): string => `Made ${(made += 1)}`;
const unit = async (): Promise<number> => (await api.call('POST', 'business-units/', { name: name() })).body.id;
const application = async (business_unit?: number): Promise<number> =>
  (await api.call('POST', 'applications/', { name: name(), business_unit: business_unit ?? (await unit()) })).body.id;
const project = async (of?: number): Promise<number> =>
  (await api.call('POST', 'projects/', { name: name(), application: of ?? (await application()) })).body.id;

const LEVELS = [
  { path: 'business-units', make: unit, fill: application, what: 'business unit', below: 'application' },
  { path: 'applications', make: application, fill: project, what: 'application', below: 'project' },
  {
    path: 'projects',
    make: project,
    fill: async (of: number) => aConnection(api, { project: of }),
    what: 'project',
    below: 'connection',
  },
] as const;

test.each(LEVELS)('what GET of $path shows can be sent back', async ({ path, make, fill }) => {
  const id = await make();
  await fill(id);
  const before = (await api.call('GET', `${path}/${id}/`)).body;
  expect(await api.call('PATCH', `${path}/${id}/`, before)).toMatchObject({ status: 200, body: before });
});

test.each(LEVELS)('PUT of $path acts as PATCH', async ({ path, make }) => {
  const at = `${path}/${await make()}/`;
  const before = (await api.call('GET', at)).body;
  const renamed = { ...before, name: `Renamed ${path}` };
  expect(await api.call('PUT', at, { name: renamed.name })).toMatchObject({ status: 200, body: renamed });
  expect((await api.call('GET', at)).body).toEqual(renamed);
});

test.each(LEVELS)('$path go when nothing hangs on them, and their numbers do not come back', async (level) => {
  const { path, make } = level;
  const id = await make();
  expect(await api.call('DELETE', `${path}/${id}/`)).toMatchObject({ status: 204, body: '' });
  expect((await api.call('GET', `${path}/${id}/`)).status).toBe(404);
  expect((await api.call('DELETE', `${path}/${id}/`)).status).toBe(404);
  expect(await make()).toBeGreaterThan(id);
});

test.each(LEVELS)('$path with something below stay', async ({ path, make, fill, what, below }) => {
  const id = await make();
  await fill(id);
  const told = async () => (await api.call('DELETE', `${path}/${id}/`)).body.detail;
  expect(await told()).toContain(`The ${what} has 1 ${below}: `);
  await fill(id);
  expect(await told()).toContain(`The ${what} has 2 ${below}s: `);
  expect((await api.call('DELETE', `${path}/${id}/`)).status).toBe(409);
  expect((await api.call('GET', `${path}/${id}/`)).status).toBe(200);
});

test.each(LEVELS)('$path are deleted by those who may, and are not there for strangers', async ({ path, make }) => {
  const id = await make();
  const [stranger, user] = ['UR2', 'UR1'].map((role) => person(api.db, `${path}-${role}@example.com`, role));
  expect((await api.as(await stranger!)('DELETE', `${path}/${id}/`)).status).toBe(path === 'projects' ? 404 : 403);
  const status = (await api.as(await user!)('DELETE', `${path}/${id}/`)).status;
  expect(status).toBe(path === 'projects' ? 404 : 403);
  expect((await api.call('GET', `${path}/${id}/`)).status).toBe(200);
});

test.each([
  ['applications', 'business_unit', unit],
  ['projects', 'application', application],
] as const)('%s move to another %s, unless their name is taken there', async (path, above, makeAbove) => {
  const make = (label: string, where: number) => api.call('POST', `${path}/`, { name: label, [above]: where });
  const [from, to] = [await makeAbove(), await makeAbove()];
  const { body } = await make('Moving', from);
  const at = `${path}/${body.id}/`;
  const there = (await make('Moving', to)).body;
  const refused = await api.call('PATCH', at, { [above]: to });
  expect(refused).toMatchObject({ status: 400, body: { name: [expect.stringContaining('already exists')] } });
  expect(await api.call('PATCH', at, { [above]: to, name: 'Moved' })).toMatchObject({
    status: 200,
    body: { [above]: to, name: 'Moved' },
  });
  expect((await api.call('PATCH', `${path}/${there.id}/`, { name: 'Moved' })).status).toBe(400);
  expect(await api.call('PATCH', at, { [above]: 999_999 })).toMatchObject({
    status: 400,
    body: { [above]: ['Invalid pk "999999" - object does not exist.'] },
  });
});

test('a deleted project takes everything below it along, and nothing else', async () => {
  const [gone, stays] = [await project(), await project()];
  for (const id of [gone, stays]) {
    const task = { title: 't', text: '', priority: 5, phase: 'requirements' };
    const path = `projects/${id}/tasks/`;
    const { task_id } = (await api.call('POST', path, task)).body;
    await api.call('POST', `${path}${task_id}/notes/`, { text: 'n' });
    await api.call('POST', `projects/${id}/imports/`, { format: 'csv', content: 'id,title\nT1,x\n' });
    const connection = await aConnection(api, { project: id });
    const event = { connection_id: connection, project_id: id, task_id, kind: 'observed' as const, data: '{}' };
    await api.db
      .insertInto('item_events')
      .values({ ...event, at: new Date(0) })
      .execute();
    const link = { connection_id: connection, project_id: id, task_id, marker: `m${id}`, server: 's', target: 't' };
    await api.db
      .insertInto('links')
      .values({ ...link, base: '{}', created: new Date(0), updated: new Date(0) })
      .execute();
    await api.call('DELETE', `connections/issue-tracker/${connection}/`);
  }
  expect((await api.call('DELETE', `projects/${gone}/`)).status).toBe(204);
  for (const table of ['tasks', 'notes', 'imports', 'item_events', 'links', 'project_members'] as const) {
    const rows = await api.db.selectFrom(table).select('project_id').execute();
    const ids = rows.map(({ project_id }) => project_id);
    expect([table, ids.includes(gone), ids.includes(stays)]).toEqual([table, false, true]);
  }
});

test('applications show their business unit and their projects on request', async () => {
  const id = await aProject(api, 'Shown');
  const { application: of, slug } = (await api.call('GET', `projects/${id}/`)).body;
  const plain = (await api.call('GET', `applications/${of}/`)).body;
  expect(plain).not.toHaveProperty('projects');
  const above = (await api.call('GET', `business-units/${plain.business_unit}/`)).body;
  const projects = [{ id, name: 'Shown', slug }];
  const business_unit = { id: above.id, name: above.name, slug: above.slug };
  for (const expand of ['business_unit', 'business_units']) {
    const { body } = await api.call('GET', `applications/${of}/?include=projects&expand=${expand}`);
    expect(body).toEqual({ ...plain, projects, business_unit });
  }
  const listed = await api.call('GET', `applications/?id=${of}&include=projects`);
  expect(listed.body.results).toEqual([{ ...plain, projects }]);
});

test('who sees an application sees of its projects those that they are members of', async () => {
  const mine = await aProject(api, 'Visible');
  const { application: of } = (await api.call('GET', `projects/${mine}/`)).body;
  await project(of);
  const member = api.as(await person(api.db, 'one@example.com', 'UR1', { project: mine, role: 'PR3' }));
  const { body } = await member('GET', `applications/${of}/?include=projects`);
  expect(body.projects.map((one: { id: number }) => one.id)).toEqual([mine]);
  const { users } = (await member('GET', `business-units/${body.business_unit}/`)).body;
  expect(users.map((one: { email: string }) => one.email)).toEqual(['admin@example.com', 'one@example.com']);
  const other = api.as(await person(api.db, 'two@example.com', 'UR1'));
  expect((await other('GET', `business-units/${body.business_unit}/`)).body.users).toEqual([]);
});

test.each(['users', 'groups', 'default_users', 'default_groups'])(
  '%s of a business unit are not taken',
  async (key) => {
    const given = [{ email: 'admin@example.com', role: 'PR4' }];
    const refusal = { status: 400, body: { [key]: [expect.stringContaining('add them to each project')] } };
    expect(await api.call('POST', 'business-units/', { name: name(), [key]: given })).toMatchObject(refusal);
    const at = `business-units/${await unit()}/`;
    expect(await api.call('PATCH', at, { [key]: given })).toMatchObject(refusal);
    expect((await api.call('PATCH', at, { [key]: [], all_users: false })).status).toBe(200);
    expect((await api.call('PATCH', at, { all_users: true })).status).toBe(400);
  },
);
