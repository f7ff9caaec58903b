import { expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Endpoint } from '../model/tracker.ts';
import type { TrackerRequest } from '../model/transport.ts';
import { makeSend } from './client.ts';
import { Governor } from './governor.ts';
import { Ledger } from './ledger.ts';
import type { Wire, WireRequest, WireResponse } from './wire.ts';

const KEY = 'canary-0123456789';
const NOW = Date.parse('2026-01-01T00:00:00Z');

interface Options extends Pick<Endpoint, 'budgets' | 'limitIn'> {
  readonly gate?: () => Promise<void>;
}

/** A client whose network is a script: each entry answers one attempt. */
function client(script: readonly (Partial<WireResponse> | Error)[], { gate, ...limits }: Options = {}) {
  const sent: WireRequest[] = [];
  const slept: number[] = [];
  let now = NOW;
  const sleep = (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    now += milliseconds;
    return Promise.resolve();
  };
  const wire: Wire = (request) => {
    const answer = script[sent.length];
    sent.push(request);
    if (answer === undefined) throw new Error('the script is over');
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ status: 200, headers: {}, text: '', ...answer });
  };
  const ledger = new Ledger();
  const send = makeSend({
    endpoint: {
      root: 'https://tracker.example:8443/redmine',
      credentials: { 'X-Redmine-API-Key': new Secret(KEY) },
      verifyTls: true,
      ...limits,
    },
    wire,
    governor: new Governor({ now: () => now, sleep }),
    ledger,
    gate: gate ?? (() => Promise.resolve()),
    now: () => now,
    sleep,
    random: () => 0.5,
  });
  return { send, sent, slept, ledger };
}

const read: TrackerRequest = {
  purpose: 'pull',
  method: 'GET',
  path: '/issues.json',
  query: { cf_1: '~ls-', sort: 'a b' },
};
const write: TrackerRequest = { purpose: 'create', method: 'POST', path: '/issues.json', body: { issue: { id: 1 } } };

const failure = (code: string): Error => Object.assign(new Error(`${code} ${KEY}`), { code });
const thrownBy = async (work: Promise<unknown>): Promise<TrackerError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrackerError)) throw new Error(`expected a TrackerError, got ${String(error)}`);
  expect(error.message).not.toContain(KEY);
  return error;
};

test('a request carries the credentials below the root, JSON out and in', async () => {
  const { send, sent } = client([{ text: '{"a":1}' }, { status: 201, text: '' }]);
  expect(await send(read)).toMatchObject({ status: 200, body: { a: 1 }, text: '{"a":1}' });
  expect(await send(write)).toMatchObject({ status: 201, body: null });
  expect(sent[0]).toMatchObject({
    url: 'https://tracker.example:8443/redmine/issues.json?cf_1=%7Els-&sort=a+b',
    headers: { 'x-redmine-api-key': KEY },
    body: null,
  });
  expect(sent[1]).toMatchObject({ body: '{"issue":{"id":1}}', headers: { 'content-type': 'application/json' } });
});

test('an anonymous question carries no credentials, and its 401 is an answer', async () => {
  const { send, sent } = client([{ status: 401 }]);
  expect(await send({ ...read, authenticated: false })).toMatchObject({ status: 401 });
  expect(sent[0]?.headers).toEqual({ accept: 'application/json' });
});

test('a 401 throws credentials after one attempt', async () => {
  const { send, sent } = client([{ status: 401 }]);
  expect(await thrownBy(send(read))).toMatchObject({ kind: 'credentials' });
  expect(sent).toHaveLength(1);
});

test.each([
  { status: 502 },
  { status: 503 },
  { status: 504 },
  failure('ECONNRESET'),
  failure('UND_ERR_HEADERS_TIMEOUT'),
])('a read is repeated twice, with growing pauses, and every attempt is counted', async (trouble) => {
  const { send, slept, ledger } = client([trouble, trouble, { text: '[]' }]);
  expect(await send(read)).toMatchObject({ body: [] });
  expect(slept).toEqual([1_000, 2_000]);
  expect(ledger.table()).toMatchObject({ pull: 3, create: 0 });
});

test.each([
  { status: 502 },
  { status: 503, headers: { 'retry-after': '1' } },
  failure('ECONNRESET'),
  failure('ECONNREFUSED'),
])('a write is never repeated: whether it happened is not known', async (trouble) => {
  const { send, sent } = client([trouble, {}]);
  expect(await thrownBy(send(write))).toMatchObject({ kind: 'down' });
  expect(sent).toHaveLength(1);
});

test('an answer that was cut off is asked for again; a write is not', async () => {
  const torn = { status: 200, headers: { 'content-type': 'application/json' }, text: '{"issues":[{"id"' };
  const reading = client([torn, { text: '[]' }]);
  expect(await reading.send(read)).toMatchObject({ body: [] });
  const writing = client([torn]);
  expect(await thrownBy(writing.send(write))).toMatchObject({
    kind: 'down',
    message: expect.stringContaining('cut off'),
  });
  expect(writing.sent).toHaveLength(1);
});

test('a web page is no answer to a write: whether it happened is not known', async () => {
  const page = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: '<html>Log in</html>' };
  const { send, sent } = client([page]);
  expect(await thrownBy(send(write))).toMatchObject({ kind: 'down', message: expect.stringContaining('web page') });
  expect(sent).toHaveLength(1);
});

test('a question that travels by POST is repeated like any read, and asks no gate', async () => {
  const gate = (): Promise<void> => Promise.reject(new Error('asked'));
  const { send, sent } = client([{ status: 502 }, { text: '[]' }], { gate });
  const question: TrackerRequest = { purpose: 'look-up', method: 'POST', path: '/search', body: { jql: 'x' } };
  expect(await send(question)).toMatchObject({ body: [] });
  expect(sent).toHaveLength(2);
});

test('a write refused by a 429 was not done: it is sent again after the pause', async () => {
  const { send, sent, slept } = client([{ status: 429, headers: { 'retry-after': '7' } }, { status: 201 }]);
  expect(await send(write)).toMatchObject({ status: 201 });
  expect(slept).toEqual([7_000]);
  expect(sent).toHaveLength(2);
});

test.each([
  ['seconds', '45'],
  ['an HTTP date', 'Thu, 01 Jan 2026 00:00:45 GMT'],
])('a 429 that asks for more than 30 s in %s throws busy with the time', async (_form, value) => {
  const { send, slept } = client([{ status: 429, headers: { 'retry-after': value } }]);
  expect(await thrownBy(send(read))).toMatchObject({ kind: 'busy', retryAt: NOW + 45_000 });
  expect(slept).toEqual([]);
});

test('a Retry-After on a 200 slows down the next request', async () => {
  const { send, slept } = client([{ headers: { 'retry-after': '3' } }, {}]);
  await send(read);
  await send(write);
  expect(slept).toEqual([3_000]);
});

test('the gate is asked before each write and not before reads; when it throws, nothing is sent', async () => {
  const { send, sent } = client([{}], { gate: () => Promise.reject(new Error('cancelled')) });
  await send(read);
  await expect(send(write)).rejects.toThrow('cancelled');
  expect(sent).toHaveLength(1);
});

test('a redirect is not followed; the message names the new place without its query', async () => {
  const { send, sent } = client([{ status: 302, headers: { location: `https://other.example/login?key=${KEY}` } }]);
  const error = await thrownBy(send(read));
  expect(error.kind).toBe('settings');
  expect(error.message).toContain('redirects to https://other.example/login (302): use that address');
  expect(sent).toHaveLength(1);
});

test.each([
  ['ENOTFOUND', 'settings', 'host name "tracker.example" is not known'],
  ['ECONNREFUSED', 'down', 'refuses connections'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'settings', 'certificate of tracker.example:8443 cannot be trusted'],
  ['CERT_HAS_EXPIRED', 'settings', 'cannot be trusted'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'settings', 'does not speak https'],
  ['UND_ERR_CONNECT_TIMEOUT', 'down', 'did not answer within 30 s'],
])('%s becomes %s: %s', async (code, kind, message) => {
  const { send } = client([failure(code), failure(code), failure(code)]);
  const error = await thrownBy(send(read));
  expect(error.kind).toBe(kind);
  expect(error.message).toContain(message);
});

test('an answer that is no JSON has a null body and its text', async () => {
  const { send } = client([{ status: 404, text: '<html>' }]);
  expect(await send(read)).toMatchObject({ status: 404, body: null, text: '<html>' });
});

test('headers of a request travel with it, and never in the place of the credentials', async () => {
  const { send, sent } = client([{}]);
  await send({ ...read, headers: { cookie: 'a=1', 'x-redmine-api-key': 'mine', accept: 'text/html' } });
  expect(sent[0]?.headers).toMatchObject({ cookie: 'a=1', 'x-redmine-api-key': KEY, accept: 'application/json' });
});

test('a body is JSON, or of another kind of JSON that the request names', async () => {
  const { send, sent } = client([{}, {}]);
  await send({ ...read, method: 'POST', body: [] });
  await send({ ...read, method: 'POST', body: [], headers: { 'content-type': 'application/json-patch+json' } });
  expect(sent.map(({ headers }) => headers['content-type'])).toEqual([
    'application/json',
    'application/json-patch+json',
  ]);
});

test('writes draw from the budgets of their purpose, questions from none', async () => {
  const budget = { name: 'new issues', purposes: ['create'], windows: [{ most: 1, within: 5_000 }] } as const;
  const { send, slept } = client([{}, {}, {}, {}], { budgets: [budget] });
  await send(write);
  await send(read);
  await send({ ...write, purpose: 'update' });
  expect(slept).toEqual([]);
  await send(write);
  expect(slept).toEqual([5_000]);
});

test('a tracker may turn requests away in words of its own: that is sent again after the pause, or busy', async () => {
  const limitIn: Endpoint['limitIn'] = ({ status }, now) =>
    status === 403
      ? { until: now + 4_000, isRefusal: true }
      : status === 203
        ? { until: now + 90_000, isRefusal: false }
        : null;
  const { send, slept } = client([{ status: 403 }, { status: 203 }, {}], { limitIn });
  expect(await send(write)).toMatchObject({ status: 203 });
  expect(slept).toEqual([4_000]);
  expect(await thrownBy(send(read))).toMatchObject({ kind: 'busy', retryAt: NOW + 94_000 });
});

test('whoever asks to see redirects is given them', async () => {
  const { send } = client([{ status: 301, headers: { location: 'https://tracker.example/else' } }]);
  expect(await send({ ...read, seesRedirects: true })).toMatchObject({ status: 301 });
});
