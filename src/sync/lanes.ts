/** Work on many things, some at a time, of which what is done counts even when something ends it early. */
import { RunCancelled } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';

interface Worked<R> {
  /** In the order of `all`; undefined where the work failed or was not begun. */
  readonly results: readonly (R | undefined)[];
  /** What ended it early: the first error of the tracker, or a person. */
  readonly stop: TrackerError | RunCancelled | null;
}

/**
 * After the first error no more is begun, and what was under way is waited for. `RunLost` and programming errors are
 * thrown then.
 */
export async function inLanes<T, R>(
  all: readonly T[],
  lanes: number,
  work: (one: T) => Promise<R>,
): Promise<Worked<R>> {
  const results: (R | undefined)[] = all.map(() => undefined);
  const errors: unknown[] = [];
  const waiting = all.entries();
  const lane = async (): Promise<void> => {
    for (const [at, one] of waiting) {
      if (errors.length > 0) return;
      try {
        results[at] = await work(one);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const isStop = (error: unknown): error is TrackerError | RunCancelled =>
    error instanceof TrackerError || error instanceof RunCancelled;
  const fatal = errors.find((error) => !isStop(error));
  if (fatal !== undefined) throw fatal;
  return { results, stop: errors.find(isStop) ?? null };
}
