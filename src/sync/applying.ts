/** What the parts of apply share. */
import type { Action } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import type { SyncContext, Tally } from './context.ts';
import type { Observed } from './observe.ts';

export interface Applying extends Observed {
  readonly context: SyncContext;
  readonly tally: Tally;
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
