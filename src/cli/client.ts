/** The public API over HTTP: the only way the command line reaches the service. */
import { CliError, EXIT } from './exit-code.ts';

export interface Client {
  /** Bytes go as they are, anything else as JSON. The parsed answer of a success; anything else is a `CliError` with the service's own words. */
  call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, sent?: Sent): Promise<unknown>;
}

/** Hears how many bytes of the body have been sent. */
export type Sent = (bytes: number) => void;

export interface ClientOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
  readonly fetch: typeof fetch;
}

export function makeClient({ url, token, fetch }: ClientOptions): Client {
  return {
    async call(method, path, body, told) {
      const headers = {
        accept: 'application/json',
        authorization: `Token ${token}`,
        'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json',
      };
      const sent = body instanceof Uint8Array ? streamed(body, told) : jsonOf(body);
      const answer = await fetch(`${url}/api/v2/${path}`, { method, headers, ...sent }).catch((error: unknown) => {
        throw new CliError(
          EXIT.unreachable,
          `${url} cannot be reached (${causeOf(error)}). Is it running? Give --url or LOCKSTEP_URL.`,
        );
      });
      const text = await answer.text();
      if (answer.ok) return parse(text, url);
      throw refusal(answer.status, text, url);
    },
  };
}

const jsonOf = (body: unknown): RequestInit => (body === undefined ? {} : { body: JSON.stringify(body) });

const PIECE = 1024 * 1024;

/** Piece by piece, each when the service has taken the one before. */
function streamed(bytes: Uint8Array, told: Sent = () => undefined): RequestInit {
  function* pieces(): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += PIECE) {
      told(at);
      yield bytes.subarray(at, at + PIECE);
    }
    told(bytes.length);
  }
  return { body: ReadableStream.from(pieces()), duplex: 'half' };
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : 'no answer';
}

function parse(text: string, url: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(EXIT.unreachable, `${url} does not answer like Lockstep. Check --url or LOCKSTEP_URL.`);
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Give a valid token by --token or LOCKSTEP_TOKEN.',
  403: 'This token belongs to somebody who may not do this; ask an administrator.',
  404: 'Nothing with this id is there, or this token may not see it.',
};

function refusal(status: number, text: string, url: string): CliError {
  const words = wordsOf(text);
  const code = status === 401 || status === 403 || status === 404 || status >= 500 ? EXIT.unreachable : EXIT.incomplete;
  const remedy = REMEDIES[status];
  return new CliError(
    code,
    `${words === '' ? `${url} answered ${status}.` : words}${remedy === undefined ? '' : `\n${remedy}`}`,
  );
}

/** `{"params": {"issue_tracker_user": ["…"]}}` → `params.issue_tracker_user: …`, one line per message. */
function wordsOf(text: string): string {
  try {
    return [...messagesOf(JSON.parse(text), '')].join('\n');
  } catch {
    return '';
  }
}

function* messagesOf(value: unknown, path: string): Generator<string> {
  if (typeof value === 'string') yield ['', 'detail', 'non_field_errors'].includes(path) ? value : `${path}: ${value}`;
  if (Array.isArray(value)) for (const member of value) yield* messagesOf(member, path);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      yield* messagesOf(member, path === '' ? name : `${path}.${name}`);
  }
}
