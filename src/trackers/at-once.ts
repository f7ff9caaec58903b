/** Several requests of one adapter call, a few at a time. */

/** What a tracker's account is asked at the same time at most. */
const AT_ONCE = 4;

/** Results in the order of `all`. The first error is thrown after the work that was under way has ended; no more is begun. */
export async function atOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
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
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (errors.length > 0) throw errors[0];
  return results;
}
