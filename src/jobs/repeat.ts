/** What a worker does again and again. */
import type { Logger } from './logger.ts';

export interface Repeated {
  /** Begins the lines of the log. */
  readonly name: string;
  readonly every: number;
  readonly task: () => Promise<void>;
  readonly logger: Logger;
}

/** At once, and then again and again until the timer is cleared. */
export async function repeat(repeated: Repeated): Promise<NodeJS.Timeout> {
  const once = makeOnce(repeated);
  await once();
  return setInterval(() => void once(), repeated.every);
}

/** Told once per outage, or a database that is down for a night would fill the log with one error. */
function makeOnce({ name, task, logger }: Repeated): () => Promise<void> {
  let failing = false;
  return async () => {
    try {
      await task();
      if (failing) logger.info({}, `${name}: the sweep succeeds again`);
      failing = false;
    } catch (error) {
      if (!failing)
        logger.error({ err: error }, `${name}: a sweep failed; it is tried until it succeeds, and that is told`);
      failing = true;
    }
  };
}
