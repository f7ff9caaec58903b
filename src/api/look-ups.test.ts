/** The query language of the lists, generated from the tables of look-ups where it repeats. */
import { beforeAll, expect, test } from 'vitest';
import { aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { APPLICATION_FIELDS } from '../store/applications.ts';
import { BUSINESS_UNIT_FIELDS } from '../store/business-units.ts';
import { GROUP_FIELDS } from '../store/groups.ts';
import { lookUpsOf, type Fields } from '../store/look-ups.ts';
import { MEMBER_FIELDS } from '../store/members.ts';
import { PROJECT_FIELDS } from '../store/projects.ts';
import { ROLE_FIELDS } from '../store/roles.ts';
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
  [{ assigned_to__in: '7,1' }, '1'],
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

const GOOD = { text: 'x', number: '1', boolean: 'true', time: '2026-01-02T03:04:05Z', numbers: '1', labels: 'x' };
const TABLES: readonly [name: string, fields: Fields][] = [
  ['tasks/', TASK_FIELDS],
  ['projects/', PROJECT_FIELDS],
  ['applications/', APPLICATION_FIELDS],
  ['business-units/', BUSINESS_UNIT_FIELDS],
  ['users/', USER_FIELDS],
  ['groups/', GROUP_FIELDS],
  ['user-roles/', ROLE_FIELDS],
  ['project-roles/', ROLE_FIELDS],
  ['members/', MEMBER_FIELDS],
];

/** Tasks and members are below their project. */
const pathOf = (name: string): string => (['tasks/', 'members/'].includes(name) ? tasks.replace('tasks/', name) : name);

test.each(TABLES)('every look-up of %s is understood, and refuses what is none', async (name, fields) => {
  const path = pathOf(name);
  for (const { key, field, lookUp } of lookUpsOf(fields)) {
    const kind = lookUp === 'isnull' ? 'boolean' : field.kind;
    for (const more of [{}, { page_size: '2' }]) {
      const { status } = await api.call(
        'GET',
        `${path}?${new URLSearchParams({ [key]: GOOD[kind], ...more }).toString()}`,
      );
      expect([key, status]).toEqual([key, 200]);
    }
    if (kind === 'text' || kind === 'labels') continue;
    for (const wrong of ['nonsense', '99999999999999', "1' or '1'='1"]) {
      const refused = await api.call('GET', `${path}?${new URLSearchParams({ [key]: wrong }).toString()}`);
      expect([key, wrong, refused.status]).toEqual([key, wrong, 400]);
      expect(Object.keys(refused.body)).toEqual([key]);
    }
  }
  for (const column of Object.keys(fields)) {
    for (const sign of ['', '-']) expect((await api.call('GET', `${path}?ordering=${sign}${column}`)).status).toBe(200);
  }
});
