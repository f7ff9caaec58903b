/** Regularly: asks for the runs that are due, and wakes every connection with something to do. */
import { dropExchanges, TRACE_KEPT } from '../store/exchanges.ts';
import { sweepHints } from '../store/hints.ts';
import { connectionsWithWork } from '../store/job-runs.ts';
import { sweepSchedules } from '../store/schedule.ts';
import { inTransaction } from '../store/transaction.ts';
import type { JobDeps } from './handlers.ts';
import type { Queue } from './queue.ts';

export interface SweepDeps extends Pick<JobDeps, 'db' | 'now' | 'logger' | 'systems'> {
  readonly queue: Queue;
  /** Schedules are allowed. */
  readonly advanced: boolean;
}

/**
 * Once a minute. Waking too often does no harm; what waits already is handed-back jobs whose time has come, and whatever a
 * crash left behind. What is due now comes after it, because that is woken as it is asked for.
 */
export async function sweep({ db, queue, advanced, now, logger }: SweepDeps): Promise<void> {
  await dropExchanges(db, new Date(now() - TRACE_KEPT));
  const wake = queue.wake.bind(queue);
  for (const connectionId of await connectionsWithWork(db, now()))
    await inTransaction(db, (trx) => wake(trx, connectionId));
  const requested = await sweepSchedules(db, { now: now(), advanced, wake });
  if (requested > 0) logger.info({ requested }, `schedule: ${requested} runs are due`);
}

/** Every few seconds: asks for the syncs that hints made due. */
export async function sweepHinted({ db, queue, advanced, now, logger, systems }: SweepDeps): Promise<void> {
  const requested = await sweepHints(db, { now: now(), advanced, wake: queue.wake.bind(queue), systems });
  if (requested > 0) logger.info({ requested }, `hints: ${requested} ${requested === 1 ? 'sync is' : 'syncs are'} due`);
}
