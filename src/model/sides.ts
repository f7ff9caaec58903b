/** What the engine needs of the world beside the tracker: the tasks, and its memory. `store/` and `jobs/` implement it. */
import type { Instant } from './instant.ts';
import type { Issue } from './issue.ts';
import type { Link, LinkChange } from './link.ts';
import type { Metadata } from './tracker.ts';
import type { Task, TaskChange, TaskStatus } from './task.ts';
import type { Outcome } from './run.ts';
import type { Rules, Wishes } from './wish.ts';

/** Names that title formats and macros can use. */
export interface Surroundings {
  readonly projectId: number;
  readonly businessUnit: string;
  readonly application: string;
  readonly project: string;
  /** Macro → value: `project_custom_attr_X`, `application_custom_attr_X`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the connection remembers of its tracker project between runs. */
export interface Progress {
  readonly metadata: Metadata | null;
  /** How many of our issues the last complete pull counted. */
  readonly total: number | null;
  /** Where the tracker's next answer to "what changed?" begins; null where it gave none. */
  readonly cursor: string | null;
  readonly sweptAt: Instant | null;
  /** First contact is over: every issue that had a task's title then is linked, and no other is looked for by its title. */
  readonly met: boolean;
  /** Ids of linked issues that were not there at the last complete look. */
  readonly missing: readonly string[];
  /** Ids of tasks whose missing issue was let go: they get no new one. */
  readonly detached: readonly string[];
  readonly isPublic: boolean | null;
  readonly publicCheckedAt: Instant | null;
  /** The connection got another tracker project while links existed: what to tell, until a plan is applied by its id. */
  readonly retargeted: string | null;
}

/** Before the first run. */
export const NOTHING_YET: Progress = {
  metadata: null,
  total: null,
  cursor: null,
  sweptAt: null,
  met: false,
  missing: [],
  detached: [],
  isPublic: null,
  publicCheckedAt: null,
  retargeted: null,
};

/** Everything remembered at the start of a run. */
export interface Remembered {
  readonly surroundings: Surroundings;
  readonly tasks: readonly Task[];
  /** E-mail addresses (lower case) of those whom a task can be assigned to. */
  readonly people: readonly string[];
  readonly statuses: readonly TaskStatus[];
  readonly links: readonly Link[];
  readonly progress: Progress;
  /** Per task whose marker generation is not 0: the generation a new link would have. */
  readonly generations: Readonly<Record<string, number>>;
  /** What people asked for single items. */
  readonly wishes: Wishes;
  readonly rules: Rules;
}

export interface Observation {
  /** Linked issues as they are now (only those that changed). */
  readonly issues: readonly { readonly taskId: string; readonly issue: Issue }[];
  readonly progress: Partial<Progress>;
}

/** One append-only line of history. `data` holds values before and after; secrets never come this far. */
export interface ItemEvent {
  readonly taskId: string;
  readonly kind: 'observed' | 'decided' | 'wrote' | 'confirmed';
  readonly data: unknown;
}

/** Thrown by memory and gate when this run is no longer the one that may write. */
export class RunLost extends Error {}

/** Thrown by the gate when a person cancelled the run. */
export class RunCancelled extends Error {}

/** Every method is one short transaction, conditional on the run's attempt number: it throws `RunLost` when that has passed. */
export interface Memory {
  load(): Promise<Remembered>;
  /** Saves what was seen before anything is decided on it. */
  observed(observation: Observation, events: readonly ItemEvent[]): Promise<void>;
  /** Intent before create; and what was agreed after a write. */
  remember(changes: readonly LinkChange[], events: readonly ItemEvent[]): Promise<void>;
  /** Outcomes as they come, for progress. `total` is the number of actions in the plan. */
  report(outcomes: readonly Outcome[], total: number): Promise<void>;
  /** Which other connection has linked these issues of this server: issue id → its alias. */
  owners(issueIds: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

export interface TaskWrite {
  readonly taskId: string;
  readonly change: TaskChange;
  /** The version observed; a task that is newer is left alone. */
  readonly version: number;
  /** The automatic note saved with it; '' for none. */
  readonly note: string;
}

/** What is to be remembered together with the tasks that were written. */
export interface Remembering {
  readonly changes: readonly LinkChange[];
  readonly events: readonly ItemEvent[];
}

/** The task side. */
export interface TaskSide {
  /**
   * One transaction: writes tasks, and remembers what follows from it. `moved`: ids of tasks that had moved on and were left
   * alone.
   */
  write(writes: readonly TaskWrite[], remember: (moved: readonly string[]) => Remembering): Promise<void>;
}

/** Asked before every write on either side; throws `RunLost` or `RunCancelled`. */
export type Gate = () => Promise<void>;
