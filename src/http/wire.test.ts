import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseAllow, type Resolve } from './egress.ts';
import { wireError } from './wire-error.ts';
import { BODY_LIMIT, undiciWire, type OpenWire } from './wire.ts';

const open: (Server | OpenWire)[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await (one as OpenWire).close();
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  open.push(server as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function wireFor(allow: string, resolve?: Resolve) {
  const one = undiciWire({ allow: parseAllow(allow), verifyTls: true, ...(resolve === undefined ? {} : { resolve }) });
  open.unshift(one);
  return (url: string, timeoutMs = 5_000) => one.wire({ method: 'GET', url, headers: {}, body: null, timeoutMs });
}

const errorOf = async (url: string, work: Promise<unknown>) =>
  wireError(
    await work.then(
      () => 'no error',
      (error: unknown) => error,
    ),
    new URL(url),
    5_000,
  );

test('an allowed loopback port is reached; headers have lower-case names', async () => {
  const port = await listen((_request, response) => response.writeHead(201, { 'X-A': '1' }).end('hello'));
  const answer = await wireFor(`127.0.0.1/32:${port}`)(`http://127.0.0.1:${port}/x`);
  expect(answer).toMatchObject({ status: 201, text: 'hello', headers: { 'x-a': '1' } });
});

test.each(['127.0.0.1', 'localhost', '2130706433', '0', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1'])(
  'http://%s is refused before anything is sent',
  async (host) => {
    let reached = 0;
    const port = await listen((_request, response) => response.end(String((reached += 1))));
    const url = `http://${host}:${port}/`;
    expect((await errorOf(url, wireFor('')(url))).message).toContain('LOCKSTEP_EGRESS_ALLOW');
    expect(reached).toBe(0);
  },
);

test('a name that resolves to loopback is refused, naming host and address', async () => {
  const resolve: Resolve = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
  const url = 'http://tracker.example:8080/';
  expect(await errorOf(url, wireFor('', resolve)(url))).toMatchObject({
    kind: 'settings',
    message: expect.stringContaining('tracker.example is at 127.0.0.1, port 8080') as string,
  });
});

test('a port where nobody listens, and a server that does not answer, are down', async () => {
  const port = await listen(() => undefined);
  const silent = `http://127.0.0.1:${port}/`;
  expect((await errorOf(silent, wireFor('127.0.0.0/8')(silent, 50))).message).toContain('did not answer');
  const nobody = 'http://127.0.0.1:1/';
  expect(await errorOf(nobody, wireFor('127.0.0.0/8')(nobody))).toMatchObject({ kind: 'down' });
});

test('a server that speaks plain HTTP where TLS is expected is a settings error', async () => {
  const port = await listen((_request, response) => response.end());
  const url = `https://127.0.0.1:${port}/`;
  expect(await errorOf(url, wireFor('127.0.0.0/8')(url))).toMatchObject({ kind: 'settings' });
});

test('a body is cut at 10 MB', async () => {
  const port = await listen((_request, response) => response.end('x'.repeat(BODY_LIMIT + 5)));
  const answer = await wireFor('127.0.0.0/8')(`http://127.0.0.1:${port}/`);
  expect(answer.text).toHaveLength(BODY_LIMIT);
  expect(answer.isTooLong).toBe(true);
});
