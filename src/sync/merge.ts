/**
 * The three-way merge of one field.
 *
 *   base (task, issue) | task now | issue now | verdict, task-owned | verdict, two-way
 *   -------------------+----------+-----------+---------------------+------------------
 *   whatever           | they agree           | same, or agree      | same, or agree      (agree: the base moves silently)
 *   none               | they differ          | to issue            | conflict
 *   T, I               | T        | I         | same                | same                (a settled difference)
 *   T, I               | changed  | I         | to issue            | to issue
 *   T, I               | T        | changed   | kept                | to task
 *   T, I               | changed  | changed   | conflict            | conflict
 *
 * "changed" on the task's side includes changed mapping parameters, when under the new ones the base does not hold any
 * more: so a changed map alone never changes a task.
 */
import type { Agreed } from '../model/link.ts';
import type { Verdict } from '../model/plan.ts';

export interface Meeting {
  readonly flow: 'to issue' | 'two-way';
  readonly base: Agreed | undefined;
  /** The raw values now, and the fingerprint of the mapping parameters now. */
  readonly now: Agreed;
  /** Whether the two sides agree now, under the present parameters. */
  readonly agrees: boolean;
  /** Whether the base's own two values still agree under the present parameters. */
  readonly baseHolds: boolean;
}

export function verdictOf({ flow, base, now, agrees, baseHolds }: Meeting): Verdict {
  if (agrees) return isSame(base, now) ? 'same' : 'agree';
  if (!base) return flow === 'to issue' ? 'to issue' : 'conflict';
  const taskMoved = base.task !== now.task || (base.mapping !== now.mapping && !baseHolds);
  const issueMoved = base.issue !== now.issue;
  if (taskMoved) return issueMoved ? 'conflict' : 'to issue';
  return issueMoved ? ISSUE_MOVED[flow] : 'same';
}

const ISSUE_MOVED = { 'to issue': 'kept', 'two-way': 'to task' } as const;

const isSame = (a: Agreed | undefined, b: Agreed): boolean =>
  a?.task === b.task && a.issue === b.issue && a.mapping === b.mapping;
