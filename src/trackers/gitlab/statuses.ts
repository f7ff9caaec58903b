/**
 * Statuses: an issue is opened or closed, and where labels of a scope hold the workflow, the label says more. A label counts only
 * together with the state to which it belongs: an issue that was closed on the board keeps the label of its last column.
 */
import { settings } from './answer.ts';
import type { Workflow } from './params.ts';
import type { IssueRow } from './rows.ts';

const STATES: readonly string[] = ['opened', 'closed'];

export const isStatusOf = (workflow: Workflow | null, label: string): boolean =>
  workflow !== null && label.startsWith(workflow.prefix);

export const statusesOf = (workflow: Workflow | null, labels: readonly string[]): readonly string[] => [
  ...STATES,
  ...(workflow === null ? [] : labels.toSorted()),
];

/** Without GitLab Premium an issue can have several labels of a scope: then the first one counts. */
export function statusOf({ state, labels }: Pick<IssueRow, 'state' | 'labels'>, workflow: Workflow | null): string {
  const fitting = labels.filter((label) => isStatusOf(workflow, label) && stateOf(label, workflow) === state);
  return fitting.toSorted()[0] ?? state;
}

/** The state that an issue of this status has. */
export function stateOf(status: string, workflow: Workflow | null): string {
  if (STATES.includes(status)) return status;
  return workflow?.closing.includes(status) === true ? 'closed' : 'opened';
}

/** The status, or `settings` naming what there is: a label that is written would be made on the way. */
export function knownStatus(status: string, all: readonly string[], param: string): string {
  if (all.includes(status)) return status;
  throw settings(param, `GitLab has no status "${status}" in this project; it has ${all.join(', ')}.`);
}

export interface LabelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What makes an issue's labels say this status. A closed issue may keep labels of open ones, they mean nothing there; what would
 * mean another status is taken off, whether it is there or not.
 */
export function statusLabels(status: string, workflow: Workflow | null, all: readonly string[]): LabelChange {
  if (workflow === null) return { add: [], remove: [] };
  const state = stateOf(status, workflow);
  const isLabel = !STATES.includes(status);
  const misleading = all.filter((label) => label !== status && (isLabel || stateOf(label, workflow) === state));
  return { add: isLabel ? [status] : [], remove: misleading };
}
