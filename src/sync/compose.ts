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
  /** Markdown → the tracker's own markup, for `$task_richcontent`; without it that stays Markdown. */
  readonly rich?: (markdown: string) => string;
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

/** The text of the body. Every how-to is a heading with its content. */
export function textOf({ text, howTos }: Task, withHowTos: boolean): string {
  if (!withHowTos || howTos.length === 0) return text;
  const parts = howTos.map(({ title, content }) => `## ${title.replaceAll(/\s+/g, ' ')}\n\n${content}`);
  return [text, '# How Tos', ...parts].join('\n\n').trim();
}

/** Custom fields with their macros filled in. */
export function filled(templates: SyncOptions['custom'], task: Task, composition: Composition): Record<string, string> {
  const entries = Object.entries(templates);
  if (entries.length === 0) return {};
  const { titlesOnly, rich } = composition;
  const { user } = composition.options;
  const content = titlesOnly ? '' : task.text;
  const values = {
    ...composition.surroundings.attributes,
    ...around(composition),
    ...(user === null ? {} : { alm_user: user, issue_tracker_user: user }),
    id: `${composition.surroundings.projectId}-${task.id}`,
    task_id: task.id,
    task_title: task.title,
    task_url: task.url,
    task_content: content,
    task_richcontent: entries.some(([, template]) => template.includes('richcontent'))
      ? (rich?.(content) ?? content)
      : '',
  };
  return Object.fromEntries(entries.map(([name, template]) => [name, fill(template, values)]));
}

export const sortedLabels = (labels: readonly string[]): readonly string[] => [...new Set(labels)].sort();

/** Tags can tell as much as a text does. */
const labelsOf = ({ tags }: Task, { options: { label }, titlesOnly }: Composition): readonly string[] =>
  sortedLabels([...(label === null ? [] : [label]), ...(titlesOnly ? [] : tags)]);

/** A field that the parameters leave alone is null (or empty). `status` is '' when no target is configured. */
export const compose = (task: Task, composition: Composition): IssueFields => ({
  title: titleOf(task, composition),
  body: composition.titlesOnly ? null : textOf(task, composition.options.howTos),
  priority: composition.options.priorities?.[String(Math.max(1, task.priority))] ?? null,
  status: toIssue(task.status, composition.options, composition.statuses) ?? '',
  parent: composition.options.parent,
  custom: filled(composition.options.custom, task, composition),
  labels: labelsOf(task, composition),
  assignee: null,
});
