/** The shortest history that still fails: parts are left out as long as it does. */
import type { History, Step } from './steps.ts';

export async function shrink(history: History, fails: (history: History) => Promise<boolean>): Promise<History> {
  let { steps } = history;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length;) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (await fails({ ...history, steps: fewer })) steps = fewer;
      else from += size;
    }
  }
  return { ...history, steps: await calmer({ ...history, steps }, fails) };
}

/** Runs without their faults, crashes and edits, where those do not matter. */
async function calmer(history: History, fails: (history: History) => Promise<boolean>): Promise<readonly Step[]> {
  let steps = history.steps;
  for (const [at, step] of steps.entries()) {
    if (step.do !== 'run') continue;
    for (const calm of [
      { faults: {} },
      { crashAt: null },
      { fullAt: null },
      { amid: null },
      { between: null },
      { how: 'sync' as const },
    ]) {
      const now = steps[at];
      if (now?.do !== 'run') break;
      const simpler = steps.with(at, { ...now, ...calm });
      if (await fails({ ...history, steps: simpler })) steps = simpler;
    }
  }
  return steps;
}
