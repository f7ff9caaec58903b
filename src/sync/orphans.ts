/**
 * Intents whose task was removed or lost its scope meanwhile. Its create may have arrived: the issue is linked, so that the
 * plan closes it like any other of such a task. Once it is proved absent and cannot arrive any more, the intent is forgotten,
 * so that no run has to look for it again. Both are observations, so they are remembered at once, whatever is planned then.
 */
import type { Link, LinkChange } from '../model/link.ts';
import type { SyncContext } from './context.ts';
import { isOnItsWay } from './plan-unlinked.ts';
import { mayCreate, standingOf } from './scope.ts';
import type { World } from './world.ts';

type Context = Pick<SyncContext, 'memory' | 'now' | 'can' | 'options'>;

type Seen = Pick<World, 'tasks' | 'links' | 'found' | 'owners' | 'statuses'>;

export const orphanedIntents = ({ tasks, links }: Pick<Seen, 'tasks' | 'links'>): readonly Link[] => {
  const present = new Set(tasks.map(({ id }) => id));
  return links.filter(({ taskId, issueId }) => issueId === null && !present.has(taskId));
};

/** Nothing would be created for their task now. What arrived of theirs is brought home by the plan. */
function idleIntents({ tasks, links, statuses, found }: Seen, { scope }: SyncContext['options']): readonly Link[] {
  const wanting = tasks.filter((task) => standingOf(task, scope).is === 'in' && mayCreate(task, scope, statuses));
  const kept = new Set(wanting.map(({ id }) => id));
  const present = new Set(tasks.map(({ id }) => id));
  return links.filter(
    ({ taskId, issueId }) =>
      issueId === null && present.has(taskId) && !kept.has(taskId) && found[taskId] === undefined,
  );
}

/** The links as they are afterwards; what stays an intent may still arrive, or was found several times. */
export async function settleOrphans(seen: Seen, context: Context): Promise<readonly Link[]> {
  const open = [...orphanedIntents(seen), ...idleIntents(seen, context.options)];
  const settled = open.flatMap((link) => changeOf(link, seen, context) ?? []);
  if (settled.length === 0) return seen.links;
  const told = settled.map(({ taskId, issue }) => ({
    taskId,
    kind: 'observed' as const,
    data: { issue: issue?.key ?? null, before: null, after: issue?.fields ?? null },
  }));
  await context.memory.remember(settled, told);
  const changes = new Map(settled.map((change) => [change.taskId, change]));
  return seen.links.flatMap((link) => {
    const { issueId = null, issue = null, retired } = changes.get(link.taskId) ?? { ...link, retired: false };
    return retired === true ? [] : [{ ...link, issueId, issue }];
  });
}

function changeOf(link: Link, { found, owners }: Seen, { now, can }: Context): LinkChange | null {
  const { taskId } = link;
  const [issue, ...others] = found[taskId]?.issues ?? [];
  if (others.length > 0) return null;
  if (issue === undefined) return isOnItsWay(link, { now: now(), can }) ? null : { taskId, retired: true };
  // An issue that another connection has linked meanwhile is that one's to close.
  return owners[issue.id] === undefined ? { taskId, issueId: issue.id, issue } : { taskId, retired: true };
}
