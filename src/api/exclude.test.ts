import { beforeAll, expect, test } from 'vitest';
import { aConnection, aProject, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

let api: TestApi;
let project: number;
beforeAll(async () => {
  api = await startApi(await freshDatabase());
  project = await aProject(api);
});

const task = { title: 'Use TLS', text: 'everywhere', priority: 8, phase: 'X1' };

test('members are left out of each in a list, and the list stays a list', async () => {
  await api.call('POST', `projects/${project}/tasks/`, task);
  const path = `projects/${project}/tasks/?page_size=1`;
  const whole = (await api.call('GET', path)).body;
  const { body } = await api.call('GET', `${path}&exclude=text,title,count,results,nonsense`);
  const { text, title, ...rest } = whole.results[0];
  expect([text, title]).toEqual(['everywhere', 'Use TLS']);
  expect(body).toEqual({ ...whole, results: [rest] });
});

test('and of the object that GET, POST and PATCH answer, also together with include and expand', async () => {
  const made = await api.call('POST', `projects/${project}/tasks/?exclude=text&expand=status`, task);
  expect(made.body).toMatchObject({ title: 'Use TLS', status: { meaning: 'TODO' } });
  expect(made.body).not.toHaveProperty('text');
  const path = `projects/${project}/tasks/${made.body.task_id}/`;
  const changed = await api.call('PATCH', `${path}?exclude=text&exclude=title`, { priority: 3 });
  expect(changed.body).not.toHaveProperty('title');
  expect(changed.body.priority).toBe(3);
  const connection = await aConnection(api, { project });
  const shown = await api.call('GET', `connections/issue-tracker/${connection}/?include=last_job&exclude=params,alias`);
  expect(shown.body).toMatchObject({ id: connection, last_job: null });
  expect(Object.keys(shown.body)).not.toEqual(expect.arrayContaining(['params']));
});

test('a refusal stays whole', async () => {
  const { status, body } = await api.call('GET', 'projects/4711/?exclude=detail');
  expect([status, body]).toEqual([404, { detail: 'Not found.' }]);
});

test('what is recorded for an Idempotency-Key is whole, and the repetition leaves out the same', async () => {
  const send = () =>
    api.call('POST', 'business-units/?exclude=name', { name: 'Once' }, { 'idempotency-key': 'exclude-1' });
  const first = await send();
  expect(first.body).not.toHaveProperty('name');
  const again = await send();
  expect([again.status, again.body, again.headers['idempotency-replayed']]).toEqual([201, first.body, 'true']);
});

test('every operation that answers with something describes the parameter', async () => {
  const { paths } = (await api.app.inject({ url: '/api/openapi.json' })).json() as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
  };
  for (const [path, operations] of Object.entries(paths).filter(([one]) => one.startsWith('/api/v2/'))) {
    for (const [method, { parameters = [] }] of Object.entries(operations)) {
      const described = parameters.some(({ name }) => name === 'exclude');
      expect([path, method, described]).toEqual([path, method, method !== 'delete']);
    }
  }
});
