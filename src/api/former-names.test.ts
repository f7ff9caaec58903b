import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { aConnection, aConnector, aProject, startApi } from '../../test/api.ts';
import { presentName } from './former-names.ts';

test.each([
  ['/api/v2/connections/alm/', '/api/v2/connections/issue-tracker/'],
  ['/api/v2/connections/alm/5/?include=last_job', '/api/v2/connections/issue-tracker/5/?include=last_job'],
  ['/api/v2/connections/alm?project=1', '/api/v2/connections/issue-tracker?project=1'],
  ['/api/v2/connectors/alm/2/', '/api/v2/connectors/issue-tracker/2/'],
  ['/api/v2/connectors/testalm/', '/api/v2/connectors/test-issue-tracker/'],
  ['/api/v2/connections/testalm', '/api/v2/connections/test-issue-tracker'],
  ['/api/v2/plugins/alm/redmine/', '/api/v2/plugins/issue-tracker/redmine/'],
  ['/api/v2/jobs/alm/7/', '/api/v2/jobs/issue-tracker/7/'],
  ['/api/v2/projects/1/jobs/alm/', '/api/v2/projects/1/jobs/issue-tracker/'],
])('%s is %s now', (former, present) => {
  expect(presentName(former)).toBe(present);
});

test.each(['/api/v2/connections/almanac/', '/api/v2/projects/?name=jobs/alm/', '/api/v2/projects/alm/', '/healthz'])(
  '%s was never called otherwise',
  (url) => {
    expect(presentName(url)).toBe(url);
  },
);

test('old scripts get the same answers, and the same refusals', async () => {
  const api = await startApi(await freshDatabase());
  await aConnection(api, { connector: await aConnector(api), project: await aProject(api) });
  for (const [former, present] of [
    ['connections/alm/', 'connections/issue-tracker/'],
    ['connections/alm/1/', 'connections/issue-tracker/1/'],
    ['connectors/alm/', 'connectors/issue-tracker/'],
    ['plugins/alm/', 'plugins/issue-tracker/'],
    ['jobs/alm/', 'jobs/issue-tracker/'],
  ] as const) {
    const old = await api.call('GET', former);
    expect(old.status).toBe(200);
    expect(old.body).toEqual((await api.call('GET', present)).body);
  }
  expect(
    (await api.call('POST', 'projects/1/jobs/alm/', { connection: 1, automatic: false, ready: false })).status,
  ).toBe(201);
  const refused = await api.call('DELETE', 'plugins/alm/');
  expect(refused).toMatchObject({ status: 405, body: { detail: 'Method "DELETE" not allowed.' } });
});
