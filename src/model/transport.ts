/** How an adapter talks to its tracker. `http/` implements it; fakes implement its other end. */
import type { Json } from './json.ts';

/** What a request is for: the lines of the request table, compared with the floor. */
export const PURPOSES = [
  'check',
  'metadata',
  'look-up',
  'pull',
  'sweep',
  'create',
  'update',
  'transition',
  'comment',
  'read-back',
] as const;
export type Purpose = (typeof PURPOSES)[number];

const WRITES: readonly Purpose[] = ['create', 'update', 'transition', 'comment'];

/** Some trackers take long questions by POST: a question changes nothing, whatever its method. */
export const isWrite = ({ method, purpose }: Pick<TrackerRequest, 'method' | 'purpose'>): boolean =>
  method !== 'GET' && WRITES.includes(purpose);

export interface TrackerRequest {
  readonly purpose: Purpose;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's root, with a leading slash and without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Beside the credentials: what identifies the program or a session, or another kind of body. Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `false` sends no credentials: the question "is this public?". */
  readonly authenticated?: boolean;
  /** A redirect is an answer, too: the adapter knows what it means, and whether to go there. */
  readonly seesRedirects?: true;
}

export interface TrackerResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null for an empty body or one that is no JSON. */
  readonly body: unknown;
  /** The body as text, cut at 10 MB. */
  readonly text: string;
  /** It was cut. */
  readonly isTooLong?: boolean;
}

/**
 * Sends one request. It paces itself by the governor, retries reads that failed on the way, and never retries a write.
 * Answers are returned whatever their status, except: 401 throws `credentials` (unless the request carried none), 429 and 503 with no time left to wait
 * (and what the endpoint's `limitIn` calls a refusal) throw `busy`, 502/503/504, timeouts and broken connections throw `down`. Before each write (see `isWrite`) it
 * passes the run's gate, which throws when the run was cancelled or lost its attempt.
 */
export type Send = (request: TrackerRequest) => Promise<TrackerResponse>;
