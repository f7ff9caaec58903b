import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is there; fails loudly, naming what was waited for, when it never comes. */
export async function until<T>(what: string, ask: () => Promise<T | null>, seconds = 120): Promise<T> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await pause(50);
  }
}
