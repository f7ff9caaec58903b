import { expect, test } from 'vitest';
import { person, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const SAMPLE = {
  tasks: 'id,title\nT1,Validate input\n',
  trackers: [{ name: 'Jira', system: 'jira', url: 'http://127.0.0.1:1', project: 'PAY', params: { a: 'b' } }],
};

test('without trackers in the box there is nothing to try', async () => {
  const api = await startApi(await freshDatabase());
  expect(await api.call('GET', 'sample/')).toMatchObject({ status: 200, body: { tasks: '', trackers: [] } });
});

test('with them it is told to those who may connect', async () => {
  const api = await startApi(await freshDatabase(), { sample: SAMPLE });
  expect((await api.call('GET', 'sample/')).body).toEqual(SAMPLE);
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR3'));
  expect((await lead('GET', 'sample/')).status).toBe(403);
});
