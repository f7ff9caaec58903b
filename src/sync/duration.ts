/** How long a plan takes at least where the tracker takes only so much in a time: told before anything is sent. Pure. */
import { HOUR, MINUTE } from '../model/instant.ts';
import { shortestTime, type Budget } from '../model/pace.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Purpose } from '../model/transport.ts';

/** Null where it is not worth a word: under half a minute. */
export function durationOf({ actions }: Plan, budgets: readonly Budget[]): string | null {
  const due = actions.filter(({ held }) => held === null);
  const times = budgets.map((budget) => ({ budget, time: shortestTime(drawnFrom(budget, due), budget) }));
  const longest = times.toSorted((one, other) => other.time - one.time)[0];
  if (longest === undefined || longest.time < MINUTE / 2) return null;
  return `This takes ${inWords(longest.time)} at least: the tracker takes only so many ${longest.budget.name} in a time.`;
}

const drawnFrom = ({ purposes }: Budget, actions: readonly Action[]): number =>
  actions.flatMap(purposesOf).filter((purpose) => purposes.includes(purpose)).length;

/** The writes that an action asks of the tracker. */
function purposesOf(action: Action): readonly Purpose[] {
  if (action.do === 'create') return ['create'];
  if (action.do === 'skip' || action.do === 'detach') return [];
  const { toIssue, writesMarker, comment, talk } = action;
  const writes = Object.keys(toIssue).length > 0 || writesMarker;
  const comments = talk.toIssue.length + (comment === null ? 0 : 1);
  return [...(writes ? (['update'] as const) : []), ...Array.from({ length: comments }, () => 'comment' as const)];
}

function inWords(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / MINUTE);
  const [hours, rest] = [Math.floor(milliseconds / HOUR), Math.ceil((milliseconds % HOUR) / MINUTE)];
  return hours === 0 ? `${minutes} min` : `${hours} h ${rest} min`;
}
