import { beforeAll, expect, test } from 'vitest';
import { aConnection, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { dropExchanges, saveExchanges } from '../store/exchanges.ts';

let api: TestApi;
let path: string;
let job: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  const connection = await aConnection(api);
  job = (await api.call('POST', 'jobs/issue-tracker/', { connection, ready: false })).body.id;
  path = `jobs/issue-tracker/${job}/trace/`;
});

const exchange = { at: NOW, method: 'GET', url: 'https://x.example/a', request: null, milliseconds: 3 };
const answered = { ...exchange, status: 200, response: '{"a":"\u0000"}', error: null };
const lost = { ...exchange, at: NOW + 1_000, status: null, response: null, error: 'ECONNRESET' };

test('a job without debug mode has none', async () => {
  expect(await api.call('GET', path)).toMatchObject({ status: 200, body: { count: 0, results: [] } });
});

test('shows the exchanges in their order, in pages, and as a file', async () => {
  await saveExchanges(api.db, job, [answered, lost]);
  const { body, headers } = await api.call('GET', path);
  const at = (time: number) => ({ at: new Date(time).toISOString() });
  expect(body.results).toEqual([
    { ...answered, ...at(NOW), response: '{"a":"\ufffd"}' },
    { ...lost, ...at(NOW + 1_000) },
  ]);
  expect(headers['content-disposition']).toBeUndefined();
  expect((await api.call('GET', `${path}?page=2&page_size=1`)).body).toMatchObject({
    count: 2,
    results: [{ error: 'ECONNRESET' }],
  });
  expect((await api.call('GET', `${path}?download=true`)).headers['content-disposition']).toBe(
    `attachment; filename="job-${job}-trace.json"`,
  );
});

test('what is older than its time is dropped', async () => {
  await dropExchanges(api.db, new Date(NOW + 500));
  expect((await api.call('GET', path)).body.results).toMatchObject([{ error: 'ECONNRESET' }]);
});

test('only for those who may edit connections', async () => {
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR1'));
  expect((await stranger('GET', path)).status).toBe(404);
  const { project_id: project } = await api.db.selectFrom('connections').select('project_id').executeTakeFirstOrThrow();
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR1', { project, role: 'PR1' }));
  expect((await lead('GET', path)).status).toBe(403);
  expect((await api.call('GET', 'jobs/issue-tracker/999/trace/')).status).toBe(404);
});
