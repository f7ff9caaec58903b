import { emptyTable, type RequestTable } from '../model/ledger.ts';
import type { Purpose } from '../model/transport.ts';

/** Counts what went over the wire in one run, every attempt of it: a retried read counts as often as it was sent. */
export class Ledger {
  readonly #counts = emptyTable();

  count(purpose: Purpose): void {
    this.#counts[purpose] += 1;
  }

  table(): RequestTable {
    return { ...this.#counts };
  }
}
