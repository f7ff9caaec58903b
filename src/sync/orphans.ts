/**
 * Intents whose task was removed meanwhile. Its create may have arrived: the issue is linked, so that the plan closes it
 * like any other of a removed task. Once it is proved absent and cannot arrive any more, the intent is forgotten. Both are
 * observations, so they are remembered at once, whatever is planned afterwards.
 */
import type { Link, LinkChange } from '../model/link.ts';
import type { SyncContext } from './context.ts';
import { isOnItsWay } from './plan-unlinked.ts';
import type { World } from './world.ts';

type Context = Pick<SyncContext, 'memory' | 'now' | 'can'>;

type Seen = Pick<World, 'tasks' | 'links' | 'found' | 'owners'>;

export const orphanedIntents = ({ tasks, links }: Pick<Seen, 'tasks' | 'links'>): readonly Link[] => {
  const present = new Set(tasks.map(({ id }) => id));
  return links.filter(({ taskId, issueId }) => issueId === null && !present.has(taskId));
};

/** The links as they are afterwards; what stays an intent may still arrive, or was found several times. */
export async function settleOrphans(seen: Seen, context: Context): Promise<readonly Link[]> {
  const settled = orphanedIntents(seen).flatMap((link) => changeOf(link, seen, context) ?? []);
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
