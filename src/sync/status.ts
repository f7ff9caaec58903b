/** What a status on one side means on the other. */
import type { SyncOptions } from '../model/options.ts';
import type { TaskStatus } from '../model/task.ts';

type StatusOptions = Pick<SyncOptions, 'statusMap' | 'targets'>;

const names = (status: TaskStatus): readonly string[] => [status.id, status.slug, status.name, status.meaning];

const byReference = (reference: string, statuses: readonly TaskStatus[]): TaskStatus | undefined =>
  statuses.find(({ id, slug }) => id === reference || slug === reference) ??
  statuses.find((status) => names(status).some((name) => name.toLowerCase() === reference.toLowerCase()));

const statusOf = (id: string, statuses: readonly TaskStatus[]): TaskStatus | undefined =>
  statuses.find((status) => status.id === id);

export const isMapped = (issueStatus: string, { statusMap }: StatusOptions): boolean =>
  Object.hasOwn(statusMap, issueStatus);

/** The task status that an issue status stands for; an unmapped one counts as Incomplete. */
export function fromIssue(
  issueStatus: string,
  options: StatusOptions,
  statuses: readonly TaskStatus[],
): TaskStatus | undefined {
  const reference = isMapped(issueStatus, options) ? (options.statusMap[issueStatus] ?? 'TODO') : 'TODO';
  return byReference(reference, statuses) ?? byReference('TODO', statuses);
}

/** The issue status that a task status asks for; null when no target is configured for it. */
export function toIssue(
  taskStatus: string,
  { targets }: StatusOptions,
  statuses: readonly TaskStatus[],
): string | null {
  const status = statusOf(taskStatus, statuses);
  const name = status && names(status).find((candidate) => Object.hasOwn(targets, candidate));
  return name === undefined ? null : (targets[name] ?? null);
}

/**
 * Issue status *s* agrees with task status *t* when `map(s)` has *t*'s meaning, or `target(t) = s`. So Not Applicable
 * closes an issue and never comes back as Complete, and a custom status survives its own way through the tracker.
 */
export function statusesAgree(
  issueStatus: string,
  taskStatus: string,
  options: StatusOptions,
  statuses: readonly TaskStatus[],
): boolean {
  if (toIssue(taskStatus, options, statuses) === issueStatus) return true;
  return fromIssue(issueStatus, options, statuses)?.meaning === statusOf(taskStatus, statuses)?.meaning;
}
