import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { aProject, person, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

const FILE = { 'content-type': 'application/octet-stream' };
const NOTHING = { created: 0, changed: 0, unchanged: 0 };
const CSV = 'id,title\r\nT1,Prüfung\r\n';

async function prepared() {
  const api = await startApi(await freshDatabase());
  const project = await aProject(api);
  const tasks = async () => (await api.call('GET', `projects/${project}/tasks/`)).body.results;
  return { api, project, path: `projects/${project}/imports/upload/`, tasks };
}

test('a file as it is does what the same file in JSON does, and stands in the same history', async () => {
  const { api, project, path, tasks } = await prepared();
  const latin1 = Buffer.from(CSV, 'latin1');
  expect(await api.call('POST', `${path}?format=csv&preview=true`, latin1, FILE)).toMatchObject({
    status: 200,
    body: { id: null, preview: true, counts: { created: 1, changed: 0, unchanged: 0 } },
  });
  expect(await tasks()).toEqual([]);
  expect(await api.call('POST', `${path}?format=csv`, Readable.from([latin1]), FILE)).toMatchObject({
    status: 201,
    body: { id: 1, project, format: 'csv', preview: false, profile: 'plain' },
  });
  expect((await tasks())[0].title).toBe('Prüfung');
  expect((await api.call('GET', `projects/${project}/imports/`)).body.results).toMatchObject([
    { id: 1, format: 'csv', counts: { created: 1, changed: 0, unchanged: 0 } },
  ]);
});

test('the level of an ASVS file is a query parameter', async () => {
  const { api, path, tasks } = await prepared();
  const requirement = (id: string, L: string) => ({ req_id: id, req_description: `${id}.`, section_name: 'S', L });
  const file = Buffer.from(JSON.stringify({ requirements: [requirement('V1', '2'), requirement('V2', '1')] }));
  expect((await api.call('POST', `${path}?format=asvs&level=1`, file, FILE)).status).toBe(201);
  expect((await tasks()).map(({ task_id }: { task_id: string }) => task_id)).toEqual(['V2']);
});

test('a file of 1 GB is refused when the limit is passed, and not read to its end', async () => {
  const { api, path, tasks } = await prepared();
  let sent = 0;
  function* endless(): Generator<Buffer> {
    yield Buffer.from('id,title\nT1,');
    for (; sent < 1024; sent += 1) yield Buffer.alloc(1024 * 1024, 'a');
  }
  const before = process.memoryUsage().rss;
  expect(await api.call('POST', `${path}?format=csv`, Readable.from(endless()), FILE)).toMatchObject({
    status: 413,
    body: { detail: 'The file has more than 20 MB: import it in parts.' },
  });
  expect(sent).toBeLessThan(50);
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(300);
  expect(await tasks()).toEqual([]);
});

test.each([
  ['?format=xls', CSV, { format: ['"xls" is not a valid choice.'] }],
  ['?format=asvs&level=4', CSV, { level: [expect.any(String)] }],
  ['', '', { content: expect.arrayContaining([expect.stringContaining('the file is empty')]) }],
])('%s %j', async (query, body, expected) => {
  const { api, path } = await prepared();
  expect(await api.call('POST', `${path}${query}`, Buffer.from(body), FILE)).toMatchObject({
    status: 400,
    body: expected,
  });
});

test('a file is a file, whatever the client calls it', async () => {
  const { api, path } = await prepared();
  for (const type of ['application/json', 'text/csv', 'text/plain']) {
    expect((await api.call('POST', path, Buffer.from(CSV), { 'content-type': type })).status).toBe(201);
  }
});

test('who may add tasks may upload; who only sees the project, or not even that, may not', async () => {
  const { api, project, path } = await prepared();
  const people = [
    await person(api.db, 'lead@example.com', 'UR1', { project, role: 'PR1' }),
    await person(api.db, 'observer@example.com', 'UR1', { project, role: 'PR3' }),
    await person(api.db, 'stranger@example.com', 'UR1'),
  ];
  const answers = [];
  for (const token of people) {
    answers.push((await api.as(token)('POST', `${path}?format=csv`, Buffer.from(CSV), FILE)).status);
  }
  expect(answers).toEqual([201, 403, 404]);
});

test('a repeated Idempotency-Key does no harm: the import is idempotent by itself', async () => {
  const { api, path } = await prepared();
  const headers = { ...FILE, 'idempotency-key': 'k' };
  const send = () => api.call('POST', `${path}?format=csv`, Buffer.from(CSV), headers);
  expect((await send()).body.counts).toEqual({ created: 1, changed: 0, unchanged: 0 });
  expect((await send()).body.counts).toEqual({ created: 0, changed: 0, unchanged: 1 });
});

test('a SARIF report: what it no longer names is closed, with counts in the answer and in the history', async () => {
  const { api, project, path, tasks } = await prepared();
  const report = (...rules: readonly string[]) => {
    const results = rules.map((ruleId) => ({ ruleId, message: { text: ruleId } }));
    return Buffer.from(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'S' } }, results }] }));
  };
  const send = async (file: Buffer) => (await api.call('POST', `${path}?format=sarif`, file, FILE)).body;
  const first = await send(report('a', 'b'));
  expect(first.counts).toEqual({ created: 2, changed: 0, unchanged: 0, closed: 0, reopened: 0 });
  const fixed = { created: 0, changed: 0, unchanged: 1, closed: 1, reopened: 0 };
  const { task } = first.additions.find(({ title }: { title: string }) => title === 'a: a');
  expect(await send(report('b'))).toMatchObject({ counts: fixed, turned: [{ task, title: 'a: a', meaning: 'DONE' }] });
  const states = (await tasks()).map(({ title, status }: { title: string; status: string }) => [title, status]);
  expect(states.toSorted()).toEqual([
    ['a: a', 'TS1'],
    ['b: b', 'TS2'],
  ]);
  expect((await api.call('GET', `projects/${project}/imports/`)).body.results[0].counts).toEqual(fixed);
});

test('a VEX document: a state is a status', async () => {
  const { api, path, tasks } = await prepared();
  const states = ['exploitable', 'resolved', 'not_affected'];
  const vulnerabilities = states.map((state, at) => ({ id: `CVE-${at}`, analysis: { state } }));
  const file = Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', vulnerabilities }));
  expect((await api.call('POST', `${path}?format=vex`, file, FILE)).status).toBe(201);
  const found = (await tasks()).map((task: { task_id: string; status: string }) => [task.task_id, task.status]);
  expect(found.toSorted()).toEqual([
    ['CVE-0', 'TS2'],
    ['CVE-1', 'TS1'],
    ['CVE-2', 'TS3'],
  ]);
});

test('a long import shows how far it is, and stays in the history when it ends badly', async () => {
  const { api, project, path, tasks } = await prepared();
  const newest = async () => (await api.call('GET', `projects/${project}/imports/?page_size=1`)).body.results[0];
  const seen: object[] = [];
  async function* slow(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"version": "2.1.0", "runs": [');
    for (let part = 0; part < 6; part += 1) yield Buffer.alloc(1024 * 1024, ' ');
    seen.push(await newest());
    throw new Error('the line is dead');
  }
  await api.call('POST', `${path}?format=sarif`, Readable.from(slow()), FILE).catch(() => undefined);
  expect(seen).toEqual([expect.objectContaining({ state: 'running', format: 'sarif', counts: NOTHING, message: '' })]);
  expect(seen[0]).toHaveProperty(
    'received',
    expect.toSatisfy((bytes: number) => bytes > 4_000_000),
  );
  const { id } = await newest();
  const one = `projects/${project}/imports/${id}/`;
  await expect.poll(async () => (await api.call('GET', one)).body.state).toBe('failed');
  expect((await api.call('GET', one)).body.message).toMatch(/nothing was imported\. Import the file again\.$/);
  expect(await tasks()).toEqual([]);
});

test('of a refused file the history says why, and of one that came in how large it was', async () => {
  const { api, project, path } = await prepared();
  const bad = 'id,title\nT1,\n';
  expect((await api.call('POST', `${path}?format=csv`, Buffer.from(bad), FILE)).status).toBe(400);
  const { id } = (await api.call('POST', `${path}?format=csv`, Buffer.from(CSV), FILE)).body;
  const { results } = (await api.call('GET', `projects/${project}/imports/`)).body;
  expect(results).toMatchObject([
    { id, state: 'done', received: Buffer.byteLength(CSV), counts: { ...NOTHING, created: 1 }, message: '' },
    {
      state: 'failed',
      counts: NOTHING,
      message: expect.stringMatching(/^line 2, column title: .*\n1 problem: nothing/),
    },
  ]);
  expect((await api.call('GET', `projects/${project}/imports/${id}/`)).body).toEqual(results[0]);
  expect((await api.call('GET', `projects/${project}/imports/4711/`)).status).toBe(404);
});

test('over a real connection, who sends too much is told so', async () => {
  const { api, path } = await prepared();
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 });
  function* large(): Generator<Buffer> {
    yield Buffer.from('id,title\nT1,');
    for (let sent = 0; sent < 40; sent += 1) yield Buffer.alloc(1024 * 1024, 'a');
  }
  const headers = { ...FILE, authorization: 'Token token-of-admin@example.com' };
  const upload = { method: 'POST', headers, body: ReadableStream.from(large()), duplex: 'half' } as const;
  const answer = await fetch(`${address}/api/v2/${path}?format=csv`, upload);
  expect([answer.status, await answer.json()]).toEqual([
    413,
    { detail: 'The file has more than 20 MB: import it in parts.' },
  ]);
  await api.app.close();
});
