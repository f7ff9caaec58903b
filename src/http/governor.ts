import type { Instant } from '../model/instant.ts';
import { SECOND } from '../model/instant.ts';
import { TrackerError } from '../model/tracker-error.ts';

/** Longer waits are not waited for: the job is handed back with the time at which it may go on. */
const LONGEST_WAIT = 30 * SECOND;

export interface GovernorOptions {
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Place {
  /** Host and credential. */
  readonly key: string;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Lower ones go first. */
  readonly rank: number;
}

interface Budget {
  running: number;
  notBefore: Instant;
  /** By rank, and in one rank as they came. */
  readonly waiting: { readonly rank: number; readonly resume: () => void }[];
}

/**
 * One budget per key (host and credential): what one tracker account may do is shared by all its connections.
 * One object serves the whole process. Processes share what matters through `retryAt`: a run that has to wait long is
 * handed back to the queue with that time, whichever process takes it next.
 */
export class Governor {
  readonly #options: GovernorOptions;
  readonly #budgets = new Map<string, Budget>();

  constructor(options: GovernorOptions) {
    this.#options = options;
  }

  /** Runs the work when its key has a free slot and its pause is over. Throws `busy` when the pause is longer than 30 s. */
  async run<T>({ key, concurrency, rank }: Place, work: () => Promise<T>): Promise<T> {
    const budget = this.#budget(key);
    if (budget.running >= concurrency) await queued(budget, rank);
    else budget.running += 1;
    try {
      await this.#waitOut(budget);
      return await work();
    } finally {
      this.#leave(key, budget);
    }
  }

  /** Nobody with this key sends anything before then. */
  pause(key: string, until: Instant): void {
    const budget = this.#budget(key);
    budget.notBefore = Math.max(budget.notBefore, until);
  }

  /** The pause may have been prolonged while we slept. */
  async #waitOut(budget: Budget): Promise<void> {
    for (;;) {
      const wait = budget.notBefore - this.#options.now();
      if (wait <= 0) return;
      if (wait > LONGEST_WAIT) {
        const seconds = Math.ceil(wait / SECOND);
        const details = { retryAt: budget.notBefore };
        throw new TrackerError('busy', `The tracker asks to wait ${seconds} s before the next request.`, details);
      }
      await this.#options.sleep(wait);
    }
  }

  /** Hands the slot to the next in line; forgets keys that nobody uses. */
  #leave(key: string, budget: Budget): void {
    const next = budget.waiting.shift();
    if (next !== undefined) return next.resume();
    budget.running -= 1;
    if (budget.running === 0 && budget.notBefore <= this.#options.now()) this.#budgets.delete(key);
  }

  #budget(key: string): Budget {
    const found = this.#budgets.get(key) ?? { running: 0, notBefore: 0, waiting: [] };
    this.#budgets.set(key, found);
    return found;
  }
}

/** Resolves when it is its turn. */
const queued = ({ waiting }: Budget, rank: number): Promise<void> =>
  new Promise((resume) => {
    const behind = waiting.findIndex((other) => other.rank > rank);
    waiting.splice(behind === -1 ? waiting.length : behind, 0, { rank, resume });
  });
