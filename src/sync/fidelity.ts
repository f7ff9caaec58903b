/** Applying a reviewed plan: exactly the actions that were shown, and only where they still hold. */
import { same } from '../model/json.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import { outcomeOf } from './applying.ts';

export interface Faithful {
  /** The fresh plan, reduced to what was shown and still holds. */
  readonly plan: Plan;
  /** Actions that were shown, but whose item has moved since. */
  readonly stale: readonly Outcome[];
}

/** What an action does, without what merely dates it. */
const essence = (action: Action): unknown => {
  const { held: _held, cost: _cost, reason: _reason, title: _title, ...rest } = action;
  const said = 'talk' in rest ? { talk: { ...rest.talk, heardUpTo: null } } : {};
  return 'decisions' in rest ? { ...rest, ...said, decisions: null, issueUpdatedAt: null, taskVersion: null } : rest;
};

/** The world is planned anew and compared: an action that the new plan does not contain is stale, never forced. */
export function faithfulTo(shown: Plan, selection: readonly string[] | null, fresh: Plan): Faithful {
  const chosen = shown.actions.filter(
    (action) => action.do !== 'skip' && (selection === null || selection.includes(action.taskId)),
  );
  const now = new Map(fresh.actions.map((action) => [action.taskId, action]));
  const holds = chosen.filter((action) => same(essence(action), essence(now.get(action.taskId) ?? NOTHING)));
  const stale = chosen.filter((action) => !holds.includes(action) && !isReached(action, now.get(action.taskId)));
  return {
    plan: { actions: holds.flatMap(({ taskId }) => now.get(taskId) ?? []), holds: [] },
    stale: stale.map((action) =>
      outcomeOf(action, 'stale', 'it changed after the plan was made; make a new plan to see what is to do now'),
    ),
  };
}

/** Applied before (the run was interrupted and taken up again): there is nothing left to do for it. */
const isReached = (action: Action, now: Action | undefined): boolean =>
  now?.do === 'skip' && now.reason.code === 'up-to-date' && action.do !== 'detach';

const NOTHING: Action = {
  do: 'skip',
  taskId: '',
  title: '',
  issueId: null,
  issueKey: null,
  conflicts: [],
  decisions: [],
  reason: { code: 'up-to-date', text: '', remedy: '' },
  cause: 'none',
  cost: 0,
  held: null,
};
