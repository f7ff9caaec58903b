/** One task with its link, and everything a decision about it may look at. */
import type { Issue } from '../model/issue.ts';
import type { Link } from '../model/link.ts';
import type { Skip } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { Task } from '../model/task.ts';
import type { Setting } from './fields.ts';
import type { Standing } from './scope.ts';
import type { World } from './world.ts';

export interface Item {
  readonly taskId: string;
  /** Absent when the task was removed from the project. */
  readonly task: Task | undefined;
  readonly link: Link | undefined;
  readonly standing: Standing;
  readonly world: World;
  readonly setting: Setting;
}

/** A pair that is linked: the issue as it was last seen. */
export interface LinkedItem extends Item {
  readonly link: Link;
  readonly issue: Issue;
}

/** A task in scope that no link gives an issue to. */
export interface UnlinkedItem extends Item {
  readonly task: Task;
}

/** For people: the task's title; the issue's where the task is gone. */
export const titleOfItem = ({ task, link, taskId }: Item): string =>
  task ? task.title : (link?.issue?.fields.title ?? taskId);

export const why = (standing: Standing): string => (standing.is === 'in' ? '' : standing.why);

export function skip(item: Item, reason: Reason): Skip {
  const { taskId, link } = item;
  const { issueId = null, issue = null, conflicts = [] } = link ?? {};
  return {
    do: 'skip',
    taskId,
    title: titleOfItem(item),
    issueId,
    issueKey: issue && issue.key,
    conflicts,
    decisions: [],
    reason,
    cause: 'none',
    cost: 0,
    held: null,
  };
}
