/** What the end of a run means for its job. Pure. */
import { MINUTE, type Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';
import { CONSEQUENCES } from '../model/tracker-error.ts';
import type { JobEnd, Running } from '../store/job-runs.ts';

export interface End extends JobEnd {
  /** The job goes back and is run again then, unless it has been back too often. */
  readonly retryAt?: Instant;
  /** It carried something out: then it may go back however often. */
  readonly gotSomewhere?: boolean;
  /** The run that made a plan to be stored. */
  readonly planned?: Run;
}

export function endOf(run: Run, job: Pick<Running, 'kind' | 'automatic'>, now: Instant): End {
  const { outcomes: _outcomes, plan: _plan, ...summary } = run;
  const { error, message } = run;
  if (error?.kind === 'cancelled') return { state: 'cancelled', message, summary };
  const retryAt = job.kind === 'plan' ? null : againAt(run, job.automatic, now);
  return {
    state: run.succeeded ? 'succeeded' : 'failed',
    message,
    summary,
    ...(error?.kind === 'credentials' ? { stop: true } : {}),
    ...(retryAt === null ? {} : { retryAt, gotSomewhere: run.counts.done > 0 }),
  };
}

/** A tracker that is down is asked again after a minute, but not where a person waits for the answer. */
const DOWN_FOR = MINUTE;

function againAt({ error, again }: Run, automatic: boolean, now: Instant): Instant | null {
  if (error === null) return again;
  if (error.kind === 'cancelled' || !CONSEQUENCES[error.kind].retry) return null;
  if (error.retryAt !== null) return error.retryAt > now ? error.retryAt : null;
  return automatic ? now + DOWN_FOR : null;
}
