/** What the end of a run means for its job. Pure. */
import type { Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';
import { CONSEQUENCES } from '../model/tracker-error.ts';
import type { JobEnd } from '../store/job-runs.ts';

export interface End extends JobEnd {
  /** The tracker asked to wait: the job goes back until then, unless it has been back too often. */
  readonly retryAt?: Instant;
  /** The run that made a plan to be stored. */
  readonly planned?: Run;
}

export function endOf(run: Run, now: Instant): End {
  const { outcomes: _outcomes, plan: _plan, ...summary } = run;
  const { error, message } = run;
  if (error === null) return { state: run.succeeded ? 'succeeded' : 'failed', message, summary };
  if (error.kind === 'cancelled') return { state: 'cancelled', message, summary };
  const waits = CONSEQUENCES[error.kind].retry && error.retryAt !== null && error.retryAt > now;
  return {
    state: 'failed',
    message,
    summary,
    ...(error.kind === 'credentials' ? { stop: true } : {}),
    ...(waits && error.retryAt !== null ? { retryAt: error.retryAt } : {}),
  };
}
