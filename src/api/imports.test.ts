import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aProject, NOW, person, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

async function prepared() {
  const api = await startApi(await freshDatabase());
  const project = await aProject(api);
  const path = `projects/${project}/imports/`;
  const tasks = async () => (await api.call('GET', `projects/${project}/tasks/`)).body.results;
  return { api, project, path, tasks };
}

const FILE = 'id,title,severity,Owner\nT1,First,high,Ann\nT2,Second,3,\n';

test('an import answers what it read and what it did, and stands in the history', async () => {
  const { api, project, path, tasks } = await prepared();
  const answer = await api.call('POST', path, { format: 'csv', content: FILE });
  expect(answer).toMatchObject({
    status: 201,
    body: {
      id: 1,
      project,
      format: 'csv',
      preview: false,
      profile: 'plain',
      columns: { id: 'id', title: 'title', priority: 'severity' },
      ignored: ['Owner'],
      counts: { created: 2, changed: 0, unchanged: 0 },
      additions: [
        { task: 'T1', title: 'First' },
        { task: 'T2', title: 'Second' },
      ],
      changes: [],
      turned: [],
    },
  });
  expect(
    (await tasks()).map(({ task_id, priority }: { task_id: string; priority: number }) => [task_id, priority]),
  ).toEqual([
    ['T1', 8],
    ['T2', 3],
  ]);
  const { body: me } = await api.call('GET', 'users/me/');
  expect((await api.call('GET', path)).body).toEqual({
    count: 1,
    next: null,
    previous: null,
    results: [
      {
        id: 1,
        project,
        format: 'csv',
        state: 'done',
        received: 55,
        message: '',
        updated: '2026-01-02T03:04:05.678Z',
        counts: { created: 2, changed: 0, unchanged: 0 },
        user: me.id,
        created: new Date(NOW).toISOString(),
      },
    ],
  });
});

test('a preview is 200, says what would change, and writes nothing', async () => {
  const { api, path, tasks } = await prepared();
  await api.call('POST', path, { format: 'csv', content: FILE });
  const changed = FILE.replace('First', 'First of all');
  const answer = await api.call('POST', path, { format: 'csv', content: changed, preview: true });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      id: null,
      preview: true,
      counts: { created: 0, changed: 1, unchanged: 1 },
      changes: [{ task: 'T1', title: 'First of all', fields: ['title'] }],
    },
  });
  expect((await tasks())[0].title).toBe('First');
  expect((await api.call('GET', path)).body.count).toBe(1);
});

test('the bytes of a file keep their encoding until they are read', async () => {
  const { api, path, tasks } = await prepared();
  const latin1 = Buffer.from('id;title;Gewicht\r\nT1;Prüfung;9\r\n', 'latin1').toString('base64');
  expect(
    (await api.call('POST', path, { format: 'csv', content_base64: latin1, mapping: { priority: 'Gewicht' } })).status,
  ).toBe(201);
  expect((await tasks())[0]).toMatchObject({ title: 'Prüfung', priority: 9 });
});

test('a file with problems is refused whole: the first hundred are named, the rest counted', async () => {
  const { api, path, tasks } = await prepared();
  const bad = Array.from({ length: 120 }, (_, index) => `T${index},,`).join('\n');
  const { status, body } = await api.call('POST', path, {
    format: 'csv',
    content: `id,title,phase\nT999,fine,\n${bad}\n`,
  });
  expect(status).toBe(400);
  expect(body.content).toHaveLength(102);
  expect(body.content[0]).toBe('line 3, column title: is empty; every task needs a title');
  expect(body.content.slice(-2)).toEqual(['… and 20 more', '120 problems: nothing was imported.']);
  expect(await tasks()).toEqual([]);
});

test.each([
  [{ format: 'csv' }, { content: ['Give the file as either content (text) or content_base64.'] }],
  [
    { format: 'csv', content: 'id,title\n', content_base64: '' },
    { content: ['Give the file as either content (text) or content_base64.'] },
  ],
  [{ format: 'xls', content: '' }, { format: ['"xls" is not a valid choice.'] }],
  [{ content: '' }, { format: ['This field is required.'] }],
])('%j', async (body, expected) => {
  const { api, path } = await prepared();
  expect(await api.call('POST', path, body)).toMatchObject({ status: 400, body: expected });
});

test('who may add tasks may import; who only sees the project may look; others find nothing', async () => {
  const { api, project, path } = await prepared();
  const lead = api.as(await person(api.db, 'lead@example.com', 'UR1', { project, role: 'PR1' }));
  const observer = api.as(await person(api.db, 'observer@example.com', 'UR1', { project, role: 'PR3' }));
  const stranger = api.as(await person(api.db, 'stranger@example.com', 'UR1'));
  const body = { format: 'csv', content: FILE };
  expect([
    (await lead('POST', path, body)).status,
    (await observer('POST', path, body)).status,
    (await stranger('POST', path, body)).status,
  ]).toEqual([201, 403, 404]);
  expect([
    (await lead('GET', path)).status,
    (await observer('GET', path)).status,
    (await stranger('GET', path)).status,
  ]).toEqual([200, 200, 404]);
});

test('a large file fits; the published ASVS is imported, and imported again without a change', async () => {
  const { api, path } = await prepared();
  const large = Array.from({ length: 10_000 }, (_, index) => `T${index},Title,"${'long text '.repeat(100)}"`).join(
    '\n',
  );
  expect((await api.call('POST', path, { format: 'csv', content: `id,title,text\n${large}\n` })).body.counts).toEqual({
    created: 10_000,
    changed: 0,
    unchanged: 0,
  });
  const folder = process.env['LOCKSTEP_FIXTURES'];
  if (folder === undefined)
    return console.info('LOCKSTEP_FIXTURES is not set: the published ASVS file is not imported');
  const content = readFileSync(join(folder, 'asvs', 'asvs-5.0.0-en.csv'), 'utf8');
  expect((await api.call('POST', path, { format: 'csv', content })).body).toMatchObject({
    profile: 'asvs',
    counts: { created: 345, changed: 0, unchanged: 0 },
  });
  expect((await api.call('POST', path, { format: 'csv', content })).body.counts).toEqual({
    created: 0,
    changed: 0,
    unchanged: 345,
  });
});

test('ASVS as JSON, up to a level; and a level for another file is refused', async () => {
  const { api, path, tasks } = await prepared();
  const requirement = (id: string, L: string) => ({ req_id: id, req_description: `${id}.`, section_name: 'S', L });
  const content = JSON.stringify({ requirements: [requirement('V1.1.1', '2'), requirement('V1.1.2', '1')] });
  const body = { format: 'asvs', content, level: 1 };
  expect(await api.call('POST', path, body)).toMatchObject({
    status: 201,
    body: { format: 'asvs', profile: 'asvs', counts: { created: 1, changed: 0, unchanged: 0 } },
  });
  expect((await tasks()).map(({ task_id }: { task_id: string }) => task_id)).toEqual(['V1.1.2']);
  expect((await api.call('POST', path, { ...body, format: 'csv', content: FILE })).body.content[0]).toMatch(
    /^line 1: level chooses requirements of an ASVS file/,
  );
  expect((await api.call('POST', path, { ...body, level: 4 })).body.level).toHaveLength(1);
});
