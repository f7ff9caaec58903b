/** Which labels are ours, and how they change. */
import type { IssueChange, IssueFields } from '../../model/issue.ts';
import type { View } from './native.ts';
import type { GitlabSettings } from './params.ts';
import { isStatusOf, statusLabels, type LabelChange } from './statuses.ts';

const NONE: LabelChange = { add: [], remove: [] };

export const isPriority = (label: string, { options }: GitlabSettings): boolean =>
  Object.values(options.priorities ?? {}).includes(label);

/** The mark of all our issues, statuses, priorities: none of them is a tag. */
export const isOurs = (label: string, settings: GitlabSettings): boolean =>
  label === settings.markerLabel || isPriority(label, settings) || isStatusOf(settings.workflow, label);

/** `a::b::` of `a::b::c`; null for a label without a scope. */
export const scopeOf = (label: string): string | null => /^.+::(?=[^:]*$)/.exec(label)?.[0] ?? null;

/** What no tag can be called: it would be taken for one of ours, or push a priority aside that is in the same scope. */
export function isTaken(label: string, settings: GitlabSettings): boolean {
  const scope = scopeOf(label);
  const priorities = Object.values(settings.options.priorities ?? {});
  return isOurs(label, settings) || (scope !== null && priorities.some((name) => scopeOf(name) === scope));
}

/** All labels that a new issue gets. */
export function draftLabels({ status, priority, labels }: IssueFields, { settings }: View): readonly string[] {
  const { add } = status === '' ? NONE : statusLabels(status, settings.workflow, []);
  return [settings.markerLabel, ...add, ...(priority === null ? [] : [priority]), ...labels];
}

/** One by one; what is not there is taken off without harm. An issue that gets our marker gets our label, too. */
export function changedLabels({ fields, issue, marker }: IssueChange, { settings, native }: View): LabelChange {
  const before = issue.fields.labels;
  const { labels = before, priority = null, status } = fields;
  const others = [...new Set(Object.values(settings.options.priorities ?? {}))].filter((name) => name !== priority);
  const ofStatus = status ? statusLabels(status, settings.workflow, native.workflowLabels) : NONE;
  return {
    add: [
      ...(marker === null ? [] : [settings.markerLabel]),
      ...ofStatus.add,
      ...(priority === null ? [] : [priority]),
      ...labels.filter((label) => !before.includes(label)),
    ],
    remove: [
      ...ofStatus.remove,
      ...(priority === null ? [] : others),
      ...before.filter((label) => !labels.includes(label)),
    ],
  };
}
