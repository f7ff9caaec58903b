import { beforeAll, expect, test } from 'vitest';
import { aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let tasks: string;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api, 'Shrinking');
  tasks = `projects/${project}/tasks/`;
});

const make = async (): Promise<string> =>
  (await api.call('POST', tasks, { title: 't', text: '', priority: 5, phase: 'testing' })).body.task_id;
const imported = (id: string) =>
  api.call('POST', `projects/${project}/imports/`, { format: 'csv', content: `id,title\n${id},x\n` });

test('a task goes with what stands below it; its id is never handed out again', async () => {
  const [first, second] = [await make(), await make()];
  await api.call('POST', `${tasks}${second}/notes/`, { text: 'n' });
  expect(await api.call('DELETE', `${tasks}${second}/`)).toMatchObject({ status: 204, body: '' });
  expect((await api.call('GET', `${tasks}${second}/`)).status).toBe(404);
  expect((await api.call('DELETE', `${tasks}${second}/`)).body).toEqual({ detail: 'Not found.' });
  expect([first, second, await make()]).toEqual(['PT1', 'PT2', 'PT3']);
});

test('nor is one that came with a file', async () => {
  expect((await imported('PT40')).status).toBe(201);
  expect((await api.call('DELETE', `${tasks}${project}-PT40/`)).status).toBe(204);
  expect(await make()).toBe('PT41');
});

test('a task of the library is turned off instead', async () => {
  await imported('T7');
  await api.db
    .updateTable('tasks')
    .set({ project_specific: false })
    .where('project_id', '=', project)
    .where('id', '=', 'T7')
    .execute();
  const refused = await api.call('DELETE', `${tasks}T7/`);
  expect(refused.status).toBe(400);
  expect(refused.body.non_field_errors[0]).toContain('task-updates/');
  expect((await api.call('GET', `${tasks}T7/`)).status).toBe(200);
});
