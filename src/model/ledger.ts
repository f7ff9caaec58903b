/** The floor: the fewest requests a run could have needed. One function; the trackers give only the numbers. */
import type { Capabilities } from './tracker.ts';
import { PURPOSES, type Purpose } from './transport.ts';

export type RequestTable = Readonly<Record<Purpose, number>>;

/** What a run had to do, counted by the engine, not by the adapter that is being measured. */
export interface Work {
  readonly coldMetadata: boolean;
  /** Rows the change query had to bring (changed, or all on a sweep); `null` when no pull was made. */
  readonly pulled: number | null;
  /** Rows that there are: no query needs more pages than they fill. */
  readonly rows: number;
  readonly sweep: boolean;
  /** The fewest requests that the look-ups of this run needed. */
  readonly lookUps: number;
  /** Issues that had to be read by id: missing ones, and those re-read before a late write. */
  readonly readById: number;
  readonly creates: number;
  readonly updates: number;
  readonly fieldTimes: number;
  /** Issues whose comments had to be read, and comments that were written. */
  readonly commentReads: number;
  readonly commentWrites: number;
  readonly checks: number;
}

export const emptyTable = (): Record<Purpose, number> =>
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, 0])) as Record<Purpose, number>;

const pages = (rows: number, size: number): number => Math.ceil(rows / size);

/**
 * One page tells that nothing changed; otherwise the changed rows, and the page that proves there are no more: of a list at
 * most all its pages, of a log what it names is read beside it.
 */
function pullPages({ pulled, rows }: Work, can: Capabilities): number {
  if (pulled === null) return 0;
  const proof = pulled > 0 ? can.proofPages : 0;
  const most = can.log === true ? Infinity : pages(rows, can.pageSize);
  return Math.max(1, Math.min(pages(pulled, can.pageSize) + proof, most));
}

/** The floor per line: cold metadata + marker look-up + pull + creates + updates + mandatory read-backs. */
export function floorOf(work: Work, can: Capabilities): RequestTable {
  const pull = pullPages(work, can);
  return {
    ...emptyTable(),
    metadata: work.coldMetadata ? can.metadataRequests : 0,
    check: work.checks,
    pull: work.sweep ? 0 : pull,
    sweep: work.sweep ? pull : 0,
    'look-up': work.lookUps,
    create: pages(work.creates, can.createBatch),
    update: pages(work.updates, can.updateBatch ?? 1),
    comment: pages(work.commentReads, can.commentBatch) + work.commentWrites,
    'read-back':
      (can.updatesShow === true ? 0 : pages(work.updates, can.readBackBatch)) +
      pages(work.readById, can.readBackBatch) +
      work.fieldTimes,
  };
}

export const total = (table: RequestTable): number => PURPOSES.reduce((sum, purpose) => sum + table[purpose], 0);
