/** Several writes in one request, each for itself: one that is refused does not keep the others from being done. */
import { SECOND, type Instant } from '../../model/instant.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { batchedIn, sendBatch, sendRow, WRITES, type Answer, type Batched, type Part } from './api.ts';

/** What an adapter writes with. */
export interface Desk {
  readonly send: Send;
  readonly now: () => Instant;
  /** Set when a batch was refused: none is tried in this run any more. */
  readonly refused: { batches: boolean };
}

/** What ServiceNow answered to each, in the order of the parts; or why nobody knows. */
export type Told = Answer | TrackerError;

export async function sendAll(desk: Desk, purpose: Purpose, parts: readonly Part[]): Promise<readonly Told[]> {
  const told = await atOnce(chunks(parts, WRITES), (some) => sendSome(desk, purpose, some));
  return told.flat();
}

/** The account or a proxy is not let through to the Batch API. Nothing was done. */
const NO_BATCHES: ReadonlySet<number> = new Set([403, 404, 405, 501]);

/** Null: batches are not for us. A key that the Table API takes need not be known here; a wrong one fails alone, too. */
async function batched(send: Send, purpose: Purpose, parts: readonly Part[]): Promise<Batched | null> {
  try {
    const response = await sendBatch(send, purpose, parts);
    return NO_BATCHES.has(response.status) ? null : batchedIn(response);
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'credentials') return null;
    throw error;
  }
}

async function sendSome(desk: Desk, purpose: Purpose, parts: readonly Part[]): Promise<readonly Told[]> {
  const begun = desk.now();
  if (parts.length === 1 || desk.refused.batches) return singly(desk, purpose, parts, { begun, isFirst: true });
  const answer = await batched(desk.send, purpose, parts);
  if (answer === null) {
    desk.refused.batches = true;
    return singly(desk, purpose, parts, { begun, isFirst: true });
  }
  const { served, unserved } = answer;
  const rest = parts.filter(([name]) => unserved.has(name) && !served.has(name));
  const alone = await singly(desk, purpose, rest, { begun, isFirst: served.size === 0 });
  const told = new Map<string, Told | undefined>([...served, ...rest.map(([name], at) => [name, alone[at]] as const)]);
  return parts.map(([name]) => told.get(name) ?? unknown('The answer to a batch does not name it'));
}

const unknown = (what: string): TrackerError => new TrackerError('down', `${what}; the next run goes on.`);

/** A create that comes long after it was announced might meet a second attempt: rather none. */
const SENT_WITHIN = 10 * SECOND;

const LATE = new TrackerError('busy', 'It was not sent yet, because the server is slow.');

interface Since {
  readonly begun: Instant;
  /** Nothing came before: where all of them are late, one has to count as tried, so that there is an end to it. */
  readonly isFirst: boolean;
}

const singly = (
  { send, now }: Desk,
  purpose: Purpose,
  parts: readonly Part[],
  { begun, isFirst }: Since,
): Promise<readonly Told[]> =>
  atOnce(parts, async (part) => {
    const isLate = purpose === 'create' && now() - begun > SENT_WITHIN;
    if (!isLate) return sendRow(send, purpose, part[1]);
    return isFirst && part === parts[0] ? unknown('ServiceNow had no time for any of a batch') : LATE;
  });
