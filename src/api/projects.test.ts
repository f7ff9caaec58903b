/** What projects have of their own: locks, parents, custom attributes, and what they show on request. */
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { aProject, BASE_URL, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
});

const TASK = { title: 'T', text: 'x', priority: 8, phase: 'development' };

/** A locked project with the task PT1. */
async function locked(name: string): Promise<number> {
  const id = await aProject(api, name);
  await api.call('POST', `projects/${id}/tasks/`, TASK);
  const { status, body } = await api.call('PATCH', `projects/${id}/`, { locked: true });
  expect([status, body.locked, body.locked_on, body.locked_by]).toEqual([200, true, '2026-01-02T03:04:05.678Z', 1]);
  return id;
}

test('a locked project changes neither its details nor its list of tasks', async () => {
  const id = await locked('Frozen');
  const at = `projects/${id}/`;
  const csv = { format: 'csv', content: 'id,title\nT1,x\n' };
  const refused: [string, string, object?][] = [
    ['PATCH', at, { name: 'Other' }],
    ['PUT', at, { archived: true }],
    ['PATCH', at, { locked: true, tags: ['x'] }],
    ['DELETE', at],
    ['POST', `${at}tasks/`, TASK],
    ['PATCH', `${at}tasks/PT1/`, { title: 'Other' }],
    ['POST', `${at}imports/`, csv],
    ['POST', `${at}task-updates/`],
    ['PUT', `${at}task-updates/PT1/`, { accepted: false }],
  ];
  for (const [method, path, body] of refused) {
    const answer = await api.call(method as 'PATCH', path, body);
    expect([method, path, answer.status]).toEqual([method, path, 403]);
    expect(answer.body.detail).toContain('"locked": false');
  }
  expect((await api.call('GET', at)).body.name).toBe('Frozen');
});

test('statuses, notes and syncs of a locked project go on', async () => {
  const at = `projects/${await locked('Going on')}/`;
  expect((await api.call('PATCH', `${at}tasks/PT1/`, { status: 'TS1' })).body.status).toBe('TS1');
  expect((await api.call('POST', `${at}tasks/PT1/notes/`, { text: 'n' })).status).toBe(201);
});

test('whoever unlocks may change in the same request; the lock is a permission of its own', async () => {
  const id = await locked('Opened');
  const developer = api.as(await person(api.db, 'dev@example.com', 'UR1', { project: id, role: 'PR2' }));
  expect((await developer('PATCH', `projects/${id}/`, { locked: false })).status).toBe(403);
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR1', { project: id, role: 'PR1' }));
  expect(await lead('PATCH', `projects/${id}/`, { locked: false, name: 'Open' })).toMatchObject({
    status: 200,
    body: { locked: false, locked_on: null, locked_by: null, name: 'Open' },
  });
  expect((await api.call('GET', 'projects/?locked=false&name=Open')).body.count).toBe(1);
});

test('a parent is shown, found by, and taken away', async () => {
  const [parent, child] = [await aProject(api, 'Parent'), await aProject(api, 'Child')];
  const shown = { id: parent, slug: 'parent', name: 'Parent', archived: false };
  const url = `${BASE_URL}/bunits/general-parent/demo-application/parent`;
  for (const given of [parent, { id: parent }, { ...shown, url }]) {
    const { status, body } = await api.call('PATCH', `projects/${child}/`, { parent: given });
    expect([status, body.parent]).toEqual([200, { ...shown, url }]);
  }
  expect((await api.call('GET', `projects/?parent=${parent}`)).body.results).toHaveLength(1);
  const member = api.as(await person(api.db, 'child@example.com', 'UR2', { project: child, role: 'PR1' }));
  expect((await member('GET', `projects/${child}/`)).body.parent).toBeNull();
  expect(await member('PATCH', `projects/${child}/`, { parent })).toMatchObject({
    status: 400,
    body: { parent: [`Invalid pk "${parent}" - object does not exist.`] },
  });
  expect((await api.call('PATCH', `projects/${child}/`, { parent: null })).body.parent).toBeNull();
});

test('no project is above itself, and a deleted parent is none', async () => {
  const [top, middle, low] = [await aProject(api, 'Top'), await aProject(api, 'Middle'), await aProject(api, 'Low')];
  await api.call('PATCH', `projects/${middle}/`, { parent: top });
  await api.call('PATCH', `projects/${low}/`, { parent: middle });
  for (const parent of [top, middle, low, 999_999, 'x']) {
    const { status, body } = await api.call('PATCH', `projects/${top}/`, { parent });
    expect([parent, status, Object.keys(body)]).toEqual([parent, 400, ['parent']]);
  }
  expect((await api.call('DELETE', `projects/${middle}/`)).status).toBe(204);
  expect((await api.call('GET', `projects/${low}/`)).body.parent).toBeNull();
});

test.each(['projects', 'applications'])('custom attributes of %s are kept one by one', async (path) => {
  const id = await aProject(api, `Attributes of ${path}`);
  const { application } = (await api.call('GET', `projects/${id}/`)).body;
  const at = path === 'projects' ? `projects/${id}/` : `applications/${application}/`;
  const patch = async (custom_attributes: unknown) => (await api.call('PATCH', at, { custom_attributes })).body;
  expect((await patch({ team: 'red', 'cost-center': '42' })).custom_attributes).toEqual({
    team: 'red',
    'cost-center': '42',
  });
  expect((await patch({ team: 'blue', extra: '1' })).custom_attributes).toMatchObject({ team: 'blue', extra: '1' });
  expect((await patch({ extra: null, 'cost-center': '' })).custom_attributes).toEqual({ team: 'blue' });
  expect((await patch({ 'no slug': 'x' })).custom_attributes).toEqual({ 'no slug': [expect.any(String)] });
  expect((await patch({ team: 7 })).custom_attributes).toEqual({ team: ['Not a valid string.'] });
  expect((await api.call('GET', at)).body.custom_attributes).toEqual({ team: 'blue' });
});

test('a project is made with everything that it can have', async () => {
  const parent = await aProject(api, 'Above');
  const { application } = (await api.call('GET', `projects/${parent}/`)).body;
  const body = { name: 'Full', application, locked: true, archived: true, custom_attributes: { a: 'b', c: '' } };
  expect(
    (await api.call('POST', 'projects/', { ...body, parent, profile: null, risk_policy: null })).body,
  ).toMatchObject({
    ...body,
    custom_attributes: { a: 'b' },
    parent: { id: parent },
    profile: null,
    risk_policy: null,
    locked_by: 1,
  });
  for (const member of ['profile', 'risk_policy']) {
    const refused = await api.call('POST', 'projects/', { name: 'P', application, [member]: 'P9' });
    expect(refused).toMatchObject({ status: 400, body: { [member]: ['Invalid pk "P9" - object does not exist.'] } });
  }
});

test('counts, permissions, members and the creator are shown on request', async () => {
  const id = await aProject(api, 'Counted');
  const tasks: object[] = [
    { ...TASK, status: 'TS1' },
    { ...TASK, priority: 5 },
    { ...TASK, phase: 'testing', status: 'TS3' },
  ];
  for (const task of tasks) await api.call('POST', `projects/${id}/tasks/`, task);
  const include = 'include=task_counts,incomplete_tasks,permissions,members&expand=creator';
  const { body } = await api.call('GET', `projects/${id}/?${include}`);
  expect(body.task_counts).toEqual({
    Development: { total: 2, complete: 1, slug: 'development' },
    Testing: { total: 1, complete: 1, slug: 'testing' },
  });
  expect(body.incomplete_tasks).toEqual({ high: 0, medium: 1, low: 0 });
  expect(body.creator).toEqual({ id: 1, email: 'admin@example.com', first_name: '', last_name: '', is_active: true });
  expect(body.members).toEqual([{ ...body.creator, role: 'PR1' }]);
  expect(body.permissions).toEqual(expect.arrayContaining(['view_project', 'lock_project_survey', 'assign_task']));
  const listed = (await api.call('GET', `projects/?id=${id}&${include}`)).body.results;
  expect(listed).toEqual([body]);
  const plain = (await api.call('GET', `projects/${id}/`)).body;
  for (const key of ['task_counts', 'incomplete_tasks', 'permissions', 'members'])
    expect(plain).not.toHaveProperty(key);
});

test('the permissions shown are those that hold', async () => {
  const id = await aProject(api, 'Permitted');
  const shown = async (role: string, membership: { project: number; role: string } | null) => {
    const token = await person(api.db, `${role}-${membership?.role ?? 'none'}@example.com`, role, membership);
    return (await api.as(token)('GET', `projects/${id}/?include=permissions`)).body.permissions;
  };
  expect(await shown('UR2', { project: id, role: 'PR3' })).toEqual(['view_project']);
  expect(new Set(await shown('UR5', null))).toEqual(
    new Set(['view_project', 'sync_with_alm', 'mark_task', 'write_task_note']),
  );
});

test('the operations shown are those that are allowed, and no more while it is locked', async () => {
  const id = await aProject(api, 'Operable');
  const lead = api.as(await person(api.db, 'operable@example.com', 'UR2', { project: id, role: 'PR1' }));
  const shown = async () => (await lead('GET', `projects/${id}/?include=operations`)).body;
  const before = await shown();
  expect(before).not.toHaveProperty('permissions');
  expect(before.operations).toEqual(expect.arrayContaining(['getTask', 'updateTask', 'createTask', 'createJob']));
  expect(before.operations).not.toContain('deleteProject');
  await api.call('PATCH', `projects/${id}/`, { locked: true });
  const { operations } = await shown();
  expect(operations).toContain('updateTask');
  expect(operations).not.toContain('createTask');
});

test('a parent that somebody does not see is neither found by its id nor lost when the child is sent back', async () => {
  const [parent, child] = [await aProject(api, 'Hidden above'), await aProject(api, 'Seen below')];
  await api.call('PATCH', `projects/${child}/`, { parent });
  const lead = api.as(await person(api.db, 'below@example.com', 'UR1', { project: child, role: 'PR1' }));
  for (const query of [`parent=${parent}`, `parent__gte=${parent}`, `parent__in=${parent}`, 'parent__isnull=false'])
    expect([query, (await lead('GET', `projects/?${query}`)).body.count]).toEqual([query, 0]);
  expect((await lead('GET', 'projects/?parent__isnull=true')).body.count).toBe(1);
  const { body } = await lead('GET', `projects/${child}/`);
  expect(await lead('PATCH', `projects/${child}/`, body)).toMatchObject({ status: 200, body });
  expect((await api.call('GET', `projects/${child}/`)).body.parent).toMatchObject({ id: parent });
});

test('a name that another request takes at the same moment is refused in words', async () => {
  const id = await aProject(api, 'Slow');
  const { application } = (await api.call('GET', `projects/${id}/`)).body;
  const other = (await api.call('POST', 'projects/', { name: 'Fast', application })).body.id;
  const answer = await api.db.transaction().execute(async (trx) => {
    await trx.updateTable('projects').set({ name: 'Wanted' }).where('id', '=', other).execute();
    const asked = api.call('PATCH', `projects/${id}/`, { name: 'Wanted' });
    const waiting = sql<{ count: number }>`select count(*)::integer as count from pg_locks l
      join pg_database d on d.oid = l.database or l.database is null
      where not l.granted and d.datname = current_database()`;
    let count = 0;
    while (count === 0) count = (await waiting.execute(trx)).rows[0]?.count ?? 0;
    return { asked };
  });
  const { status, body } = await answer.asked;
  expect([status, body.detail]).toEqual([409, expect.stringContaining('at the same moment')]);
});
