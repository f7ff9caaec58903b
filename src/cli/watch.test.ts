import { expect, test } from 'vitest';
import type { Job } from './answers.ts';
import { makeTerminal } from './terminal.ts';
import { watchJob } from './watch.ts';

const job = (done: number, total: number | null, ready = false): Job => ({
  id: 7,
  ready,
  succeeded: ready,
  result_message: '',
  state: total === null ? 'queued' : 'running',
  progress: { done, total },
  actions: null,
  requests: null,
  floor: null,
});

/** Watches a job through these states; answers what a person saw, and how often the program waited. */
async function watch(states: readonly Job[], live: boolean) {
  let seen = '';
  let asked = 0;
  let waited = 0;
  const terminal = makeTerminal({ write: () => undefined }, { isTTY: live, write: (text) => (seen += text) });
  const client = { call: async () => states[asked++] };
  const sleep = async (): Promise<void> => void (waited += 1);
  const last = await watchJob(
    { client, terminal, live, sleep, options: {}, readFile: async () => new Uint8Array() },
    7,
  );
  return { seen, waited, last };
}

const STATES = [job(0, null), job(0, 40), job(1, 40), job(2, 40), job(4, 40), job(40, 40, true)];

test('piped, progress is one line per tenth', async () => {
  const { seen, waited, last } = await watch(STATES, false);
  expect(seen).toBe('job 7: queued\njob 7: 0 % of 40\njob 7: 10 % of 40\n');
  expect(waited).toBe(STATES.length - 1);
  expect(last.ready).toBe(true);
});

test('on a terminal one line is written over and over', async () => {
  const { seen } = await watch(STATES, true);
  expect(seen.split('\r\u001b[2K')).toEqual([
    '',
    'job 7: queued',
    'job 7: 0 of 40',
    'job 7: 1 of 40',
    'job 7: 2 of 40',
    'job 7: 4 of 40',
  ]);
  expect(seen).not.toContain('\n');
});

test('the answer follows on a clean line', () => {
  let seen = '';
  const stream = { isTTY: true, write: (text: string) => (seen += text) };
  const terminal = makeTerminal(stream, stream);
  terminal.progress('half way');
  terminal.print('done');
  expect(seen).toBe('\r\u001b[2Khalf way\r\u001b[2Kdone\n');
});
