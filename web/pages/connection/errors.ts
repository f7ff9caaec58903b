/** What stands in the way of items, each cause once. Pure. */
import type { JobAction } from '../../api/jobs.ts';

export interface Trouble {
  readonly result: string;
  /** In the words of the tracker, or ours. */
  readonly reason: string;
  readonly actions: readonly JobAction[];
}

const WORST_FIRST = ['refused', 'held', 'unsure', 'stale', 'stopped'];

/** By result and reason: the worst first, then what hits the most items. */
export function troubles(actions: readonly JobAction[]): readonly Trouble[] {
  const bad = actions.filter(({ result }) => WORST_FIRST.includes(result));
  const groups = Map.groupBy(bad, ({ result, reason }) => JSON.stringify([result, reason]));
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [{ ...causeOf(group[0]), actions: group }]))
    .toSorted(
      (a, b) => WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result) || b.actions.length - a.actions.length,
    );
}

const causeOf = ({ result, reason }: JobAction) => ({ result, reason });
