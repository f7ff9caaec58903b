/** Hints as trackers send them and as people switch them on. */
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aConnection, aConnector, aProject, NOW, person, startApi, type TestApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';
import { makeToken } from '../store/tokens.ts';

let api: TestApi;
const lines: string[] = [];
beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  api = await startApi(await freshDatabase(), { logger, rateLimit: 100 });
});

afterAll(() => api.app.close());

const hintsOf = (id: number): string => `connections/issue-tracker/${id}/hints/`;

async function enabled(id: number): Promise<{ readonly secret: string; readonly path: string }> {
  const { body, status, headers } = await api.call('POST', hintsOf(id));
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  const secret = /^https:\/\/lockstep\.test\/api\/v2\/hints\/([0-9a-f]{40})\/$/.exec(body.address)?.[1] ?? '';
  expect(secret).not.toBe('');
  return { secret, path: new URL(body.address).pathname };
}

const send = async (url: string, payload: string | Buffer = '', headers: Record<string, string> = {}) => {
  const { statusCode: status, body } = await api.app.inject({ method: 'POST', url, payload, headers });
  return { status, body };
};
const TAKEN = { status: 202, body: '{}' };

const counted = async (id: number): Promise<number> => (await api.call('GET', hintsOf(id))).body.count;

test('the address is shown once, counts, and goes', async () => {
  const id = await aConnection(api);
  expect((await api.call('GET', hintsOf(id))).body).toEqual({ enabled: false, last: null, count: 0 });
  const { path } = await enabled(id);
  expect(await send(path)).toEqual(TAKEN);
  expect(await send(path)).toEqual(TAKEN);
  const last = new Date(NOW).toISOString();
  expect((await api.call('GET', hintsOf(id))).body).toEqual({ enabled: true, last, count: 2 });
  expect(api.woken).toContain(id);
  const { results } = (await api.call('GET', `jobs/issue-tracker/?connection=${id}`)).body;
  expect(results).toMatchObject([{ automatic: true, triggered_by: null, state: 'queued' }]);
  const { path: renewed } = await enabled(id);
  expect((await send(path)).status).toBe(404);
  expect(await send(renewed)).toEqual(TAKEN);
  expect((await api.call('DELETE', hintsOf(id))).status).toBe(204);
  expect((await send(renewed)).status).toBe(404);
});

test('whatever a tracker sends is taken, and nothing of it is read', async () => {
  const id = await aConnection(api);
  const { path } = await enabled(id);
  const requests: [string | Buffer, Record<string, string>][] = [
    ['{"broken', { 'content-type': 'application/json' }],
    ['{"__proto__": {"a": 1}}', { 'content-type': 'application/json; charset=utf-8' }],
    ['payload=%7B%7D&a=%zz', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['--x\r\nno end', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['<x', { 'content-type': 'text/xml' }],
    ['x', { 'content-type': 'no such type' }],
    ['x', { 'content-type': '' }],
    [Buffer.from([0, 255, 254]), {}],
    [Buffer.alloc(900_000, 32), { 'content-type': 'application/json' }],
    ['', { 'content-type': 'application/json' }],
    ['{}', { 'idempotency-key': 'k', origin: 'https://elsewhere.example', cookie: 'sde-sessionid=nobody' }],
    ['{}', { authorization: 'Basic Og==', 'idempotency-key': 'k', 'x-hub-signature': 'sha256=0' }],
    ['{}', { authorization: 'Bearer no token of ours' }],
  ];
  for (const [payload, headers] of requests)
    expect([headers, await send(path, payload, headers)]).toEqual([headers, TAKEN]);
  expect(await send(`${path}?user_id=admin&exclude=x`)).toEqual(TAKEN);
  expect(await send(path.slice(0, -1))).toEqual(TAKEN);
  expect(await counted(id)).toBe(requests.length + 2);
});

test('a body that goes on for ever is cut off, and the next hint is heard', async () => {
  const id = await aConnection(api);
  const { path } = await enabled(id);
  const url = new URL(path, await api.app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(url.port), url.hostname);
  let answer = '';
  socket.on('data', (data) => (answer += String(data))).on('error', () => undefined);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
  await vi.waitFor(() => expect(answer).toMatch(/^HTTP\/1.1 202 /));
  const chunk = `100000\r\n${'x'.repeat(1_048_576)}\r\n`;
  const chatter = setInterval(() => socket.write(chunk), 1);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(chatter);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(25_000_000) })).status).toBe(202);
  expect(await counted(id)).toBe(2);
});

test('a known address is never refused for how often it calls, an unknown one is', async () => {
  const { path } = await enabled(await aConnection(api));
  for (let n = 0; n < 150; n += 1) expect(await send(path)).toEqual(TAKEN);
  const guesses = new Set<number>();
  for (let n = 0; n < 150; n += 1) guesses.add((await send(`/api/v2/hints/${makeToken()}/`)).status);
  expect([...guesses]).toEqual([404, 429]);
  expect(await send(path)).toEqual(TAKEN);
});

test('what cannot be an address is counted, and costs the database nothing', async () => {
  const plain = await startApi(await freshDatabase(), { rateLimit: 100 });
  const guess = async (one: string): Promise<number> =>
    (await plain.app.inject({ method: 'POST', url: `/api/v2/hints/${one}/` })).statusCode;
  const asked = vi.spyOn(plain.db, 'transaction');
  const guesses = new Set<number>();
  for (const one of ['x', 'A'.repeat(40), '0'.repeat(39), '0'.repeat(41), `${'0'.repeat(40)}%0A`])
    for (let n = 0; n < 30; n += 1) guesses.add(await guess(one));
  expect([...guesses]).toEqual([404, 429]);
  expect(asked).not.toHaveBeenCalled();
  await guess(makeToken());
  expect(asked).toHaveBeenCalledOnce();
});

test('neither a body nor an idle connection holds a socket for ever', () => {
  const { requestTimeout, headersTimeout, timeout } = api.app.server;
  expect({ requestTimeout, headersTimeout, timeout }).toEqual({
    requestTimeout: 900_000,
    headersTimeout: 60_000,
    timeout: 900_000,
  });
});

test('a paused connection counts, and does not run', async () => {
  const id = await aConnection(api);
  const { path } = await enabled(id);
  await api.call('POST', `connections/issue-tracker/${id}/pause/`);
  expect(await send(path)).toEqual(TAKEN);
  expect((await api.call('GET', `jobs/issue-tracker/?connection=${id}`)).body.count).toBe(0);
  expect(await counted(id)).toBe(1);
});

test('the secret is in no log, no audit and no recorded answer, and never shown again', async () => {
  const id = await aConnection(api);
  const first = await api.call('POST', hintsOf(id), undefined, { 'idempotency-key': 'again' });
  const again = await api.call('POST', hintsOf(id), undefined, { 'idempotency-key': 'again' });
  const call = { method: 'POST', path: `/api/v2/${hintsOf(id)}`, reference_id: 'a' };
  const composite = await api.call('POST', 'composite/', { composite_request: [call] }, { 'idempotency-key': 'c' });
  expect(composite.headers['cache-control']).toBe('no-store');
  const addresses = [first.body.address, again.body.address, composite.body.composite_response[0].body.address];
  expect(new Set(addresses).size).toBe(3);
  for (const address of addresses) {
    const { pathname } = new URL(address);
    await send(pathname);
    await api.app.inject({ method: 'GET', url: pathname });
    await api.app.inject({ method: 'POST', url: `${pathname}more/of/it?a=b` });
  }
  expect(lines.filter((line) => line.includes('/api/v2/hints/********')).length).toBeGreaterThan(8);
  const audit = (await api.call('GET', 'audit/?page_size=1000')).body;
  expect(audit.results.map(({ text }: { text: string }) => text)).toContainEqual(
    expect.stringMatching(new RegExp(`^admin@example.com enabled hints ${id} in project`)),
  );
  expect(JSON.stringify(audit)).not.toContain('receiveHint');
  const { db } = api;
  const stored = [
    await db.selectFrom('connections').selectAll().execute(),
    await db.selectFrom('activities').selectAll().execute(),
    await db.selectFrom('idempotency_keys').selectAll().execute(),
  ];
  const everything = [...lines, JSON.stringify(stored), JSON.stringify(audit)].join('\n');
  for (const address of addresses) expect(everything).not.toContain(/hints\/(\w+)/.exec(address)?.[1]);
  expect(JSON.stringify(stored)).toContain('hint_hash');
  const connection = (await api.call('GET', `connections/issue-tracker/${id}/?include=params,state,schedule`)).body;
  expect(JSON.stringify(connection)).not.toContain('hint');
});

test('without the advanced feature a hint is counted, and nothing runs', async () => {
  const plain = await startApi(await freshDatabase(), { advanced: false });
  const id = await aConnection(plain, { project: await aProject(plain), connector: await aConnector(plain) });
  const { address } = (await plain.call('POST', hintsOf(id))).body;
  const answer = await plain.app.inject({ method: 'POST', url: new URL(address).pathname });
  expect([answer.statusCode, plain.woken]).toEqual([202, []]);
  expect((await plain.call('GET', hintsOf(id))).body.count).toBe(1);
});

test('who may not change the connection sees that there are hints, and no more', async () => {
  const project = await aProject(api, 'Seen');
  const id = await aConnection(api, { project });
  const observer = api.as(await person(api.db, 'observer-of-hints@example.com', 'UR2', { project, role: 'PR3' }));
  for (const method of ['POST', 'DELETE']) expect((await observer(method, hintsOf(id))).status).toBe(403);
  expect((await observer('GET', hintsOf(id))).status).toBe(200);
  expect((await api.call('GET', hintsOf(999_999))).status).toBe(404);
});
