/** Serves connections: takes their jobs one after the other, and sees to it that none is forgotten. */
import { SECOND } from '../model/instant.ts';
import { RunLost } from '../model/sides.ts';
import { takeNextJob } from '../store/job-runs.ts';
import { runJob, type JobDeps } from './handlers.ts';
import { repeat } from './repeat.ts';
import { sweep, sweepHinted, type SweepDeps } from './schedule.ts';

export interface WorkerDeps extends Omit<JobDeps, 'stopping'>, SweepDeps {
  /** Says in the jobs who has them: `host:pid`. */
  readonly name: string;
  /** This is the only process there is (the embedded database): running jobs are its own, from before its start. */
  readonly alone: boolean;
  /** Connections served at the same time by this process. */
  readonly concurrency?: number;
}

export interface Worker {
  /** Stops at the next write of each run; what is unfinished is taken over by another worker or the next start. */
  stop(): Promise<void>;
}

const SWEEP_EVERY = 60 * SECOND;
const HINTS_EVERY = 3 * SECOND;

export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { queue, logger } = deps;
  let ending = false;
  const jobDeps: JobDeps = { ...deps, stopping: () => ending };
  if (deps.alone) await queue.forget();
  await queue.work((connectionId) => serve(jobDeps, connectionId, deps.name), deps.concurrency ?? 4);
  const regularly = (name: string, every: number, task: (deps: SweepDeps) => Promise<void>): Promise<NodeJS.Timeout> =>
    repeat({ name, every, task: () => task(deps), logger });
  const timers = [await regularly('schedule', SWEEP_EVERY, sweep), await regularly('hints', HINTS_EVERY, sweepHinted)];
  return {
    async stop() {
      ending = true;
      for (const timer of timers) clearInterval(timer);
      await queue.stop();
    },
  };
}

/** All that the connection has to do. The queue lets nobody else serve it meanwhile: so a running job has lost its worker. */
async function serve(deps: JobDeps, connectionId: number, name: string): Promise<void> {
  for (;;) {
    if (deps.stopping()) throw new Error('This process ends: the connection is left to the next worker.');
    const run = await takeNextJob(deps.db, connectionId, { name, now: deps.now() });
    if (run === null) return;
    try {
      await runJob(deps, run);
    } catch (error) {
      if (!(error instanceof RunLost)) throw error;
      deps.logger.warn(
        { job: run.id, attempt: run.attempt },
        `job ${run.id}: left, nothing more is written: ${error.message}`,
      );
      if (deps.stopping()) throw error;
      return;
    }
  }
}
