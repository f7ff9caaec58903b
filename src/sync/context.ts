/** Everything a sync is given. The engine has no time, no chance and no network of its own. */
import type { Instant } from '../model/instant.ts';
import type { RequestTable, Work } from '../model/ledger.ts';
import type { SyncOptions } from '../model/options.ts';
import type { Budget } from '../model/pace.ts';
import type { Plan } from '../model/plan.ts';
import type { Gate, Memory, TaskSide } from '../model/sides.ts';
import type { Talk } from '../model/talk.ts';
import type { Capabilities, Metadata, Tracker } from '../model/tracker.ts';

/** `sync` plans and applies · `plan` stops after the guard · `apply` does exactly what a person saw, if it still holds. */
export type Mode =
  | { readonly do: 'sync' }
  | { readonly do: 'plan' }
  | { readonly do: 'apply'; readonly plan: Plan; readonly selection: readonly string[] | null };

export interface SyncContext {
  readonly options: SyncOptions;
  readonly can: Capabilities;
  readonly connect: (metadata: Metadata | null) => Tracker;
  readonly tasks: TaskSide;
  readonly memory: Memory;
  readonly talk: Talk;
  readonly gate: Gate;
  readonly now: () => Instant;
  readonly markerOf: (taskId: string, generation: number) => string;
  /** The requests sent so far. */
  readonly requests: () => RequestTable;
  /** How far the tracker's clock is from ours, in milliseconds; 0 when not measured. */
  readonly skew?: () => number;
  readonly mode: Mode;
  /** What the account may send in which time; absent: as much as it can. */
  readonly budgets?: readonly Budget[];
  /** Hears before the first write how long it is going to take, where that is long. */
  readonly foretell?: (text: string) => void;
}

/** What the run turned out to need: the input of the floor. */
export type Tally = { -readonly [Key in keyof Work]: Work[Key] };

export const emptyTally = (): Tally => ({
  coldMetadata: false,
  pulled: null,
  rows: 0,
  sweep: false,
  lookUps: 0,
  readById: 0,
  creates: 0,
  updates: 0,
  fieldTimes: 0,
  commentReads: 0,
  commentWrites: 0,
  checks: 0,
});
