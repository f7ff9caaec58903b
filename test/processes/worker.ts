/** A worker on PostgreSQL whose runs begin and never end: to be killed. */
import { openDatabase } from '../../src/store/database.ts';
import { startQueue } from '../../src/jobs/queue.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { fakeDeps } from '../fake-run.ts';

const [url = ''] = process.argv.slice(2);
const database = await openDatabase({ url, dataFolder: '' });
const deps = fakeDeps();
const queue = await startQueue({ database, url, works: true, logger: deps.logger });
await startWorker({
  ...deps,
  db: database.db,
  queue,
  sync: async ({ memory }) => {
    await memory.remember([{ taskId: 'T1', marker: 'ls-1' }], []);
    process.stdout.write('in the middle\n');
    return new Promise(() => undefined);
  },
  now: () => Date.now(),
  name: `child:${process.pid}`,
  alone: false,
  advanced: true,
});
process.stdout.write('ready\n');
