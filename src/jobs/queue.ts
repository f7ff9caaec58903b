/**
 * Delivery. A message says only "this connection has something to do"; what it is stands in the `jobs` table. The policy
 * `stately` allows one message in hand and one waiting per connection: so a connection is served by one worker at a time,
 * and nothing asked for during a run is missed.
 */
import { fromKysely, fromPglite, PgBoss, type ConstructorOptions } from 'pg-boss';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import type { Logger } from './logger.ts';

const QUEUE = 'connections';
const POLLING = { notifyPollingIntervalSeconds: 3 };

export interface QueueOptions {
  readonly database: Pick<Database, 'pglite'>;
  /** PostgreSQL only: the queue has connections of its own. */
  readonly url: string | null;
  /** This process takes messages; one that only sends does no housekeeping. */
  readonly works: boolean;
  readonly logger: Logger;
}

export interface Queue {
  /** Says, when the transaction commits, that this connection has something to do. */
  wake(trx: Kysely<Tables>, connectionId: number): Promise<void>;
  /** Forgets all messages: for the start of the only process, when nobody can have one in hand. */
  forget(): Promise<void>;
  /**
   * Serves connections, each by one handler at a time among all processes. A place that has served one asks for the next at
   * once; one that found none, or whose handler threw, waits for a wake-up or three seconds. A handler that throws is asked
   * again.
   */
  work(handle: (connectionId: number) => Promise<void>, concurrency: number): Promise<void>;
  /** Takes no more messages, waits for the handlers (ten seconds at most), and closes. */
  stop(): Promise<void>;
}

export async function startQueue(options: QueueOptions): Promise<Queue> {
  const boss = new PgBoss(settings(options));
  boss.on('error', (error) => options.logger.error({ err: error }, 'queue: it failed, and will try again'));
  boss.on('warning', (warning) => options.logger.warn({ warning: warning.message }, 'queue: it warns'));
  await boss.start();
  await boss.createQueue(QUEUE, {
    policy: 'stately',
    notify: true,
    heartbeatSeconds: 10,
    expireInSeconds: 23 * 3600, // a first sync of a huge project takes hours; a dead worker shows by its heartbeat
    retryLimit: 1_000,
    deleteAfterSeconds: 3_600,
  });
  return {
    async wake(trx, connectionId) {
      await boss.send(QUEUE, { connectionId }, { singletonKey: String(connectionId), db: fromKysely(trx) });
    },
    async forget() {
      await boss.deleteAllJobs(QUEUE);
    },
    async work(handle, concurrency) {
      for (let place = 0; place < concurrency; place += 1) {
        const id: string = await boss.work<{ connectionId: number }>(QUEUE, POLLING, async (messages) => {
          for (const { data } of messages) await handle(data.connectionId);
          boss.notifyWorker(id);
        });
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  };
}

/** On the embedded database a dead worker is this very process: the start reclaims, and nobody needs to look every 5 s. */
function settings({ database: { pglite }, url, works }: QueueOptions): ConstructorOptions {
  const housekeeping = { schedule: false, supervise: works, useListenNotify: works, flowIntervalSeconds: 3_600 };
  if (pglite !== null) return { ...housekeeping, db: fromPglite(pglite), backend: 'pglite' };
  if (url === null) throw new Error('The queue needs the URL of the PostgreSQL database.');
  const watching = works ? { superviseIntervalSeconds: 5, monitorIntervalSeconds: 5 } : {};
  return { ...housekeeping, ...watching, connectionString: url, max: 4, application_name: 'lockstep queue' };
}
