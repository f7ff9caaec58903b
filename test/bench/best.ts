/** The fewest latencies in which a run could be over. */
import { total } from '../../src/model/ledger.ts';
import type { Run } from '../../src/model/run.ts';
import type { Capabilities } from '../../src/model/tracker.ts';

/** Its fewest requests, as many at a time as the account may send; pages of a list come one after the other. */
export function bestOf({ floor }: Run, { concurrency }: Pick<Capabilities, 'concurrency'>): number {
  const pages = floor.pull + floor.sweep;
  return pages + Math.ceil((total(floor) - pages) / concurrency);
}
