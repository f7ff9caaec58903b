/** What an answer means for the request: the response itself, or an error and whether to send the same once more. */
import type { Instant } from '../model/instant.ts';
import type { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';
import { isWrite, type TrackerRequest, type TrackerResponse } from '../model/transport.ts';
import { redact } from './redact.ts';
import type { WireResponse } from './wire.ts';

export interface Failed {
  readonly error: TrackerError;
  readonly again: 'no' | 'after back-off' | 'after the pause';
}

export type Attempt = { readonly response: TrackerResponse } | Failed;

export interface Circumstances {
  readonly host: string;
  /** When the server said we may come again; null when it did not. */
  readonly until: Instant | null;
  /** It turned the request away because of a limit, before it did anything. */
  readonly isRefusal: boolean;
  readonly secrets: readonly Secret[];
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const isUnavailable = (status: number): boolean => status >= 502 && status <= 504;

/**
 * A 429 (or what the endpoint's `limitIn` takes for one) was refused before anything was done, so any method may be sent again
 * after the pause (which throws `busy` when it is too long to wait). A 5xx may have come after the write: only reads are repeated. A 401 or a redirect to a
 * log-in page is an answer to a question that carried no credentials.
 */
export function judge(request: TrackerRequest, answer: WireResponse, circumstances: Circumstances): Attempt {
  const { status } = answer;
  const { host } = circumstances;
  const anonymous = request.authenticated === false;
  if (status === 401 && !anonymous) {
    return { error: new TrackerError('credentials', `${host} does not accept the credentials (401).`), again: 'no' };
  }
  if (circumstances.isRefusal) {
    const error = new TrackerError('busy', `${host} asks to slow down (${status}).`, detailsOf(circumstances));
    return { error, again: 'after the pause' };
  }
  if (isUnavailable(status)) return unavailable(request, status, circumstances);
  if (isRedirect(status) && !anonymous && request.seesRedirects !== true)
    return { error: redirected(answer, circumstances), again: 'no' };
  return status < 400 && !isRedirect(status)
    ? taken(request, answer, circumstances)
    : { response: cleaned(answer, circumstances) };
}

/** The server said yes; whether it was the tracker that said it is another question. */
function taken(request: TrackerRequest, answer: WireResponse, circumstances: Circumstances): Attempt {
  if (isWrite(request) && isPage(answer)) return { error: pageFor(circumstances), again: 'no' };
  const response = { ...answer, body: parsed(answer.text) };
  return isCutOff(response) ? cutOff(request, circumstances) : { response };
}

/** A page for people in the place of an API's answer: a log-in page or a proxy stands between. Was it written? Nobody knows. */
const isPage = ({ headers }: WireResponse): boolean => (headers['content-type'] ?? '').includes('text/html');

const pageFor = ({ host }: Circumstances): TrackerError =>
  new TrackerError(
    'down',
    `${host} answered a write with a web page, as log-in pages and proxies do: check what stands in front of it.`,
  );

/** It says that it is JSON, and is none: the connection or a proxy cut it off. */
const isCutOff = ({ headers, body, text, isTooLong = false }: TrackerResponse): boolean =>
  !isTooLong &&
  body === null &&
  text.trim() !== '' &&
  text.trim() !== 'null' &&
  (headers['content-type'] ?? '').includes('json');

const cutOff = (request: TrackerRequest, { host }: Circumstances): Failed => ({
  error: new TrackerError('down', `The answer of ${host} was cut off.`),
  again: isWrite(request) ? 'no' : 'after back-off',
});

const detailsOf = ({ until }: Circumstances): { retryAt?: Instant } => (until === null ? {} : { retryAt: until });

/** Whether a write happened before its 503 is not known, so that one is `down` even when it says when to come again. */
function unavailable(request: TrackerRequest, status: number, circumstances: Circumstances): Failed {
  const isRead = !isWrite(request);
  const kind = isRead && circumstances.until !== null ? 'busy' : 'down';
  const message = `${circumstances.host} gave no usable answer (${status}).`;
  const error = new TrackerError(kind, message, detailsOf(circumstances));
  return { error, again: isRead ? 'after back-off' : 'no' };
}

/** A redirect is never followed: it could take the credentials elsewhere, or turn a write into a read. */
function redirected({ status, headers }: WireResponse, { host, secrets }: Circumstances): TrackerError {
  const place = (headers['location'] ?? 'another address').split('?')[0] ?? '';
  return new TrackerError('settings', redact(`${host} redirects to ${place} (${status}): use that address.`, secrets));
}

/** People will read a refusal's words, and some servers repeat the request in them. Data is never touched: it is compared. */
const cleaned = (answer: WireResponse, { secrets }: Circumstances): TrackerResponse => ({
  ...answer,
  text: redact(answer.text, secrets),
  body: parsed(answer.text, (_name, value) => (typeof value === 'string' ? redact(value, secrets) : value)),
});

function parsed(text: string, revive?: (name: string, value: unknown) => unknown): unknown {
  try {
    return text.trim() === '' ? null : JSON.parse(text, revive);
  } catch {
    return null;
  }
}
