import { expect, test } from 'vitest';
import { MASK, Secret } from '../model/secret.ts';
import { Recording, recordingWire } from './recording.ts';
import { withoutPeople } from './personal.ts';
import type { WireRequest } from './wire.ts';

const KEY = 'canary-0123456789';
const request = (more: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  url: `https://x.example/issues.json?key=${KEY}&mail=ann%40example.com`,
  headers: { 'x-redmine-api-key': KEY },
  body: JSON.stringify({ issue: { subject: 'A', notes: `ask bob@example.com, not ${KEY}` } }),
  timeoutMs: 1,
  ...more,
});

/** Records one request that is answered with this text. */
async function recorded(text: string, more: Partial<WireRequest> = {}) {
  let time = 1_000;
  const recording = new Recording();
  const wire = recordingWire(async () => ({ status: 200, headers: {}, text }), recording, {
    secrets: [new Secret(KEY)],
    now: () => (time += 5),
  });
  const answer = await wire(request(more));
  return { answer, exchange: recording.exchanges[0] };
}

test('what passes is unchanged, what is kept has neither secrets nor people', async () => {
  const text = JSON.stringify({ issue: { id: 1, author: { id: 3, name: 'Ann Smith' }, login: 'ann', key: KEY } });
  const { answer, exchange } = await recorded(text);
  expect(answer.text).toBe(text);
  expect(exchange).toEqual({
    at: 1_005,
    method: 'POST',
    url: `https://x.example/issues.json?key=${MASK}&mail=${MASK}`,
    request: JSON.stringify({ issue: { subject: 'A', notes: `ask ${MASK}, not ${MASK}` } }),
    status: 200,
    response: JSON.stringify({ issue: { id: 1, author: { id: 3, name: MASK }, login: MASK, key: MASK } }),
    error: null,
    milliseconds: 5,
  });
});

test('a secret is found under an unusual escape, and is not cut in half', async () => {
  const escaped = `{"echo":"${KEY.replace('c', String.raw`\u0063`)}"}`;
  expect((await recorded(escaped)).exchange?.response).toBe(`{"echo":"${MASK}"}`);
  const long = JSON.stringify({ text: 'x'.repeat(19_985) + KEY });
  const kept = (await recorded(long)).exchange?.response ?? '';
  expect(kept).toHaveLength(20_000);
  expect(kept).not.toContain('canary');
});

test('of pages that are no JSON only the size is kept', async () => {
  expect((await recorded('<p>Logged in as Ann Smith</p>')).exchange?.response).toBe('(no JSON: 29 characters)');
  expect(withoutPeople('')).toBe('');
});

test('an answer that does not come is kept with its reason, and is thrown on', async () => {
  const recording = new Recording();
  const failure = new Error(`no answer for ${KEY}`);
  const wire = recordingWire(() => Promise.reject(failure), recording, { secrets: [new Secret(KEY)], now: () => 0 });
  await expect(wire(request({ body: null }))).rejects.toBe(failure);
  expect(recording.exchanges).toMatchObject([
    { request: null, status: null, response: null, error: `no answer for ${MASK}` },
  ]);
});

test('the last exchanges stay, by number and by size', () => {
  const recording = new Recording();
  const exchange = { at: 0, method: 'GET', url: '', request: null, status: 200, error: null, milliseconds: 0 };
  for (let nr = 1; nr <= 1_010; nr += 1) recording.add({ ...exchange, at: nr, response: '' });
  expect([recording.exchanges.length, recording.exchanges[0]?.at]).toEqual([1_000, 11]);
  for (let nr = 1; nr <= 300; nr += 1) recording.add({ ...exchange, at: 2_000 + nr, response: 'x'.repeat(20_000) });
  expect([recording.exchanges.length, recording.exchanges[0]?.at]).toEqual([200, 2_101]);
});
