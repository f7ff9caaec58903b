/** A linked issue that is not there any more. */
import type { Action } from '../model/plan.ts';
import { because } from './decide.ts';
import { skip, titleOfItem, type LinkedItem, type UnlinkedItem } from './item.ts';
import { planCreate, planFound, type Identity } from './plan-unlinked.ts';

export function planMissing(item: LinkedItem, missing: 'gone' | 'unknown'): Action {
  const { issue, task, standing, setting, world } = item;
  if (missing === 'unknown') return skip(item, notProven(item));
  if (setting.options.missing === 'detach') return detached(item);
  const fresh = world.markers[item.taskId];
  if (task && fresh && standing.is === 'in') return anew({ ...item, task }, { ...fresh, base: {}, refusal: null });
  const remedy = 'Restore it, or choose what happens to missing issues: create them anew, or detach.';
  return skip(item, because('issue-missing', `${issue.key} is deleted, or hidden from this account`, remedy));
}

/** A database restored from an earlier day may have forgotten that it did so before: look, then create. */
function anew(item: UnlinkedItem, identity: Identity): Action {
  const found = item.world.found[item.taskId];
  return found ? planFound(item, found, identity) : planCreate(item, identity, 'missing');
}

const notProven = ({ issue }: LinkedItem) =>
  because(
    'not-proven',
    `${issue.key} was not found, but neither was anything else of ours: nothing is decided on that`,
    'Check that the account still sees the project.',
  );

const detached = (item: LinkedItem): Action => ({
  do: 'detach',
  taskId: item.taskId,
  title: titleOfItem(item),
  issueId: item.issue.id,
  reason: because('issue-detached', `${item.issue.key} is gone and the connection lets go of it`),
  cause: 'missing',
  cost: 0,
  held: null,
});
