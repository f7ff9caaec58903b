/**
 * Between plan and apply: does this look like an accident? Only actions whose cause is not a person's edit of that very
 * item count. Held actions wait for a person; the others go on. A plan applied by its id passes.
 */
import type { Action, Plan } from '../model/plan.ts';
import type { World } from './world.ts';

const SHARE = 0.3;
const AT_LEAST = 10;

interface Hold {
  readonly message: string;
  readonly holds: (action: Action) => boolean;
}

export function guard(plan: Plan, world: World): Plan {
  const holds = [retargeted(plan, world), firstContact(plan, world), massChange(plan, world)].filter(
    (hold) => hold !== null,
  );
  const actions = plan.actions.map((action): Action => {
    const hold = holds.find((candidate) => candidate.holds(action));
    return hold ? { ...action, held: hold.message } : action;
  });
  return { actions, holds: holds.map(({ message }) => message) };
}

const linked = ({ links }: World): number => links.filter(({ issueId }) => issueId !== null).length;

const HOW = 'Make a plan and look at it; if it is what you want, apply that plan.';

/** The connection points to another tracker project than its links did. */
function retargeted({ actions }: Plan, world: World): Hold | null {
  if (world.retargeted === null) return null;
  const created = actions.filter((action) => action.do === 'create').length;
  return {
    message: `${world.retargeted}, where ${created} will be created. ${HOW}`,
    holds: (action) => action.do !== 'skip',
  };
}

/** Issues that people made before us are not rewritten unasked, and nothing is created beside them meanwhile. */
function firstContact({ actions }: Plan, world: World): Hold | null {
  const changing = actions.filter(({ cause, cost }) => cause === 'adoption' && cost > 0);
  if (changing.length === 0) return null;
  const first = linked(world) === 0;
  const message = `${changing.length} issues that existed before would be changed by linking them. ${HOW}`;
  return { message, holds: (action) => (first ? action.do !== 'skip' : changing.includes(action)) };
}

const HARMLESS: readonly Action['cause'][] = ['none', 'edit', 'new', 'adoption'];

/** Closed, re-opened or created anew for a cause that no person had in mind for this item. */
function isRisky(action: Action): boolean {
  if (HARMLESS.includes(action.cause) || action.do === 'skip') return false;
  if (action.do === 'create' || action.do === 'detach' || action.do === 'close') return true;
  return action.toIssue.status !== undefined || action.toTask?.status !== undefined;
}

function massChange({ actions }: Plan, world: World): Hold | null {
  const risky = actions.filter(isRisky);
  const links = linked(world);
  if (links < AT_LEAST || risky.length <= links * SHARE) return null;
  const causes = Object.entries(Object.groupBy(risky, ({ cause }) => cause)).map(
    ([cause, list]) => `${list.length} by ${CAUSES[cause as Action['cause']]}`,
  );
  return {
    message: `${risky.length} of ${links} issues would be closed, re-opened or created anew (${causes.join(', ')}): more than ${SHARE * 100} %. ${HOW}`,
    holds: (action) => risky.includes(action),
  };
}

const CAUSES: Readonly<Record<Action['cause'], string>> = {
  scope: 'tasks that lost or regained their scope',
  parameters: 'changed parameters or statuses that the map does not know',
  missing: 'issues that are missing',
  adoption: 'linking',
  edit: 'edits',
  new: 'new tasks',
  none: 'nothing',
};
