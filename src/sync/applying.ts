/** What the parts of apply share. */
import type { Action } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import type { RunCancelled } from '../model/sides.ts';
import type { TrackerError } from '../model/tracker-error.ts';
import type { SyncContext, Tally } from './context.ts';
import type { Observed } from './observe.ts';

export interface Applying extends Observed {
  readonly context: SyncContext;
  readonly tally: Tally;
}

/** What became of one group of writes. */
export interface Written {
  readonly outcomes: readonly Outcome[];
  /** What ended it early. */
  readonly stop: TrackerError | RunCancelled | null;
}

/** Tells the outcomes of one batch, as soon as they are remembered. */
export type Done = (batch: readonly Outcome[]) => Promise<void>;

export const outcomeOf = (action: Action, result: Outcome['result'], detail: string, issueKey?: string): Outcome => ({
  taskId: action.taskId,
  do: action.do,
  result,
  issueKey: issueKey ?? ('issueKey' in action ? action.issueKey : null),
  detail,
});
