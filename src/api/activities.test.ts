/** Who did what: every change leaves a row, nothing else does, and everybody sees what is theirs to see. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aConnector, aProject, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { ACTIVITIES_KEPT, recordActivity, SYNCS_KEPT } from '../store/activities.ts';
import { activityOf, isChange } from './activity-record.ts';
import { RULES } from './rules.ts';

let api: TestApi;
let project: number;
let late = 0;
beforeAll(async () => {
  api = await startApi(await freshDatabase(), { now: () => NOW + late });
  project = await aProject(api, 'Watched');
});

const list = async (path: string, call = api.call) => (await call('GET', path)).body.results;
const newest = async (call = api.call) => (await list('activities/?page_size=1', call))[0];

test('a change of a project, as documented', async () => {
  await api.call('PATCH', `projects/${project}/`, { description: 'secret-ish text', tags: [] });
  const { application } = (await api.call('GET', `projects/${project}/`)).body;
  const { business_unit } = (await api.call('GET', `applications/${application}/`)).body;
  expect((await list(`projects/${project}/activities/`))[0]).toEqual({
    id: expect.any(Number),
    name: 'ModifiedProjectActivity',
    actor: 1,
    text: 'admin@example.com modified project Watched',
    date: new Date(NOW).toISOString(),
    data: {
      operation: 'updateProject',
      id: project,
      members: ['description', 'tags'],
      project,
      project_desc: 'Watched',
      application,
      application_desc: 'Demo Application',
      business_unit,
      business_unit_desc: 'General Watched',
    },
    icon: 'modify',
    log_level: 'modify',
  });
});

type Step = [method: string, path: () => string, body: () => object | undefined, name: string, told: string];
const at = () => `projects/${project}/`;
const none = () => undefined;

/** In this order: later ones need earlier ones. */
const STEPS: readonly Step[] = [
  [
    'POST',
    () => 'business-units/',
    () => ({ name: 'Unit' }),
    'CreatedBusinessUnitActivity',
    'created business unit Unit',
  ],
  [
    'POST',
    () => `${at()}tasks/`,
    () => ({ title: 'Use TLS', text: '', priority: 5, phase: 'X1' }),
    'CreatedTaskActivity',
    'created task Use TLS in project Watched',
  ],
  [
    'PATCH',
    () => `${at()}tasks/PT1/`,
    () => ({ status: 'TS1' }),
    'ModifiedTaskActivity',
    'modified task Use TLS in project Watched',
  ],
  [
    'POST',
    () => `${at()}tasks/PT1/notes/`,
    () => ({ text: 'n' }),
    'CreatedNoteActivity',
    'created note 1 in project Watched',
  ],
  ['PUT', () => at(), () => ({ tags: ['x'] }), 'ModifiedProjectActivity', 'modified project Watched'],
  [
    'POST',
    () => `${at()}imports/`,
    () => ({ format: 'csv', content: 'id,title\nT1,x\n' }),
    'ImportedTasksActivity',
    'imported tasks 1 in project Watched',
  ],
  [
    'POST',
    () => `${at()}task-updates/`,
    none,
    'AcceptedTaskUpdatesActivity',
    'accepted task updates in project Watched',
  ],
  [
    'POST',
    () => 'users/',
    () => ({ email: 'x@example.com', password: 'long enough here' }),
    'CreatedUserActivity',
    'created user x@example.com',
  ],
  ['POST', () => 'users/2/api-token/', none, 'CreatedTokenActivity', 'created token 2'],
  ['DELETE', () => 'users/2/api-token/', none, 'DeletedTokenActivity', 'deleted token 2'],
];

test('every step of a day is told', async () => {
  for (const [method, path, body, name, told] of STEPS) {
    const { status } = await api.call(method as 'POST', path(), body());
    expect([name, status < 300]).toEqual([name, true]);
    const activity = await newest();
    expect(activity).toMatchObject({ name, actor: 1, text: `admin@example.com ${told}` });
    expect(JSON.stringify(activity)).not.toContain('long enough here');
  }
});

test('every operation that changes something has a name of its own kind', () => {
  const changes = Object.keys(RULES).filter(
    (operation) => !/^(?:get|list|explain|test|composite|receive)/.test(operation),
  );
  const told = changes.map((operation) => {
    const actor = { id: 1, email: 'a@example.com' };
    return activityOf({ operation, actor, place: null, params: {}, body: null, answer: null });
  });
  for (const { name, kind } of told) {
    expect(name).toMatch(/^[A-Z][a-z]+[A-Z]\w+Activity$/);
    expect(['create', 'modify', 'delete']).toContain(kind);
  }
  for (const operation of changes) expect([operation, isChange('POST', operation)]).toEqual([operation, true]);
  for (const operation of ['testConnection', 'composite', 'receiveHint'])
    expect([operation, isChange('POST', operation)]).toEqual([operation, false]);
  expect(isChange('GET', 'getMe')).toBe(false);
});

test('which members were given, and no value of any', async () => {
  const params = { issue_tracker_api_token: 'a-secret-value-1', issue_tracker_server: 'redmine.example.com' };
  const connector = await aConnector(api, { name: 'R', params: { ...params, issue_tracker_auth_mode: 'api_token' } });
  expect((await newest()).data).toEqual({
    operation: 'createConnector',
    id: connector,
    members: ['name', 'system', ...Object.keys(params).map((key) => `params.${key}`), 'params.issue_tracker_auth_mode'],
  });
});

test('what fails, reads, looks only, or was done before leaves nothing', async () => {
  const { id } = await newest();
  await api.call('PATCH', `projects/${project}/`, { name: '' });
  await api.call('DELETE', 'projects/999999/');
  await api.call('GET', `projects/${project}/`);
  await api.call('POST', `projects/${project}/imports/`, { format: 'csv', content: 'id,title\nT9,x\n', preview: true });
  expect((await newest()).id).toBe(id);
  const key = { 'idempotency-key': 'once' };
  for (const _ of [1, 2]) await api.call('POST', 'business-units/', { name: 'Once' }, key);
  expect((await newest()).id).toBe(id + 1);
  const path = '/api/v2/business-units/';
  const call = { method: 'POST', path, reference_id: 'a', body: { name: 'In one' } };
  await api.call('POST', 'composite/', { composite_request: [call] });
  expect(await newest()).toMatchObject({ id: id + 2, name: 'CreatedBusinessUnitActivity' });
});

test('a deleted project: not under its path, but administrators read on', async () => {
  const gone = await aProject(api, 'Gone');
  const member = api.as(await person(api.db, 'member@example.com', 'UR2', { project: gone, role: 'PR1' }));
  const watcher = api.as(await person(api.db, 'watcher@example.com', 'UR5'));
  expect(await newest(member)).toMatchObject({ text: 'admin@example.com created project Gone' });
  await api.call('DELETE', `projects/${gone}/`);
  expect((await api.call('GET', `projects/${gone}/activities/`)).status).toBe(404);
  for (const call of [api.call, watcher])
    expect(await list(`activities/?project=${gone}`, call)).toMatchObject([
      { name: 'DeletedProjectActivity', text: 'admin@example.com deleted project Gone' },
      { name: 'CreatedProjectActivity' },
    ]);
  expect(await list('activities/', member)).toEqual([]);
});

test('people see what they did, what was done to them, and the projects that they see', async () => {
  const mine = await aProject(api, 'Mine');
  const token = await person(api.db, 'me@example.com', 'UR1', { project: mine, role: 'PR1' });
  const call = api.as(token);
  const { id: me } = (await call('GET', 'users/me/')).body;
  await call('PATCH', `projects/${mine}/`, { tags: ['a'] });
  await api.call('PATCH', `projects/${mine}/`, { tags: ['b'] });
  const namesOf = (rows: { name: string; actor: number }[]) => rows.map(({ name, actor }) => `${name} ${actor}`);
  expect(namesOf(await list('users/me/activities/', call))).toEqual([`ModifiedProjectActivity ${me}`]);
  expect(namesOf(await list('activities/', call))).toEqual([
    'ModifiedProjectActivity 1',
    `ModifiedProjectActivity ${me}`,
    'CreatedProjectActivity 1',
  ]);
  const [own] = await list('users/me/log/', call);
  expect((await call('GET', `users/me/activities/${own.id}/`)).body).toEqual(own);
  const [foreign] = await list(`projects/${mine}/activities/`, call);
  expect((await call('GET', `users/me/activities/${foreign.id}/`)).status).toBe(404);
  const renewed = (await api.call('POST', `users/${me}/api-token/`)).body.token;
  expect((await list('users/me/activities/', api.as(renewed)))[0]).toMatchObject({ actor: 1, data: { user: me } });
  const stranger = api.as(await person(api.db, 'nobody@example.com', 'UR1'));
  expect((await stranger('GET', `projects/${mine}/activities/`)).status).toBe(404);
  expect(await list('activities/', stranger)).toEqual([]);
});

test('activities are found by what they are about', async () => {
  const found = await aProject(api, 'Found');
  await api.call('PATCH', `projects/${found}/`, { tags: ['x'] });
  const all = await list(`activities/?project=${found}`);
  const { application, business_unit } = all[0].data;
  const [last, first] = all;
  for (const query of [
    `application=${application}`,
    `business_unit=${business_unit}`,
    'project_desc=Found',
    `actor=1&project=${found}`,
    `date_from=2026-01-02&date_to=2026-01-03&project=${found}`,
  ])
    expect([query, (await list(`activities/?${query}`)).slice(0, 2)]).toEqual([query, all]);
  expect(await list(`activities/?id=${last.id}`)).toEqual([last]);
  expect(await list(`activities/?name=CreatedProjectActivity&project=${found}`)).toEqual([first]);
  expect(await list(`activities/?project=${found}&page=2&page_size=1`)).toEqual([first]);
  for (const query of [`actor=99&project=${found}`, `date_to=2026-01-01`, 'date_from=2026-01-03', 'user=99'])
    expect([query, await list(`activities/?${query}`)]).toEqual([query, []]);
  for (const query of ['actor=x', 'date_from=yesterday', 'project=-1'])
    expect([query, (await api.call('GET', `activities/?${query}`)).status]).toEqual([query, 400]);
});

test('a moved project is told where it is now, a connection where it was deleted', async () => {
  const from = await aProject(api, 'From');
  const to = (await api.call('GET', `projects/${await aProject(api, 'To')}/`)).body.application;
  await api.call('PATCH', `projects/${from}/`, { application: to });
  expect((await newest()).data).toMatchObject({ application: to, business_unit_desc: 'General To' });
  const connection = await aConnection(api, { project: from });
  await api.call('DELETE', `connections/issue-tracker/${connection}/`);
  expect((await newest()).data).toMatchObject({ project: from, id: connection });
});

test('applications are found by their business unit, and by their number when they are gone', async () => {
  const unit = (await api.call('POST', 'business-units/', { name: 'Above' })).body.id;
  const body = { name: 'Short-lived', business_unit: unit };
  const { id } = (await api.call('POST', 'applications/?expand=business_unit', body)).body;
  expect((await newest()).data).toMatchObject({
    application: id,
    application_desc: 'Short-lived',
    business_unit: unit,
  });
  await api.call('DELETE', `applications/${id}/`);
  expect(await newest()).toMatchObject({
    text: `admin@example.com deleted application ${id}`,
    data: { application: id },
  });
  expect(await list(`activities/?business_unit=${unit}&name=CreatedApplicationActivity`)).toHaveLength(1);
});

test('they go when they are too old', async () => {
  const old = { name: 'Old', actor_id: 1, text: 'old', kind: 'modify', data: {} } as const;
  await recordActivity(api.db, old, new Date(NOW - ACTIVITIES_KEPT - 1));
  await recordActivity(api.db, old, new Date(NOW - ACTIVITIES_KEPT));
  const sync = { ...old, name: 'OldSync', kind: 'sync' } as const;
  await recordActivity(api.db, sync, new Date(NOW - SYNCS_KEPT));
  await api.call('POST', 'business-units/', { name: 'A change' });
  expect(await list('activities/?name=Old')).toHaveLength(1);
  expect(await list('activities/?name=OldSync')).toHaveLength(1);
  late = 1;
  await api.call('POST', 'business-units/', { name: 'A later change' });
  expect(await list('activities/?name__in=Old,OldSync')).toEqual([]);
});

test.each([
  [{ user_id: 7 }, null],
  [{}, { user: { id: 7, email: 'x@example.com' }, role: 'PR1' }],
])('a membership is told to whom it is about: %j %j', (params, answer) => {
  const actor = { id: 1, email: 'a@example.com' };
  expect(activityOf({ operation: 'createMember', actor, place: null, params, body: {}, answer })).toMatchObject({
    name: 'CreatedMemberActivity',
    user_id: 7,
  });
});
