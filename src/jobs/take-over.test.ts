import { expect, test, vi } from 'vitest';
import { freshPostgres } from '../../test/database.ts';
import { aRun, fakeDeps } from '../../test/fake-run.ts';
import { startChild } from '../../test/process.ts';
import { makeWorld } from '../../test/world.ts';
import { findJob, requestJob } from '../store/jobs.ts';
import { inTransaction } from '../store/transaction.ts';
import { startQueue } from './queue.ts';
import { startWorker } from './worker.ts';

const WORKER = new URL('../../test/processes/worker.ts', import.meta.url);

test('a worker that is killed in the middle of a run is taken over by another process, which finds what it remembered', async () => {
  const { db, pglite, url } = await freshPostgres();
  const { connectionId } = await makeWorld(db);
  const child = startChild(WORKER, [url ?? '']);
  await child.line(/ready/);
  const deps = fakeDeps();
  const queue = await startQueue({ database: { pglite }, url, works: true, logger: deps.logger });
  const id = await inTransaction(db, async (trx) => {
    await queue.wake(trx, connectionId);
    return requestJob(
      trx,
      { connectionId, kind: 'sync', automatic: false, userId: null, triggeredBy: null },
      Date.now(),
    );
  });
  await child.line(/in the middle/);
  const found: unknown[] = [];
  const worker = await startWorker({
    ...deps,
    db,
    queue,
    sync: async ({ memory }) => (found.push(...(await memory.load()).links), aRun()),
    now: () => Date.now(),
    name: 'second',
    alone: false,
    advanced: true,
  });
  expect(await findJob(db, id)).toMatchObject({ state: 'running', attempt: 1, worker: `child:${child.pid}` });
  await child.kill('SIGKILL');
  await vi.waitFor(async () => expect((await findJob(db, id))?.state).toBe('succeeded'), {
    timeout: 45_000,
    interval: 250,
  });
  expect(await findJob(db, id)).toMatchObject({ attempt: 2, worker: 'second' });
  expect(found).toMatchObject([{ taskId: 'T1', marker: 'ls-1', issueId: null }]);
  await worker.stop();
}, 90_000);
