import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { counting, aConnection, aConnector, aProject, BASE_URL, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  for (const name of ['a', 'b', 'c', 'd', 'e']) await api.call('POST', 'business-units/', { name });
});

const namesOf = (body: { results: { name: string }[] }): string => body.results.map((row) => row.name).join('');

test('is complete without a page, and has all four members', async () => {
  const { body } = await api.call('GET', 'business-units/');
  expect(body).toMatchObject({ count: 5, next: null, previous: null });
  expect(namesOf(body)).toBe('abcde');
});

test('pages with absolute links that work as they are', async () => {
  let url: string | null = `${BASE_URL}/api/v2/business-units/?page_size=2&name=`;
  const seen: string[] = [];
  while (url !== null) {
    expect(url.startsWith(`${BASE_URL}/api/v2/business-units/?`)).toBe(true);
    const { body } = await api.call('GET', url.replace(`${BASE_URL}/api/v2/`, ''));
    expect(body.count).toBe(5);
    seen.push(namesOf(body));
    url = body.next;
  }
  expect(seen).toEqual(['ab', 'cd', 'e']);
  const last = (await api.call('GET', 'business-units/?page_size=2&page=3')).body;
  expect(last.previous).toBe(`${BASE_URL}/api/v2/business-units/?page_size=2&page=2`);
});

test('clamps sizes and refuses pages that are not there', async () => {
  expect(namesOf((await api.call('GET', 'business-units/?page_size=99999')).body)).toBe('abcde');
  expect(namesOf((await api.call('GET', 'business-units/?page_size=0')).body)).toBe('a');
  expect(namesOf((await api.call('GET', 'business-units/?page=1')).body)).toBe('abcde');
  expect(await api.call('GET', 'business-units/?page=9')).toMatchObject({
    status: 404,
    body: { detail: 'Invalid page.' },
  });
  expect((await api.call('GET', 'plugins/issue-tracker/?page_size=1')).body.results).toHaveLength(1);
});

test('a filter out of range is refused, a key that is no filter is ignored', async () => {
  const filters = [
    ...['project', 'connector'].map((key) => `connections/issue-tracker/?${key}=`),
    'jobs/issue-tracker/?connection=',
    'plans/?connection=',
    'projects/?application=',
    'applications/?business_unit=',
    'phases/?page=',
  ];
  for (const filter of filters) expect((await api.call('GET', `${filter}99999999999999999999`)).status).toBe(400);
  for (const path of ['connections/issue-tracker', 'connectors/issue-tracker', 'jobs/issue-tracker', 'projects']) {
    expect((await api.call('GET', `${path}/?ids=x&kinds=x&viewer=x`)).status).toBe(200);
  }
});

test('the number of queries does not grow with the rows', async () => {
  const { db, queries } = counting(api.db);
  const counted = await startApi(await emptied(db));
  const project = await aProject(counted, 'Counted');
  const connector = await aConnector(counted);
  const queriesOf = async (path: string): Promise<number> => {
    const before = queries();
    expect((await counted.call('GET', path)).status).toBe(200);
    return queries() - before;
  };
  const paths = [
    'connections/issue-tracker/?include=last_job,schedule',
    'connections/issue-tracker/?page_size=100',
    'jobs/issue-tracker/',
    'plans/',
    `projects/${project}/tasks/?include=references`,
    'projects/',
    'users/',
    'groups/',
    `projects/${project}/members/`,
  ];
  const fill = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) {
      const connection = await aConnection(counted, { project, connector });
      await counted.call('POST', 'jobs/issue-tracker/', { connection, ready: false });
      await counted.call('POST', 'plans/', { connection });
      await counted.call('POST', `projects/${project}/tasks/`, { title: 't', text: '', priority: 5, phase: 'X1' });
      const user = (await counted.call('POST', 'users/', { email: `${connection}@example.com` })).body.id;
      await counted.call('POST', 'groups/', { name: `Group ${connection}`, members: [1, user] });
      await counted.call('POST', `projects/${project}/members/`, { user, role: 'PR2' });
    }
  };
  const measure = () =>
    paths.reduce<Promise<number[]>>(async (all, path) => [...(await all), await queriesOf(path)], Promise.resolve([]));
  await fill(1);
  const few = await measure();
  await fill(49);
  expect(await measure()).toEqual(few);
  expect(Math.max(...few)).toBeLessThan(8);
});

/** Without the people of the first server: the second makes its own. */
async function emptied(db: TestApi['db']): Promise<TestApi['db']> {
  await sql`truncate users, business_units restart identity cascade`.execute(db);
  return db;
}
