/** What the network says when there is no answer → an error that names the host and the remedy. */
import { TrackerError } from '../model/tracker-error.ts';

const TIMEOUT = /TIMEOUT|ETIMEDOUT|TimeoutError/;
const CERTIFICATE = /CERT|SIGNATURE|UNABLE_TO|ISSUER|ALTNAME/;
const NOT_THIS_PROTOCOL = /EPROTO|ERR_SSL|ERR_TLS|HPE_/;

interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

const asFailure = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});

function codeOf(error: unknown): string {
  const { code, name, cause } = asFailure(error);
  if (typeof code === 'string') return code;
  if (cause !== undefined) return codeOf(cause);
  return typeof name === 'string' ? name : '';
}

/** A `TrackerError` for anything the wire rejected with; one that is a `TrackerError` already stays as it is. */
export function wireError(error: unknown, url: URL, timeoutMs: number): TrackerError {
  const known = [error, asFailure(error).cause].find((candidate) => candidate instanceof TrackerError);
  if (known !== undefined) return known;
  const code = codeOf(error);
  const { host, hostname } = url;
  if (code === 'ENOTFOUND') {
    return new TrackerError('settings', `The host name "${hostname}" is not known: check the server's address.`);
  }
  if (TIMEOUT.test(code)) {
    return new TrackerError('down', `${host} did not answer within ${timeoutMs / 1_000} s: is it reachable from here?`);
  }
  if (code === 'ECONNREFUSED') {
    return new TrackerError('down', `${host} refuses connections: is the tracker running, and is this its port?`);
  }
  return (
    certificateError(code, url) ?? new TrackerError('down', `The connection to ${host} broke (${code || 'no code'}).`)
  );
}

function certificateError(code: string, { host, protocol }: URL): TrackerError | null {
  if (NOT_THIS_PROTOCOL.test(code)) {
    const other = protocol === 'https:' ? 'http' : 'https';
    const name = protocol.slice(0, -1);
    return new TrackerError('settings', `${host} does not speak ${name} (${code}): check the port, or use ${other}.`);
  }
  if (!CERTIFICATE.test(code)) return null;
  return new TrackerError(
    'settings',
    `The TLS certificate of ${host} cannot be trusted (${code}): install its certificate authority here, or give the ` +
      `server a valid certificate.`,
  );
}
