import type { Instant } from '../model/instant.ts';
import { SECOND } from '../model/instant.ts';
import { nextMoment, type Budget } from '../model/pace.ts';
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
  /** What the request draws from, beside its slot. */
  readonly budgets?: readonly Budget[];
}

interface Account {
  running: number;
  notBefore: Instant;
  /** By the name of a budget: when requests that drew from it were sent, oldest first, as long as they count. */
  readonly sent: Map<string, Sent>;
  /** By rank, and in one rank as they came. */
  readonly waiting: { readonly rank: number; readonly resume: () => void }[];
}

interface Sent {
  readonly times: readonly Instant[];
  readonly countsFor: number;
}

/**
 * What one tracker account (host and credential) may do is shared by all its connections.
 * One object serves the whole process. Processes share what matters through `retryAt`: a run that has to wait long is
 * handed back to the queue with that time, whichever process takes it next.
 */
export class Governor {
  readonly #options: GovernorOptions;
  readonly #accounts = new Map<string, Account>();

  constructor(options: GovernorOptions) {
    this.#options = options;
  }

  /** Runs the work when its key has a free slot and nothing has to be waited for. Throws `busy` when that is longer than 30 s. */
  async run<T>(place: Place, work: () => Promise<T>): Promise<T> {
    const { key, concurrency, rank } = place;
    const account = this.#account(key);
    if (account.running >= concurrency) await queued(account, rank);
    else account.running += 1;
    try {
      await this.#waitOut(account, place);
      return await work();
    } finally {
      this.#leave(key, account);
    }
  }

  /** Nobody with this key sends anything before then. */
  pause(key: string, until: Instant): void {
    const account = this.#account(key);
    account.notBefore = Math.max(account.notBefore, until);
  }

  /** While we slept, the pause may have been prolonged, and others may have drawn from the same budgets. */
  async #waitOut(account: Account, { budgets = [] }: Place): Promise<void> {
    for (;;) {
      const now = this.#options.now();
      const [until, why] = momentFor(account, budgets);
      if (until <= now) return drawn(account, budgets, now);
      if (until - now > LONGEST_WAIT) {
        const seconds = Math.ceil((until - now) / SECOND);
        throw new TrackerError('busy', `${why}: ${seconds} s until the next request.`, { retryAt: until });
      }
      await this.#options.sleep(until - now);
    }
  }

  /** Hands the slot to the next in line; forgets keys that nobody uses and of which nothing has to be known any more. */
  #leave(key: string, account: Account): void {
    const next = account.waiting.shift();
    if (next !== undefined) return next.resume();
    account.running -= 1;
    const now = this.#options.now();
    if (account.running === 0 && account.notBefore <= now && !remembers(account, now)) this.#accounts.delete(key);
  }

  #account(key: string): Account {
    const found = this.#accounts.get(key) ?? { running: 0, notBefore: 0, sent: new Map<string, Sent>(), waiting: [] };
    this.#accounts.set(key, found);
    return found;
  }
}

/** When the next request may go out, and what holds it up. */
function momentFor({ notBefore, sent }: Account, budgets: readonly Budget[]): readonly [Instant, string] {
  const moments = budgets.map(({ name, windows }): [Instant, string] => [
    nextMoment(sent.get(name)?.times ?? [], windows),
    `The tracker takes only so many ${name} in a time`,
  ]);
  const all: [Instant, string][] = [[notBefore, 'The tracker asks to wait'], ...moments];
  return all.reduce((one, other) => (other[0] > one[0] ? other : one));
}

function drawn({ sent }: Account, budgets: readonly Budget[], now: Instant): void {
  for (const { name, windows } of budgets) {
    const countsFor = Math.max(...windows.map(({ within }) => within));
    const times = (sent.get(name)?.times ?? []).filter((time) => time > now - countsFor);
    sent.set(name, { times: [...times, now], countsFor });
  }
}

const remembers = ({ sent }: Account, now: Instant): boolean =>
  [...sent.values()].some(({ times, countsFor }) => (times.at(-1) ?? 0) + countsFor > now);

/** Resolves when it is its turn. */
const queued = ({ waiting }: Account, rank: number): Promise<void> =>
  new Promise((resume) => {
    const behind = waiting.findIndex((other) => other.rank > rank);
    waiting.splice(behind === -1 ? waiting.length : behind, 0, { rank, resume });
  });
