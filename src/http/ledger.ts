import { emptyTable, type RequestTable } from '../model/ledger.ts';
import type { Instant } from '../model/instant.ts';
import type { Purpose } from '../model/transport.ts';

/** Counts what went over the wire in one run, every attempt of it: a retried read counts as often as it was sent. */
export class Ledger {
  readonly #counts = emptyTable();
  #skew = 0;

  count(purpose: Purpose): void {
    this.#counts[purpose] += 1;
  }

  /** Notes the server's clock, from the Date header of an answer; anything else is ignored. */
  sawClock(date: string | undefined, now: Instant): void {
    const at = Date.parse(date ?? '');
    if (!Number.isNaN(at)) this.#skew = at - now;
  }

  /** How far the server's clock was ahead of ours at the last answer, in milliseconds; to the second, 0 when not told. */
  skew(): number {
    return this.#skew;
  }

  table(): RequestTable {
    return { ...this.#counts };
  }
}
