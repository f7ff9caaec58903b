/** A real worker on PostgreSQL, its tracker in memory. `fork`ed with the database's address and how far its clock is behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startQueue } from '../../src/jobs/queue.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { openDatabase } from '../../src/store/database.ts';
import { fakeWire } from '../../src/trackers/fake.ts';
import { redmine } from '../systems/redmine.ts';
import { jobDeps } from './running.ts';

/** Bytes, and milliseconds since it asked for work. */
export interface Taken {
  readonly memory: number;
  readonly cpu: number;
}

const [url = '', behind = '0'] = process.argv.slice(2);
const now = (): number => Date.now() - Number(behind);
const database = await openDatabase({ url, dataFolder: '' });
const { fake } = redmine.serve({ clock: now, random: () => 0.5, indexLag: 0 });
const openWire = () => ({ wire: fakeWire(fake), close: async (): Promise<void> => undefined });
const deps = jobDeps({
  db: database.db,
  openWire,
  now,
  sleep: (milliseconds) => sleep(milliseconds),
  told: () => undefined,
});
const begun = process.cpuUsage();
const queue = await startQueue({ database, url, works: true, logger: deps.logger });
const more = { queue, name: `bench:${process.pid}`, alone: false, advanced: true };
await startWorker({ ...deps, ...more });
process.send?.('ready');
process.on('message', (said) => {
  if (said === 'end') process.exit();
  const { user, system } = process.cpuUsage(begun);
  process.send?.({ memory: process.memoryUsage.rss(), cpu: (user + system) / 1_000 } satisfies Taken);
});
