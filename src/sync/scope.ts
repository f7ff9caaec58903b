/** Which tasks a connection is about. */
import type { ScopeOptions } from '../model/options.ts';
import type { Task, TaskStatus } from '../model/task.ts';

/**
 * `in` scope · `filtered` by a setting (its issue is left alone or closed, as configured) · `lost`: the security team says
 * that the task does not apply any more (its issue is closed).
 */
export type Standing = { readonly is: 'in' } | { readonly is: 'filtered' | 'lost'; readonly why: string };

const IN: Standing = { is: 'in' };

export function standingOf(task: Task | undefined, scope: ScopeOptions): Standing {
  if (task === undefined) return { is: 'lost', why: 'the task was removed from the project' };
  if (!task.relevant) return { is: 'lost', why: 'the task is not relevant any more' };
  if (!task.accepted) return { is: 'lost', why: 'the task is not accepted' };
  if (scope.selected.length > 0) {
    return scope.selected.includes(task.id) ? IN : { is: 'filtered', why: 'other tasks are selected' };
  }
  const why = filterOf(task, scope);
  return why === null ? IN : { is: 'filtered', why };
}

/** Whether a task without an issue gets one: its status decides that, and nothing else. */
export function mayCreate(task: Task, scope: ScopeOptions, statuses: readonly TaskStatus[]): boolean {
  const meaning = statuses.find(({ id }) => id === task.status)?.meaning ?? 'TODO';
  return scope.selected.includes(task.id) || scope.meaningsToCreate.includes(meaning);
}

function filterOf(task: Task, scope: ScopeOptions): string | null {
  if (scope.riskPolicyOnly && !task.riskRelevant) return 'the risk policy does not ask for it';
  if (!scope.phases.includes(task.phase)) return `its phase "${task.phase}" is not synchronized`;
  if (task.priority < scope.minPriority) return `its priority ${task.priority} is below ${scope.minPriority}`;
  const lacking = scope.tags.find((tag) => !task.tags.includes(tag));
  if (lacking !== undefined) return `it lacks the tag "${lacking}"`;
  if (!scope.verification.includes(task.verification))
    return `its verification "${task.verification}" is not synchronized`;
  return null;
}
