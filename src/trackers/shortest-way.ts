/** From one status to another, by the steps that a workflow has. */

export interface Way {
  /** The name of the status it leads to. */
  readonly to: string;
  /** How near its status is to the wanted kind of status; lower is nearer. */
  readonly distance?: number;
}

/** The fewest steps from here to the nearest status that is a goal, going through no status of `avoid`; null when there are none. */
export function shortestWay<S extends Way>(
  stepsFrom: (status: string) => readonly S[] | undefined,
  from: string,
  isGoal: (status: string) => boolean,
  avoid: ReadonlySet<string> = new Set(),
): readonly S[] | null {
  const reached = new Set([from, ...avoid]);
  let ways: readonly (readonly [status: string, way: readonly S[]])[] = [[from, []]];
  while (ways.length > 0) {
    const further: [string, readonly S[]][] = [];
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

const byDistance = <S extends Way>(steps: readonly S[]): readonly S[] =>
  steps.toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
