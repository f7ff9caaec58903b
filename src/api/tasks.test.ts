import { beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, BASE_URL, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
let path: string;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Tasks');
  path = `projects/${project}/tasks/`;
});

const TASK = { title: 'Use TLS', text: 'Encrypt *everything*.', priority: 8, phase: 'development' };
const make = async (changes: object = {}) => (await api.call('POST', path, { ...TASK, ...changes })).body;

test('creates tasks of the project’s own', async () => {
  const { status, body } = await api.call('POST', path, { ...TASK, tags: ['net'], assigned_to: ['ADMIN@example.com'] });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...TASK,
    phase: 'X3',
    status: 'TS2',
    tags: ['net'],
    project_specific: true,
    note_count: 0,
  });
  expect(body.id).toBe(`${project}-${body.task_id}`);
  expect(body.task_id).toMatch(/^PT\d+$/);
  expect(body.url).toBe(`${BASE_URL}/projects/${project}/tasks/${body.task_id}`);
  expect(body.assigned_to).toEqual([{ id: 1, email: 'admin@example.com' }]);
  expect(body).not.toHaveProperty('references');
  expect((await make()).task_id).not.toBe(body.task_id);
});

test('gets by either id', async () => {
  const task = await make();
  expect((await api.call('GET', `${path}${task.id}/`)).body).toEqual(task);
  expect((await api.call('GET', `${path}${task.task_id}/`)).body).toEqual(task);
  expect((await api.call('GET', `${path}PT999/`)).status).toBe(404);
});

test('expands status and phase', async () => {
  const { task_id } = await make();
  const { body } = await api.call('GET', `${path}${task_id}/?expand=status,phase&risk_relevant=true`);
  expect(body.status).toEqual({ id: 'TS2', meaning: 'TODO', name: 'Incomplete', slug: 'TODO', icon: 'clock-o' });
  expect(body.phase).toMatchObject({ id: 'X3', slug: 'development', name: 'Development' });
});

test('lists with filters, facets and all that is accepted', async () => {
  const other = await aProject(api, 'Listed');
  const at = `projects/${other}/tasks/`;
  const add = async (body: object) => (await api.call('POST', at, { ...TASK, ...body })).body.task_id;
  const done = await add({ status: 'DONE', priority: 9 });
  const low = await add({ priority: 2, phase: 'testing', title: 'Other 100%' });
  const gone = await add({});
  await api.db
    .updateTable('tasks')
    .set({ accepted: false })
    .where('project_id', '=', other)
    .where('id', '=', gone)
    .execute();
  const ids = async (query: string) =>
    (await api.call('GET', `${at}?${query}`)).body.results.map((task: { task_id: string }) => task.task_id);
  expect(await ids('')).toEqual([done, low]);
  expect(await ids('status=TS1')).toEqual([done]);
  expect(await ids('status=TODO')).toEqual([low]);
  expect(await ids('phase=testing')).toEqual([low]);
  expect(await ids('priority=9')).toEqual([done]);
  expect(await ids('search=100%25')).toEqual([low]);
  expect(await ids('accepted=false')).toEqual([gone]);
  const { body } = await api.call('GET', at);
  expect(Object.keys(body).sort()).toEqual(['count', 'facets', 'next', 'previous', 'results']);
});

test('changes the status, with a note only when it really changes', async () => {
  const { task_id } = await make();
  const change = (body: object) => api.call('PATCH', `${path}${task_id}/`, body);
  expect((await change({ status: 'TS1', status_note: 'done by me' })).body).toMatchObject({
    status: 'TS1',
    note_count: 1,
  });
  expect((await change({ status: 'TS1', status_note: 'again' })).body).toMatchObject({ note_count: 1 });
  const row = await api.db
    .selectFrom('tasks')
    .select(['version', 'status_changed_at'])
    .where('id', '=', task_id)
    .where('project_id', '=', project)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ version: 3, status_changed_at: new Date(NOW) });
  const { body } = await api.call('GET', `${path}${task_id}/notes/`);
  expect(body.results[0]).toMatchObject({ task: `${project}-${task_id}`, text: 'done by me', automatic: false });
});

test('changes everything else', async () => {
  const { task_id } = await make();
  const change = {
    title: 'New',
    text: 'x',
    priority: 1,
    tags: ['a'],
    artifact_proxy: '#7',
    assigned_to: [],
    verification_status: 'pass',
  };
  const { status, body } = await api.call('PATCH', `${path}${task_id}/`, { ...change, phase: 'X1' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ ...change, phase: 'X1' });
});

test('names what does not exist', async () => {
  const refused = async (body: object) => (await api.call('POST', path, { ...TASK, ...body })).body;
  expect(await refused({ phase: 'X9' })).toEqual({ phase: ['Invalid pk "X9" - object does not exist.'] });
  expect(await refused({ status: 'TS9' })).toEqual({ status: ['Invalid pk "TS9" - object does not exist.'] });
  expect(await refused({ assigned_to: ['who@example.com'] })).toEqual({
    assigned_to: ['Object with email=who@example.com does not exist.'],
  });
  expect(await refused({ priority: 'high' })).toEqual({ priority: ['A valid integer is required.'] });
});

test('shows its issues', async () => {
  const { task_id } = await make();
  const connection = await aConnection(api, { project });
  const issue = { id: '47', key: '#47', url: 'https://redmine.example.com/issues/47' };
  await api.db
    .insertInto('links')
    .values({
      connection_id: connection,
      project_id: project,
      task_id,
      marker: 'ls-x',
      server: 's',
      target: 't',
      issue_id: '47',
      issue: JSON.stringify(issue),
      base: '{}',
      created: new Date(NOW),
      updated: new Date(NOW),
    })
    .execute();
  const { body } = await api.call('GET', `${path}${task_id}/?include=references`);
  expect(body.references).toEqual([
    {
      id: expect.any(Number),
      issue_tracker_connection: connection,
      alm_connection: connection,
      reference: '47',
      name: '#47',
      link: issue.url,
    },
  ]);
});

test('notes are made and listed', async () => {
  const { task_id } = await make();
  const made = await api.call('POST', `${path}${task_id}/notes/`, { text: 'Look here', automatic: true });
  expect(made).toMatchObject({
    status: 201,
    body: { text: 'Look here', automatic: true, updater: { email: 'admin@example.com' } },
  });
  expect((await api.call('GET', `${path}${task_id}/notes/`)).body).toMatchObject({ count: 1, results: [made.body] });
});

test('who may mark a task may not rewrite it', async () => {
  const { task_id } = await make();
  const developer = api.as(await person(api.db, 'developer@example.com', 'UR1', { project, role: 'PR2' }));
  expect((await developer('PATCH', `${path}${task_id}/`, { status: 'DONE' })).status).toBe(200);
  expect((await developer('PATCH', `${path}${task_id}/`, { title: 'Easier' })).status).toBe(403);
});

test('expands and includes what is asked for', async () => {
  const { task_id } = await make({ tags: ['net'] });
  const got = async (query: string) => (await api.call('GET', `${path}${task_id}/?${query}`)).body;
  const described = { description: TASK.text, amendments: [] };
  expect(await got('expand=text')).toMatchObject({ text: described, tags: ['net'], updater: 'admin@example.com' });
  expect(await got('expand=description,updater')).toMatchObject({
    text: described,
    updater: { id: 1, email: 'admin@example.com' },
  });
  expect((await got('expand=phase')).phase).toHaveProperty('tip', '');
  expect((await got('expand=tags')).tags).toEqual(['net']);
  expect((await got('include=tags&expand=tags')).tags).toEqual({ library_tags: [], project_tags: ['net'] });
  const none = { problem: null, related: [], regulation_sections: [], training: [] };
  expect(await got(`include=${Object.keys(none).join()}`)).toMatchObject(none);
  const plain = await got('');
  for (const name of [...Object.keys(none), 'how_tos', 'references']) expect(plain).not.toHaveProperty(name);
  const fromLibrary = { manually_added_from_library: false, library_task_created: null, library_task_updated: null };
  expect(plain).toMatchObject(fromLibrary);
});

test.each([
  ['title', 'X3'],
  ['text', 'development'],
  ['priority', 1],
  ['phase', 'X1'],
])('the %s of a library’s task stays, and may be repeated', async (name, value) => {
  const task = await make();
  const one = api.db.updateTable('tasks').set({ project_specific: false }).where('id', '=', task.task_id);
  await one.where('project_id', '=', project).execute();
  const change = (body: object) => api.call('PATCH', `${path}${task.task_id}/`, body);
  const refused = await change({ [name]: value });
  expect(refused).toMatchObject({ status: 400, body: { [name]: [expect.stringContaining('project-specific')] } });
  expect((await change({ [name]: task[name], tags: ['a'] })).body).toMatchObject({ [name]: task[name], tags: ['a'] });
});

test('who may mark a task may not say that it is verified', async () => {
  const { task_id } = await make();
  const call = async (role: string, body: object) => {
    const token = await person(api.db, `${role}.verifies@example.com`, 'UR1', { project, role });
    return (await api.as(token)('PATCH', `${path}${task_id}/`, body)).status;
  };
  expect(await call('PR2', { verification_status: 'pass' })).toBe(403);
  expect(await call('PR4', { verification_status: 'pass', status: 'DONE' })).toBe(200);
});

test('a task can be sent back as shown', async () => {
  const shown = await make({ assigned_to: ['admin@example.com'], tags: ['net'], artifact_proxy: 'X-1' });
  expect(await api.call('PATCH', `${path}${shown.task_id}/`, shown)).toMatchObject({ status: 200, body: shown });
  const marker = api.as(await person(api.db, 'marker@example.com', 'UR1', { project, role: await onlyMarking() }));
  const done = await marker('PATCH', `${path}${shown.task_id}/`, { ...shown, status: 'TS1' });
  expect(done).toMatchObject({ status: 200, body: { status: 'TS1', updater: 'marker@example.com' } });
  for (const change of [{ title: 'Other' }, { phase: 'testing' }, { verification_status: 'pass' }])
    expect((await marker('PATCH', `${path}${shown.task_id}/`, { ...shown, ...change })).status).toBe(403);
});

async function onlyMarking(): Promise<string> {
  const role = { name: 'Marks', permissions: ['view_project', 'mark_task'] };
  return (await api.call('POST', 'project-roles/', role)).body.id;
}
