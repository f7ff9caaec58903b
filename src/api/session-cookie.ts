/** The cookie of a session, and what keeps other sites from using it: a header that only our own pages can know. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { forbidden } from './errors.ts';

export const SESSION_COOKIE = 'sde-sessionid';
export const CSRF_HEADER = 'x-csrftoken';

/** It ends with the browser, and on the server earlier than that or later. */
export const cookieOptions = (baseUrl: string): CookieSerializeOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
  secure: baseUrl.startsWith('https:'),
});

/** Made from the session's id, so that it is stored nowhere and ends with the session; the id cannot be told from it. */
export const csrfTokenOf = (sessionId: string): string =>
  createHmac('sha256', sessionId).update('csrf token').digest('base64url');

const changes = ({ method }: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** For a change by the cookie. Throws 403. */
export function requireCsrfToken(request: FastifyRequest, sessionId: string): void {
  if (!changes(request)) return;
  const [given, expected] = [request.headers[CSRF_HEADER] ?? '', csrfTokenOf(sessionId)].map((text) =>
    Buffer.from(String(text)),
  ) as [Buffer, Buffer];
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  const what = given.length === 0 ? 'missing' : 'incorrect';
  throw forbidden(`CSRF Failed: CSRF token ${what}. Send the csrf_token of session/ as ${CSRF_HEADER}.`);
}

/**
 * For changes by what a browser sends without being asked (cookie, remembered password) and for the log-in. Ours are the
 * base URL, and the address that was asked: people open http://localhost too. Throws 403.
 */
export function requireOwnOrigin(request: FastifyRequest, baseUrl: string): void {
  const { origin } = request.headers;
  if (origin === undefined || !changes(request)) return;
  if (origin === new URL(baseUrl).origin || URL.parse(origin)?.host === request.host) return;
  throw forbidden(
    'CSRF Failed: Origin checking failed: this request comes from a page of another address. If people are meant to use that address, set LOCKSTEP_BASE_URL to it.',
  );
}

const CARRIED = ['authorization', 'cookie', CSRF_HEADER, 'origin', 'host'] as const;

/** The headers that say who asks, for a call on the caller's behalf. */
export const credentialsOf = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(CARRIED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
