/** A plan: what a sync is going to do, as plain data. It can be shown, stored, refused, and applied exactly as shown. */
import type { IssueField, IssueFields } from './issue.ts';
import type { Base } from './link.ts';
import type { Reason } from './reason.ts';
import type { Conversation } from './talk.ts';
import type { TaskChange } from './task.ts';

/**
 * What the three-way merge says about one field.
 * `same` nothing to do · `to issue` · `to task` · `agree` both moved to the same value, the base moves silently ·
 * `kept` only the issue's side of a task-owned field was changed · `conflict` both changed.
 */
export type Verdict = 'same' | 'to issue' | 'to task' | 'agree' | 'kept' | 'conflict';

export interface Decision {
  readonly field: IssueField;
  readonly verdict: Verdict;
  /** Who won a conflict, and how; null when there was none. */
  readonly winner: 'issue' | 'task' | 'ask' | null;
  /** The values met: agreed before (null: never), the task's, the issue's — as the tracker writes them. */
  readonly base: string | null;
  readonly task: string;
  readonly issue: string;
  readonly reason: Reason;
}

/** What made us act. The guard counts the causes that are not a person's edit of that item. */
export type Cause = 'edit' | 'new' | 'scope' | 'parameters' | 'missing' | 'adoption' | 'none';

interface ActionBase {
  readonly taskId: string;
  /** The task's title, or the issue's where the task is gone; for people. */
  readonly title: string;
  readonly reason: Reason;
  readonly cause: Cause;
  /** Requests that this action adds to the run. */
  readonly cost: number;
  /** Why the guard holds it; null lets it pass. */
  readonly held: string | null;
}

export interface Create extends ActionBase {
  readonly do: 'create';
  readonly marker: string;
  readonly generation: number;
  readonly fields: IssueFields;
  readonly base: Base;
  readonly taskUrl: string;
}

/** One write to an existing issue, its task, or only to our memory of them. */
export interface Write extends ActionBase {
  readonly do: 'update' | 'adopt' | 'close';
  readonly issueId: string;
  readonly issueKey: string;
  /** Written into the issue with this update when it does not carry it yet (adoption by title). */
  readonly marker: string;
  readonly generation: number;
  readonly writesMarker: boolean;
  readonly toIssue: Partial<IssueFields>;
  /** What the task gets; null leaves it alone. */
  readonly toTask: TaskChange | null;
  /** The note that goes with `toTask`. */
  readonly note: string | null;
  /** Notes that become comments, and comments that become notes. */
  readonly talk: Conversation;
  /** The comment that goes with `toIssue`. */
  readonly comment: string | null;
  /** The version of the task and the time of the issue that this was decided on. */
  readonly taskVersion: number | null;
  readonly issueUpdatedAt: number;
  /** What is agreed once both sides are written. */
  readonly base: Base;
  readonly closedByUs: boolean;
  readonly conflicts: readonly IssueField[];
  readonly decisions: readonly Decision[];
  readonly taskUrl: string;
}

/** The issue is gone and the connection lets go of it. */
export interface Detach extends ActionBase {
  readonly do: 'detach';
  readonly issueId: string;
}

export interface Skip extends ActionBase {
  readonly do: 'skip';
  readonly issueId: string | null;
  readonly issueKey: string | null;
  /** Fields waiting for a person. */
  readonly conflicts: readonly IssueField[];
  readonly decisions: readonly Decision[];
}

export type Action = Create | Write | Detach | Skip;

export interface Plan {
  /** Sorted by task id; exactly one per task, and one per link whose task is gone. */
  readonly actions: readonly Action[];
  /** What the guard holds and how to proceed; empty when nothing is held. */
  readonly holds: readonly string[];
}
