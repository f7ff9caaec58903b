/** Issues that people named for tasks without one: read, and proved to be nobody else's, before they are linked. */
import type { Issue } from '../model/issue.ts';
import type { Remembered } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Tracker } from '../model/tracker.ts';
import type { Tally } from './context.ts';

interface Naming {
  readonly remembered: Remembered;
  readonly tracker: Tracker;
  readonly tally: Tally;
}

/** By task id; null: nothing that this account sees is called so. One request more, only where somebody named one. */
export async function readNamed(
  { remembered, tracker, tally }: Naming,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Issue | null>> {
  const named = taskIds.flatMap((taskId): [string, string][] => {
    const name = remembered.wishes[taskId]?.link ?? null;
    return name === null ? [] : [[taskId, name]];
  });
  if (named.length === 0) return new Map();
  tally.readById += named.length;
  const issues = await readOrNone(
    tracker,
    named.map(([, name]) => name),
  );
  return new Map(
    named.map(([taskId, name]) => [taskId, issues.find(({ id, key }) => id === name || key === name) ?? null]),
  );
}

/** What the tracker cannot read by this name is not there; it never ends the run of all others. */
async function readOrNone(tracker: Tracker, names: readonly string[]): Promise<readonly Issue[]> {
  try {
    return await tracker.read(names);
  } catch (error) {
    if (error instanceof TrackerError && ['refused', 'gone', 'settings'].includes(error.kind)) return [];
    throw error;
  }
}
