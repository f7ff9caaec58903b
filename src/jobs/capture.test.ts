import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCapture, type Overheard } from './capture.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'lockstep-capture-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const HEARD: Overheard = {
  connection: 2,
  job: 3,
  at: Date.UTC(2026, 0, 2),
  method: 'GET',
  url: 'https://redmine.example.com/issues.json',
  request: null,
  status: 200,
  response: '{"issues":[]}',
  error: null,
  milliseconds: 12,
};

test('everybody who listens gets one JSON object per line, and only the owner may listen', async () => {
  const path = join(folder, 'deeper', 'capture.sock');
  const capture = await openCapture(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  capture.tell(HEARD); // nobody listens: nothing is kept
  const clients = [connect(path), connect(path)];
  await Promise.all(clients.map((client) => once(client, 'connect')));
  const lines = Promise.all(clients.map(async (client) => String((await once(client, 'data'))[0])));
  // The server learns of a client a little after the client does.
  const told = setInterval(() => capture.tell(HEARD), 5);
  const heard = (await lines).map((chunk) => chunk.split('\n')[0] ?? '');
  clearInterval(told);
  for (const line of heard) expect(JSON.parse(line)).toEqual({ ...HEARD, at: '2026-01-02T00:00:00.000Z' });
  await capture.close();
});

test('what a killed process left is replaced; what a living one uses is not', async () => {
  const path = join(folder, 'capture.sock');
  const first = await openCapture(path);
  await expect(openCapture(path)).rejects.toThrow('EADDRINUSE');
  await first.close();
  const left = createServer().listen(path);
  await once(left, 'listening');
  left.unref();
  await expect(openCapture(path)).rejects.toThrow('EADDRINUSE');
  left.close();
  await (await openCapture(path)).close();
});
