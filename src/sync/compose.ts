/** Task → the fields its issue should have, in neutral words and Markdown; the tracker's `normalize` comes after. */
import type { IssueFields } from '../model/issue.ts';
import { fill } from '../model/macros.ts';
import type { SyncOptions } from '../model/options.ts';
import type { Surroundings } from '../model/sides.ts';
import type { Task, TaskStatus } from '../model/task.ts';
import { toIssue } from './status.ts';

export interface Composition {
  readonly options: SyncOptions;
  readonly surroundings: Surroundings;
  readonly statuses: readonly TaskStatus[];
  /** Only titles may leave: the tracker project can be read by anybody. */
  readonly titlesOnly: boolean;
}

const around = ({ surroundings, options }: Composition): Record<string, string> => ({
  business_unit: surroundings.businessUnit,
  application: surroundings.application,
  project: surroundings.project,
  context: options.context,
});

/** In titles the id carries a colon, so that T21 is never taken for T211. */
const titleOf = (task: Task, composition: Composition): string =>
  fill(composition.options.titleFormat, { ...around(composition), task_id: `${task.id}:`, title: task.title }).trim();

/** Recognises an unmarked issue by the part of its title that is the same whatever the task is called. */
export function recogniserOf(task: Task, composition: Composition): (issueTitle: string) => boolean {
  const hole = '\u0000';
  const [before = '', after = ''] = titleOf({ ...task, title: hole }, composition).split(hole);
  // What stands before an id at the end counts: T1 is not the end of AT1.
  const [start, end] = [before.trimEnd(), after.trimEnd()];
  return (issueTitle) => issueTitle.startsWith(start) && issueTitle.endsWith(end);
}

function customOf(task: Task, composition: Composition): Record<string, string> {
  const { user } = composition.options;
  const values = {
    ...composition.surroundings.attributes,
    ...around(composition),
    ...(user === null ? {} : { alm_user: user, issue_tracker_user: user }),
    id: `${composition.surroundings.projectId}-${task.id}`,
    task_id: task.id,
    task_title: task.title,
    task_url: task.url,
    task_content: composition.titlesOnly ? '' : task.text,
  };
  const entries = Object.entries(composition.options.custom);
  return Object.fromEntries(entries.map(([name, template]) => [name, fill(template, values)]));
}

export const sortedLabels = (labels: readonly string[]): readonly string[] => [...new Set(labels)].sort();

/** Tags can tell as much as a text does. */
const labelsOf = ({ tags }: Task, { options: { label }, titlesOnly }: Composition): readonly string[] =>
  sortedLabels([...(label === null ? [] : [label]), ...(titlesOnly ? [] : tags)]);

/** A field that the parameters leave alone is null (or empty). `status` is '' when no target is configured. */
export const compose = (task: Task, composition: Composition): IssueFields => ({
  title: titleOf(task, composition),
  body: composition.titlesOnly ? null : task.text,
  priority: composition.options.priorities?.[String(Math.max(1, task.priority))] ?? null,
  status: toIssue(task.status, composition.options, composition.statuses) ?? '',
  parent: composition.options.parent,
  custom: customOf(task, composition),
  labels: labelsOf(task, composition),
  assignee: null,
});
