import { expect, test } from 'vitest';
import { aConnection, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

test('create', async () => {
  const api = await startApi(await freshDatabase());
  const id = await aConnection(api);
  const answer = await api.call('GET', `connections/issue-tracker/${id}/?include=last_job`);
  expect(answer.status).toBe(200);
});
