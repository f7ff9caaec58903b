/** Statuses and the ways between them. Everything here is a value in, a value out. */

export interface Step {
  /** Jira's id of the transition. */
  readonly id: string;
  readonly name: string;
  /** The name of the status it leads to. */
  readonly to: string;
  /** How near its status is to the wanted kind of status; lower is nearer. */
  readonly distance?: number;
}

/** The steps out of a status; undefined where nobody has looked yet. */
export type StepsFrom = (status: string) => readonly Step[] | undefined;

/** The fewest steps from here to the nearest status that is a goal, going through no status of `avoid`; null when there are none. */
export function shortestWay(
  stepsFrom: StepsFrom,
  from: string,
  isGoal: (status: string) => boolean,
  avoid: ReadonlySet<string> = new Set(),
): readonly Step[] | null {
  const reached = new Set([from, ...avoid]);
  let ways: readonly (readonly [status: string, way: readonly Step[]])[] = [[from, []]];
  while (ways.length > 0) {
    const further: [string, readonly Step[]][] = [];
    for (const [status, way] of ways) {
      for (const step of byDistance(stepsFrom(status) ?? [])) {
        if (reached.has(step.to)) continue;
        reached.add(step.to);
        further.push([step.to, [...way, step]]);
      }
    }
    const found = further.find(([status]) => isGoal(status));
    if (found !== undefined) return found[1];
    ways = further;
  }
  return null;
}

const byDistance = (steps: readonly Step[]): readonly Step[] =>
  steps.toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0));

const ORDER = ['new', 'indeterminate', 'done'];

/** Between two kinds of status, in the order in which work goes. Another end than the one we look for leads nowhere: it comes last. */
export const distanceBetween = (from: string, to: string): number =>
  from === 'done' ? ORDER.length : Math.abs(ORDER.indexOf(from) - ORDER.indexOf(to));
