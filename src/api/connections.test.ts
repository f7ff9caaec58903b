import { expect, test } from 'vitest';
import { aConnection, aConnector, aProject, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

test('create', async () => {
  const api = await startApi(await freshDatabase());
  const id = await aConnection(api);
  const answer = await api.call('GET', `connections/issue-tracker/${id}/?include=last_job`);
  console.log(JSON.stringify(answer, null, 1));
  const list = await api.call('GET', `connectors/issue-tracker/`);
  console.log(JSON.stringify(list, null, 1));
  expect(answer.status).toBe(200);
});
