/** Many writes in few requests; one by one where the server does not take batches. */
import type { Instant } from '../../model/instant.ts';
import { SECOND } from '../../model/instant.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Purpose, Send, TrackerResponse } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { chunks } from '../chunks.ts';
import { BATCH, sendBatch, sendPatch, type Patch, type Row } from './api.ts';
import { bodyOf, failure, ruleErrors, unexpected } from './errors.ts';

/** One write, and how its answer is recognised: by something that the answer shows itself, never by its place. */
export interface Write extends Patch {
  readonly key: string;
}

/** The work item as it is then; or why not, and which field is at fault. */
export type Written = { readonly row: Row } | { readonly error: TrackerError; readonly fields: readonly string[] };

/** What an adapter writes with. */
export interface Desk {
  readonly send: Send;
  readonly now: () => Instant;
  /** Set when the server refused a batch: it is asked for none in this run any more. */
  readonly refused: { batches: boolean };
}

export interface Sending {
  readonly purpose: Purpose;
  /** Whose answer it is; null when it shows nothing that we know it by. */
  readonly keyOf: (row: Row) => string | null;
  /** What to do with a work item that was written and is not known by its key. Throws. */
  readonly stray?: (row: Row) => Promise<never>;
}

/** Outcomes in the order of the writes. What nobody can tell is `down`: it may have been done. */
export async function sendAll(desk: Desk, writes: readonly Write[], sending: Sending): Promise<readonly Written[]> {
  const answers = await atOnce(chunks(writes, BATCH), (some) => sendSome(desk, some, sending));
  return answers.flat();
}

async function sendSome(desk: Desk, writes: readonly Write[], sending: Sending): Promise<readonly Written[]> {
  if (writes.length === 1 || desk.refused.batches) return sendSingly(desk, writes, sending);
  const response = await sendBatch(desk.send, sending.purpose, writes);
  if (response.status === 413) return sendHalves(desk, writes, sending);
  if (NO_BATCHES.has(response.status)) {
    desk.refused.batches = true;
    return sendSingly(desk, writes, sending);
  }
  const parts = partsOf(response);
  const known = new Set<string | null>(writes.map(({ key }) => key));
  for (const { row } of parts) if (row !== null && !known.has(sending.keyOf(row))) await sending.stray?.(row);
  return matched(writes, parts, sending);
}

/** The server, or a proxy before it, does not know the address, the method or the kind of body. Nothing was done. */
const NO_BATCHES: ReadonlySet<number> = new Set([400, 404, 405, 415, 501]);

/** Too long for what stands in front of it. */
async function sendHalves(desk: Desk, writes: readonly Write[], sending: Sending): Promise<readonly Written[]> {
  const half = Math.ceil(writes.length / 2);
  const first = await sendSome(desk, writes.slice(0, half), sending);
  return [...first, ...(await sendSome(desk, writes.slice(half), sending))];
}

/** A create that comes long after it was announced might meet a second attempt: rather none. */
const SENT_WITHIN = 10 * SECOND;

const LATE: Written = {
  error: new TrackerError('busy', 'It was not sent yet, because the server is slow.'),
  fields: [],
};

async function sendSingly(
  { send, now }: Desk,
  writes: readonly Write[],
  { purpose, keyOf, stray }: Sending,
): Promise<readonly Written[]> {
  const begun = now();
  return atOnce(writes, async (write) => {
    if (purpose === 'create' && write !== writes[0] && now() - begun > SENT_WITHIN) return LATE;
    const response = await sendPatch(send, purpose, write);
    if (response.status >= 300) return refused(response.status, response.body, response);
    const row = rowIn(response);
    if (keyOf(row) !== write.key) await stray?.(row);
    return { row };
  });
}

function rowIn(response: TrackerResponse): Row {
  const body = bodyOf<Partial<Row>>(response);
  if (typeof body.id !== 'number' || body.fields === undefined) throw unexpected(response);
  return body as Row;
}

const unknown = (what: string): Written => ({
  error: new TrackerError('down', `${what}; the next run goes on.`),
  fields: [],
});

/** An answer that is none of Azure DevOps' stops everything. */
function refused(status: number, body: unknown, response: TrackerResponse): Written {
  const error = failure(status, body);
  if (error === null) throw unexpected(response);
  return { error, fields: ruleErrors(body).flatMap(({ fieldReferenceName }) => fieldReferenceName ?? []) };
}

interface Part {
  readonly code: number;
  /** Null: it was refused. */
  readonly row: Row | null;
  readonly body: unknown;
  readonly response: TrackerResponse;
}

function partsOf(response: TrackerResponse): readonly Part[] {
  const { value } = bodyOf<{ readonly value?: readonly { readonly code: number; readonly body?: unknown }[] }>(
    response,
  );
  if (!Array.isArray(value)) throw unexpected(response);
  return (value as readonly { readonly code: number; readonly body?: unknown }[]).map(({ code, body: text }) => {
    const body = parsed(text);
    return { code, row: code < 300 ? (body as Row) : null, body, response };
  });
}

/** Each part's body is JSON within JSON. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return { message: body };
  }
}

/** Errors show nothing by which to know them: they count by their place where every work item stands in its own. */
function matched(writes: readonly Write[], parts: readonly Part[], { keyOf }: Sending): readonly Written[] {
  const byKey = new Map(parts.flatMap(({ row }) => (row === null ? [] : [[keyOf(row), row] as const])));
  const inOrder =
    writes.length === parts.length && parts.every(({ row }, at) => row === null || keyOf(row) === writes[at]?.key);
  return writes.map(({ key }, at) => {
    const row = byKey.get(key);
    if (row !== undefined) return { row };
    const part = inOrder ? parts[at] : undefined;
    if (part === undefined) return unknown('The answer to a batch does not name it');
    return refused(part.code, part.body, part.response);
  });
}
