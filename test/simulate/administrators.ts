/** What administrators of the tracker do: the whole project becomes readable for everybody, or cannot be written to. */
import { retryItem } from '../../src/store/item-writes.ts';
import type { Seen } from '../systems/stage.ts';
import type { Journal } from './journal.ts';
import { must } from './sight.ts';
import type { RuleStep } from './steps.ts';
import type { SimWorld } from './world.ts';

/** How long a run believes that a project is not public: longer than the manual says. */
const BELIEVED = 11 * 60_000;

export function rule({ tracker: { administrators }, time }: SimWorld, journal: Journal, { act, isOn }: RuleStep): void {
  if (act === 'hinder') return administrators.hinder(isOn);
  administrators.publish?.(isOn);
  const isPublic = isOn && administrators.publish !== null;
  journal.publicFrom = isPublic ? (journal.publicFrom ?? time + BELIEVED) : null;
  if (!isPublic) journal.confidential.clear();
}

/** Everything is as it was again. */
export function reign(world: SimWorld, journal: Journal): void {
  for (const act of ['hinder', 'publish'] as const) rule(world, journal, { do: 'rule', act, isOn: false });
}

/** Invariant 9: what was written into a task while everybody could read the project is in no issue of it. */
export function confidentialKept(issues: readonly Seen[], { confidential }: Journal): void {
  for (const words of confidential)
    for (const { id, title, text, comments } of issues) {
      const isThere = [title, text, ...comments].some((said) => said.includes(words));
      must(!isThere, 'secrecy', () => `"${words}" is in issue ${id} of a public project`);
    }
}

/** A person lets everything be tried again that was refused. */
export async function retryAll({ db, connectionId, projectId, userId, now }: SimWorld): Promise<void> {
  const refused = await db
    .selectFrom('links')
    .leftJoin('crossed_comments', (join) =>
      join
        .onRef('crossed_comments.server', '=', 'links.server')
        .onRef('crossed_comments.issue_id', '=', 'links.issue_id')
        .on('crossed_comments.refusal', 'is not', null),
    )
    .select('links.task_id')
    .distinct()
    .where('links.retired_at', 'is', null)
    .where((eb) => eb.or([eb('links.refusal', 'is not', null), eb('crossed_comments.refusal', 'is not', null)]))
    .orderBy('links.task_id')
    .execute();
  for (const { task_id: taskId } of refused)
    await retryItem(db, { connectionId, projectId, taskId, userId, at: new Date(now()) });
}
