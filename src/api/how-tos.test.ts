import { beforeAll, expect, test } from 'vitest';
import { aProject, NOW, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let task: string;
let path: string;
let project: number;
let at = NOW;
beforeAll(async () => {
  api = await startApi(await freshDatabase(), { now: () => at });
  project = await aProject(api, 'How');
  task = await aTask();
  path = `${task}how-tos/`;
});

const aTask = async (): Promise<string> => {
  const body = { title: 't', text: '', priority: 5, phase: 'testing' };
  return `projects/${project}/tasks/${(await api.call('POST', `projects/${project}/tasks/`, body)).body.task_id}/`;
};
const make = async (title: string, more: object = {}) =>
  (await api.call('POST', path, { title, content: `*${title}*`, ...more })).body;
const version = async (): Promise<number> =>
  (await api.db.selectFrom('tasks').select('version').where('id', '=', 'PT1').executeTakeFirstOrThrow()).version;

test('is made, shown, changed and deleted, each time as a change of its task', async () => {
  const made = await make('Java');
  expect(made).toMatchObject({
    id: expect.stringMatching(/^I\d+$/),
    task: `${project}-PT1`,
    title: 'Java',
    ordinal: 1,
  });
  expect((await api.call('GET', `${path}${made.id}/`)).body).toEqual(made);
  expect(await version()).toBe(2);
  at += 1_000;
  const changed = await api.call('PATCH', `${path}${made.id}/`, { content: 'Else', ordinal: 7 });
  const updated = new Date(at).toISOString();
  expect(changed).toMatchObject({ status: 200, body: { ...made, content: 'Else', ordinal: 7, updated } });
  expect((await api.call('GET', task)).body).toMatchObject({ updated, updater: 'admin@example.com' });
  expect(await api.call('DELETE', `${path}${made.id}/`)).toMatchObject({ status: 204, body: '' });
  for (const method of ['GET', 'PATCH', 'DELETE'])
    expect((await api.call(method, `${path}${made.id}/`, {})).body).toEqual({ detail: 'Not found.' });
  expect(await version()).toBe(4);
});

test('are listed in their order, with look-ups, and with the task', async () => {
  const [last, first] = [await make('Zig', { ordinal: 5 }), await make('C', { ordinal: 2 })];
  const behind = await make('Ada');
  expect(behind.ordinal).toBe(6);
  const titles = async (query: string) =>
    (await api.call('GET', `${path}${query}`)).body.results.map(({ title }: { title: string }) => title);
  expect(await titles('')).toEqual(['C', 'Zig', 'Ada']);
  expect(await titles('?title__iexact=ZIG')).toEqual(['Zig']);
  expect(await titles('?ordinal__gte=5&ordering=title')).toEqual(['Ada', 'Zig']);
  expect(await titles('?search=*c*&page_size=1')).toEqual(['C']);
  const shown = [first, last, behind].map(({ id, title, content, ordinal }) => ({ id, title, content, ordinal }));
  expect((await api.call('GET', `${task}?include=how_tos`)).body.how_tos).toEqual(shown);
  const [listed] = (await api.call('GET', `projects/${project}/tasks/?include=how_tos`)).body.results;
  expect(listed.how_tos).toEqual(shown);
  expect((await api.call('GET', task)).body).not.toHaveProperty('how_tos');
});

test('belong to their task, and go with it', async () => {
  const { id } = await make('Mine');
  const other = await aTask();
  expect((await api.call('GET', `${other}how-tos/${id}/`)).status).toBe(404);
  expect((await api.call('GET', `${path}${id.slice(1)}/`)).status).toBe(404);
  await api.call('POST', `${other}how-tos/`, { title: 'x', content: 'y' });
  expect((await api.call('DELETE', other)).status).toBe(204);
});

test.each<[body: object, errors: object]>([
  [{}, { title: ['This field is required.'], content: ['This field is required.'] }],
  [{ title: '', content: 'x' }, { title: ['This field may not be blank.'] }],
  [{ title: 'x', content: 5 }, { content: ['Not a valid string.'] }],
  [{ title: 'x', content: 'y', ordinal: 'last' }, { ordinal: ['A valid integer is required.'] }],
])('refuses %j', async (body, errors) => {
  expect(await api.call('POST', path, body)).toMatchObject({ status: 400, body: errors });
});
