/** The query language of the lists, generated from the tables of look-ups where it repeats. */
import { beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { ACTIVITY_FIELDS } from '../store/activities.ts';
import { ANALYSIS_NOTE_FIELDS } from '../store/analysis-notes.ts';
import { APPLICATION_FIELDS } from '../store/applications.ts';
import { BUSINESS_UNIT_FIELDS } from '../store/business-units.ts';
import { CONNECTION_FIELDS } from '../store/connections.ts';
import { CONNECTOR_FIELDS } from '../store/connectors.ts';
import { EVENT_FIELDS } from '../store/events.ts';
import { GROUP_FIELDS } from '../store/groups.ts';
import { IMPORT_FIELDS } from '../store/imports.ts';
import { JOB_FIELDS } from '../store/jobs.ts';
import { lookUpsOf, type Fields } from '../store/look-ups.ts';
import { MEMBER_FIELDS } from '../store/members.ts';
import { PLAN_FIELDS } from '../store/plans.ts';
import { PROJECT_FIELDS } from '../store/projects.ts';
import { ROLE_FIELDS } from '../store/roles.ts';
import { HOW_TO_FIELDS } from '../store/how-tos.ts';
import { NOTE_FIELDS } from '../store/notes.ts';
import { PHASE_FIELDS } from '../store/phases.ts';
import { STATUS_FIELDS } from '../store/task-statuses.ts';
import { TASK_FIELDS } from '../store/tasks.ts';
import { USER_FIELDS } from '../store/users.ts';

let api: TestApi;
let tasks: string;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  const project = await aProject(api, 'Asked');
  await aProject(api, 'Other 100%');
  tasks = `projects/${project}/tasks/`;
  const base = { text: 'body', phase: 'development' };
  for (const task of [
    { title: 'Use TLS', priority: 8, tags: ['net', 'tls'], assigned_to: ['admin@example.com'] },
    { title: 'use tls', priority: 5, status: 'DONE', artifact_proxy: 'PAY-1' },
    { title: "Rotate 'keys'; --", priority: 2, phase: 'testing', tags: ['keys'] },
  ]) {
    expect((await api.call('POST', tasks, { ...base, ...task })).status).toBe(201);
  }
});

const ask = async (path: string, query: Record<string, string>) =>
  (await api.call('GET', `${path}?${new URLSearchParams(query).toString()}`)).body;
const taskIds = async (query: Record<string, string>): Promise<string> =>
  (await ask(tasks, query)).results.map((task: { task_id: string }) => task.task_id.slice(2)).join('');

test.each<[query: Record<string, string>, ids: string]>([
  [{ title__iexact: 'USE TLS' }, '12'],
  [{ title: 'use tls' }, '2'],
  [{ title__icontains: "'KEYS';" }, '3'],
  [{ title__in: 'Use TLS,use tls' }, '12'],
  [{ title__ne: 'Use TLS' }, '23'],
  [{ priority__gte: '5' }, '12'],
  [{ priority__gt: '5' }, '1'],
  [{ priority__lte: '5' }, '23'],
  [{ priority__lt: '5' }, '3'],
  [{ priority__in: '2,8' }, '13'],
  [{ status: 'TODO' }, '13'],
  [{ status: 'TS1' }, '2'],
  [{ status__in: 'TS1,TODO' }, '123'],
  [{ status__ne: 'TODO' }, '2'],
  [{ status__ne: 'TS2' }, '2'],
  [{ artifact_proxy__isnull: 'true' }, '13'],
  [{ artifact_proxy__isnull: 'False' }, '2'],
  [{ artifact_proxy__ne: 'PAY-1' }, '13'],
  [{ tags: 'net' }, '1'],
  [{ tags__in: 'tls,keys' }, '13'],
  [{ tags__isnull: '1' }, '2'],
  [{ assigned_to: '1' }, '1'],
  [{ assigned_to: 'ADMIN@example.com' }, '1'],
  [{ assigned_to: "nobody' or '1'='1" }, ''],
  [{ assigned_to__in: '7,1' }, '1'],
  [{ assigned_to__in: 'who@example.com, admin@example.com' }, '1'],
  [{ assigned_to__isnull: 'true' }, '23'],
  [{ created__gte: '2026-01-02' }, '123'],
  [{ created__gt: '2026-01-02T03:04:06Z' }, ''],
  [{ created__lte: '2026-01-02T04:04:05.678 01:00' }, '123'],
  [{ created__lt: '2026-01-02T03:04:05.678+00:00' }, ''],
  [{ search: 'TLS' }, '12'],
  [{ search: '%' }, ''],
  [{ ordering: 'priority' }, '321'],
  [{ ordering: '-phase,-priority' }, '312'],
  [{ ordering: '-phase,priority' }, '321'],
  [{ ordering: 'nonsense,-priority' }, '123'],
  [{ ordering: 'constructor' }, '123'],
  [{ priority__gte: '5', phase: 'X3', search: 'use', ordering: 'priority', page_size: '1' }, '2'],
  [{ priority__regex: '5', nonsense__in: 'x' }, '123'],
])('tasks by %j', async (query, ids) => {
  expect(await taskIds(query)).toBe(ids);
});

test('activities are searched by what people read', async () => {
  const { results } = await ask('activities/', { search: 'OTHER 100%' });
  expect(results.length).toBeGreaterThan(0);
  for (const { text } of results) expect(text).toContain('Other 100%');
  expect((await ask('activities/', { search: 'nowhere' })).count).toBe(0);
});

test('a page counts what the look-ups leave', async () => {
  expect(await ask(tasks, { title__iexact: 'use tls', page_size: '1' })).toMatchObject({ count: 2 });
});

test('names of the tree', async () => {
  for (const path of ['business-units/', 'applications/', 'projects/']) {
    const all = (await ask(path, {})).results as { id: number; name: string }[];
    const [first] = all;
    expect((await ask(path, { id__in: String(first!.id) })).results).toEqual([first]);
    expect((await ask(path, { name__iexact: first!.name.toUpperCase() })).count).toBeGreaterThan(0);
    expect((await ask(path, { name__ne: first!.name })).results).not.toContainEqual(first);
    const descending = (await ask(path, { ordering: '-id' })).results.map((row: { id: number }) => row.id);
    expect(descending).toEqual(all.map((row) => row.id).sort((a, b) => b - a));
    expect((await ask(path, { created__gt: '2026-01-03' })).count).toBe(0);
  }
});

const GOOD = { text: 'x', number: '1', boolean: 'true', time: '2026-01-02T03:04:05Z', people: '1', labels: 'x' };
const FREE: ReadonlySet<string> = new Set(['text', 'labels', 'people']);
/** Some values are one of a few: `CHOICES` is what is understood there. */
const CHOICES: Readonly<Record<string, string>> = { frequency: 'daily', state: 'open' };
const TABLES: readonly [path: string, fields: Fields][] = [
  ['connections/issue-tracker/', CONNECTION_FIELDS],
  ['connectors/issue-tracker/', CONNECTOR_FIELDS],
  ['jobs/issue-tracker/', JOB_FIELDS],
  ['projects/1/jobs/issue-tracker/', JOB_FIELDS],
  ['plans/', PLAN_FIELDS],
  ['projects/1/imports/', IMPORT_FIELDS],
  ['projects/1/tasks/PT1/history/', EVENT_FIELDS],
  ['projects/1/tasks/', TASK_FIELDS],
  ['projects/', PROJECT_FIELDS],
  ['applications/', APPLICATION_FIELDS],
  ['business-units/', BUSINESS_UNIT_FIELDS],
  ['users/', USER_FIELDS],
  ['groups/', GROUP_FIELDS],
  ['user-roles/', ROLE_FIELDS],
  ['project-roles/', ROLE_FIELDS],
  ['projects/1/members/', MEMBER_FIELDS],
  ['phases/', PHASE_FIELDS],
  ['task-statuses/', STATUS_FIELDS],
  ['projects/1/tasks/PT1/notes/', NOTE_FIELDS],
  ['projects/1/tasks/PT1/analysis-notes/', ANALYSIS_NOTE_FIELDS],
  ['projects/1/tasks/PT1/how-tos/', HOW_TO_FIELDS],
  ['activities/', ACTIVITY_FIELDS],
];

test.each(TABLES)('every look-up of %s is understood, and refuses what is none', async (path, fields) => {
  for (const { key, field, lookUp } of lookUpsOf(fields)) {
    const kind = lookUp === 'isnull' ? 'boolean' : field.kind;
    for (const more of [{}, { page_size: '2' }]) {
      const { status } = await api.call(
        'GET',
        `${path}?${new URLSearchParams({ [key]: CHOICES[key] ?? GOOD[kind], ...more }).toString()}`,
      );
      expect([key, status]).toEqual([key, 200]);
    }
    if (FREE.has(kind)) continue;
    for (const wrong of ['nonsense', '99999999999999', "1' or '1'='1"]) {
      const refused = await api.call('GET', `${path}?${new URLSearchParams({ [key]: wrong }).toString()}`);
      expect([key, wrong, refused.status]).toEqual([key, wrong, 400]);
      expect(Object.keys(refused.body)).toEqual([key]);
    }
  }
  expect((await api.call('GET', `${path}?search=x`)).status).toBe(200);
  for (const column of Object.keys(fields)) {
    for (const sign of ['', '-']) expect((await api.call('GET', `${path}?ordering=${sign}${column}`)).status).toBe(200);
  }
});

test('connections, connectors, jobs, plans, imports and histories are found by what they show', async () => {
  const project = await aProject(api, 'Synced');
  const connection = await aConnection(api, { project, alias: 'Payments', frequency: 'daily' });
  const other = await aConnection(api, { alias: 'Orders' });
  const ids = async (path: string, query: Record<string, string>): Promise<number[]> =>
    (await ask(path, query)).results.map((row: { id: number }) => row.id);
  const connections = 'connections/issue-tracker/';
  expect(await ids(connections, { alias__icontains: 'PAY' })).toEqual([connection]);
  expect(await ids(connections, { id__in: `${connection},${other}`, ordering: 'alias' })).toEqual([other, connection]);
  expect(await ids(connections, { search: 'orders', system: 'redmine' })).toEqual([other]);
  expect(await ids(connections, { frequency: 'daily', project: String(project) })).toEqual([connection]);
  expect(await ids('connectors/issue-tracker/', { system__ne: 'redmine' })).toEqual([]);
  expect(await ids('connectors/issue-tracker/', { name__iexact: 'nobody' })).toEqual([]);

  const jobs = 'jobs/issue-tracker/';
  const colleague = await person(api.db, 'Colleague@example.com', 'UR4');
  const mine = (await api.call('POST', jobs, { connection, ready: false })).body.id;
  const theirs = await api.as(colleague)('POST', jobs, {
    connection: other,
    succeeded: true,
    result_message: 'All well',
  });
  expect(await ids(jobs, { user: 'colleague@EXAMPLE.com' })).toEqual([theirs.body.id]);
  expect(await ids(jobs, { user: String(theirs.body.user) })).toEqual([theirs.body.id]);
  expect(await ids(jobs, { user: 'stranger@example.com' })).toEqual([]);
  expect(await ids(jobs, { ready: 'false', automatic: '0' })).toEqual([mine]);
  expect(await ids(jobs, { succeeded: 'true', search: 'WELL' })).toEqual([theirs.body.id]);
  expect(await ids(jobs, { connection__in: `${connection},${other}`, ordering: 'id' })).toEqual([mine, theirs.body.id]);
  expect(await ids(`projects/${project}/${jobs}`, { project: '4711' })).toEqual([mine]);

  const plan = (await api.call('POST', 'plans/', { connection })).body.id;
  expect(await ids('plans/', { connection: String(connection), created__gte: '2026-01-01' })).toEqual([plan]);
  const csv = { format: 'csv', content: 'id,title\nT1,x\n' };
  const made = (await api.call('POST', `projects/${project}/imports/`, csv)).body.id;
  expect(await ids(`projects/${project}/imports/`, { format__in: 'csv,vex', ordering: '-created' })).toEqual([made]);
  expect(await ids(`projects/${project}/imports/`, { format: 'vex' })).toEqual([]);
});
