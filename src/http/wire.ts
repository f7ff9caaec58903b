/** The seam between our rules and the network: one request out, one answer back. Fakes stand here as plain functions. */
import { isIP } from 'node:net';
import { Agent, buildConnector, request as undiciRequest } from 'undici';
import { checkTarget, guardedLookup, type Allow, type Resolve } from './egress.ts';

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most `BODY_LIMIT` bytes of it. */
  readonly text: string;
  /** There was more. */
  readonly isTooLong?: boolean;
}

/** Rejects with whatever the network says when there is no answer; the client translates that. */
export type Wire = (request: WireRequest) => Promise<WireResponse>;

export const BODY_LIMIT = 10 * 1024 * 1024;

export interface UndiciWireOptions {
  readonly allow: Allow;
  readonly verifyTls: boolean;
  readonly resolve?: Resolve;
}

export interface OpenWire {
  readonly wire: Wire;
  /** Lets the idle connections go. */
  readonly close: () => Promise<void>;
}

/** The real network. One per connection, because TLS settings are per connection. It never follows a redirect. */
export function undiciWire(options: UndiciWireOptions): OpenWire {
  const agent = new Agent({ connect: guardedConnect(options) });
  const wire: Wire = async ({ method, url, headers, body, timeoutMs }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await undiciRequest(url, { method: method as 'GET', headers, body, signal, dispatcher: agent });
    return { status: answer.statusCode, headers: flat(answer.headers), ...(await readText(answer.body)) };
  };
  return { wire, close: () => agent.close() };
}

/** Literal addresses never reach a `lookup`, so they are judged here; names are judged when they have been resolved. */
function guardedConnect({ allow, verifyTls, resolve }: UndiciWireOptions): buildConnector.connector {
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    const host = options.hostname.replace(/^\[|\]$/g, '');
    try {
      if (isIP(host) !== 0) checkTarget({ host, address: host, port }, allow);
    } catch (error) {
      return callback(error as Error, null);
    }
    const lookup = guardedLookup(port, allow, resolve);
    buildConnector({ rejectUnauthorized: verifyTls, lookup })(options, callback);
  };
}

function flat(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<Pick<WireResponse, 'text' | 'isTooLong'>> {
  const chunks: Uint8Array[] = [];
  let left = BODY_LIMIT;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left < 0) break;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isTooLong: left < 0 };
}
