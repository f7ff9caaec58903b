import { beforeAll, expect, test } from 'vitest';
import { aProject, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
let notes: string;
let at = NOW;
beforeAll(async () => {
  api = await startApi(await freshDatabase(), { now: () => at });
  project = await aProject(api, 'Noted');
  const task = { title: 't', text: '', priority: 5, phase: 'development' };
  const { task_id } = (await api.call('POST', `projects/${project}/tasks/`, task)).body;
  notes = `projects/${project}/tasks/${task_id}/notes/`;
});

test('a note is shown, changed and deleted', async () => {
  const { body } = await api.call('POST', notes, { text: 'First' });
  expect(await api.call('GET', `${notes}${body.id}/`)).toMatchObject({ status: 200, body });
  at += 1_000;
  const changed = await api.call('PATCH', `${notes}${body.id}/`, { text: 'Second' });
  const updated = new Date(at).toISOString();
  expect(changed).toMatchObject({ status: 200, body: { ...body, text: 'Second', updated } });
  expect(await api.call('DELETE', `${notes}${body.id}/`)).toMatchObject({ status: 204, body: '' });
  for (const method of ['GET', 'DELETE'])
    expect(await api.call(method, `${notes}${body.id}/`)).toMatchObject({
      status: 404,
      body: { detail: 'Not found.' },
    });
  expect((await api.call('GET', notes)).body.count).toBe(0);
});

test('a note belongs to its task, and says something', async () => {
  const { body } = await api.call('POST', notes, { text: 'Here' });
  const task = { title: 'u', text: '', priority: 5, phase: 'development' };
  const { task_id } = (await api.call('POST', `projects/${project}/tasks/`, task)).body;
  const elsewhere = `projects/${project}/tasks/${task_id}/notes/${body.id}/`;
  expect((await api.call('GET', elsewhere)).status).toBe(404);
  expect((await api.call('DELETE', elsewhere)).status).toBe(404);
  expect(await api.call('PATCH', `${notes}${body.id}/`, { text: '' })).toMatchObject({
    status: 400,
    body: { text: ['This field may not be blank.'] },
  });
  expect((await api.call('PATCH', `${notes}${body.id}/`, {})).body).toEqual({ text: ['This field is required.'] });
  expect((await api.call('PUT', `${notes}${body.id}/`, {})).body).toEqual({ detail: 'Method "PUT" not allowed.' });
});

test('one changes what one wrote oneself', async () => {
  const call = api.as(await person(api.db, 'developer@example.com', 'UR1', { project, role: 'PR2' }));
  const own = (await call('POST', notes, { text: 'Mine' })).body.id;
  const other = (await api.call('POST', notes, { text: 'Not yours' })).body.id;
  expect((await call('PATCH', `${notes}${own}/`, { text: 'Still mine' })).status).toBe(200);
  expect((await call('PATCH', `${notes}${other}/`, { text: 'x' })).status).toBe(403);
  expect((await call('DELETE', `${notes}${other}/`)).status).toBe(403);
  expect((await api.call('GET', `${notes}${other}/`)).body.text).toBe('Not yours');
  expect((await call('DELETE', `${notes}${own}/`)).status).toBe(204);
  const author = (await call('POST', notes, { text: 'Left behind' })).body.id;
  expect((await api.call('DELETE', `${notes}${author}/`)).status).toBe(204);
});

test('are found by look-ups', async () => {
  const task = { title: 'v', text: '', priority: 5, phase: 'development' };
  const { task_id } = (await api.call('POST', `projects/${project}/tasks/`, task)).body;
  const path = `projects/${project}/tasks/${task_id}/notes/`;
  for (const note of [{ text: 'By hand' }, { text: 'By a tool', automatic: true }]) await api.call('POST', path, note);
  const texts = async (query: string) =>
    (await api.call('GET', `${path}?${query}`)).body.results.map(({ text }: { text: string }) => text);
  expect(await texts('automatic=true')).toEqual(['By a tool']);
  expect(await texts('text__icontains=HAND')).toEqual(['By hand']);
  expect(await texts('updater=admin@example.com&ordering=-id&page_size=1')).toEqual(['By a tool']);
  expect(await texts('search=tool')).toEqual(['By a tool']);
});
