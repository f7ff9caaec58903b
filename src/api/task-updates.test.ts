import { beforeAll, expect, test } from 'vitest';
import { aProject, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
let path: string;
const ids: string[] = [];
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Updated');
  path = `projects/${project}/task-updates/`;
  const task = { title: 't', text: '', priority: 5, phase: 'development' };
  for (let number = 0; number < 4; number += 1)
    ids.push((await api.call('POST', `projects/${project}/tasks/`, task)).body.task_id);
});

const put = (id: string, scope: { relevant: boolean; accepted: boolean }) =>
  api.db.updateTable('tasks').set(scope).where('project_id', '=', project).where('id', '=', id).execute();
const waiting = async (): Promise<string[]> =>
  (await api.call('GET', path)).body.results.map((task: { task_id: string }) => task.task_id);
const rows = () =>
  api.db
    .selectFrom('tasks')
    .select(['id', 'relevant', 'accepted', 'version'])
    .where('project_id', '=', project)
    .orderBy('id')
    .execute();

test('shows what waits, accepts one, and then all', async () => {
  expect(await waiting()).toEqual([]);
  await put(ids[0]!, { relevant: true, accepted: false });
  await put(ids[1]!, { relevant: false, accepted: true });
  await put(ids[2]!, { relevant: false, accepted: false });
  expect(await waiting()).toEqual([ids[0], ids[1]]);
  expect((await api.call('GET', `${path}?page_size=1`)).body).toMatchObject({ count: 2, previous: null });
  const one = await api.call('PUT', `${path}${project}-${ids[0]}/`, { accepted: true });
  expect(one).toMatchObject({ status: 200, body: { task_id: ids[0], accepted: true, relevant: true } });
  expect(await waiting()).toEqual([ids[1]]);
  const before = await rows();
  expect(await api.call('POST', path)).toMatchObject({ status: 200, body: { count: 0, results: [] } });
  // An engine that read the former version leaves the task alone; the others are as they were.
  expect(await rows()).toEqual(
    before.map((row) => (row.id === ids[1] ? { ...row, accepted: false, version: row.version + 1 } : row)),
  );
});

test('refuses what it cannot read, and who may not', async () => {
  expect(await api.call('PUT', `${path}${ids[0]}/`, {})).toMatchObject({
    status: 400,
    body: { accepted: ['This field is required.'] },
  });
  expect((await api.call('PUT', `${path}PT999/`, { accepted: true })).status).toBe(404);
  expect((await api.call('GET', 'projects/999999/task-updates/')).status).toBe(404);
  const observer = api.as(await person(api.db, 'observer@example.com', 'UR2', { project, role: 'PR3' }));
  expect((await observer('GET', path)).status).toBe(200);
  expect((await observer('POST', path)).status).toBe(403);
  expect((await observer('PUT', `${path}${ids[0]}/`, { accepted: false })).status).toBe(403);
});
