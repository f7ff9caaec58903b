/** Time that passes only by waiting: when nobody has anything else to do, the earliest wait is over. */
export class VirtualTime {
  now = 0;
  readonly #waits: { readonly until: number; readonly resume: () => void }[] = [];

  wait(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    return new Promise((resume) => {
      const later = this.#waits.findIndex((other) => other.until > until);
      this.#waits.splice(later === -1 ? this.#waits.length : later, 0, { until, resume });
    });
  }

  /** The answer of the work, which does nothing but compute and wait. */
  async pass<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => void (ended = true);
    void work.then(end, end);
    for (;;) {
      await new Promise(setImmediate); // everything that could go on has gone on
      if (ended) return work;
      const next = this.#waits.shift();
      if (next === undefined) throw new Error('the work waits for something that takes no virtual time');
      this.now = next.until;
      next.resume();
    }
  }
}
