/** What a run did, in the end. */
import type { RequestTable } from './ledger.ts';
import type { Action, Plan } from './plan.ts';
import type { ErrorKind } from './tracker-error.ts';
import type { Instant } from './instant.ts';

export interface Outcome {
  readonly taskId: string;
  readonly do: Action['do'];
  /** `done` · `skipped` nothing was to do · `refused` by the tracker · `stale` moved since the plan · `held` by the guard ·
   * `unsure` a create whose answer was lost: its intent stays · `stopped` not reached. */
  readonly result: 'done' | 'skipped' | 'refused' | 'stale' | 'held' | 'unsure' | 'stopped';
  readonly issueKey: string | null;
  /** The reason, or the tracker's words. */
  readonly detail: string;
}

export interface Run {
  readonly succeeded: boolean;
  /** One paragraph for people: counts, what is held or refused, and what to do. */
  readonly message: string;
  readonly counts: Readonly<Record<Outcome['result'], number>>;
  readonly outcomes: readonly Outcome[];
  readonly requests: RequestTable;
  readonly floor: RequestTable;
  /** What carrying the plan out costs, beyond looking: creates, updates, read-backs. */
  readonly cost: RequestTable;
  /** The error that ended the run early; null when it went to the end. */
  readonly error: {
    readonly kind: ErrorKind | 'cancelled';
    readonly message: string;
    readonly retryAt: Instant | null;
  } | null;
  /** When to run again to finish what had to be left; null when nothing was. */
  readonly again: Instant | null;
  /** The plan that was made (also for a dry run). */
  readonly plan: Plan;
}
