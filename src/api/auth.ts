/** Who is asking: `Authorization: Token …`, Basic, or the cookie of a session. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { accountByTokenHash, holdsAll, type Account } from '../store/accounts.ts';
import { resumeSession } from '../store/sessions.ts';
import type { Tables } from '../store/tables.ts';
import { hashToken } from '../store/tokens.ts';
import { unauthenticated } from './errors.ts';
import type { Limits } from './limits.ts';
import { active, logIn, type Door, type Given } from './log-in.ts';
import { isOpen, operationOf, requireGlobal, type Caller } from './permissions.ts';
import { ruleOf } from './rules.ts';
import { requireCsrfToken, requireOwnOrigin, SESSION_COOKIE } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that only says "method not allowed". */
    anyMethod?: boolean;
  }
  interface FastifyRequest {
    /** Not there in open operations, until somebody has logged in. */
    caller: Caller;
    /** The session by which the caller is known; null with other credentials. */
    sessionId: string | null;
    /** The permission table was asked. A success without it is a programming error and is not sent. */
    permitted: boolean;
  }
}

/** Guards every route of `app`: authenticates, asks the permission table, and refuses answers that nobody asked it for. */
export function useAuthentication(app: FastifyInstance, door: Door): void {
  const { limits, baseUrl } = door;
  app.decorateRequest('permitted', false);
  app.decorateRequest('place', null);
  app.decorateRequest('sessionId', null);
  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) {
      request.permitted = true;
      if (ruleOf(operationOf(request)).keyed === true) return;
      await limits.countAddress(request);
      return requireOwnOrigin(request, baseUrl);
    }
    request.caller = callerOf(
      await authenticate(door, request).catch(async (refusal: unknown) => {
        await limits.countAddress(request);
        throw refusal;
      }),
    );
    await limits.countCaller(request);
    if (request.routeOptions.config.anyMethod === true) return;
    const operation = operationOf(request);
    requireGlobal(request.caller, operation);
    request.permitted = ruleOf(operation).project === undefined;
  });
  app.addHook('preSerialization', (request: FastifyRequest, reply, _payload, done) => {
    if (!request.permitted && reply.statusCode < 400)
      throw new Error(`${request.url} answered without a permission check`);
    done();
  });
}

/** The header goes before the cookie. Throws 401, 403, 429. */
async function authenticate(door: Door, request: FastifyRequest): Promise<Account> {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(request.headers.authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'token':
      return byToken(door.db, door.limits, request, rest);
    case 'basic':
      requireOwnOrigin(request, door.baseUrl);
      return logIn(door, request, basicOf(rest));
    case '':
      return bySession(door, request);
    default:
      throw unauthenticated();
  }
}

/** Never refused for what others try: tokens cannot be guessed. */
async function byToken(db: Kysely<Tables>, limits: Limits, request: FastifyRequest, text: string): Promise<Account> {
  const token = text.replace(/^(["'])(.*)\1$/, '$2');
  if (token === '') throw unauthenticated('Invalid token header. No credentials provided.');
  if (token.includes(' ')) throw unauthenticated('Invalid token header. Token string should not contain spaces.');
  const account = await accountByTokenHash(db, hashToken(token));
  if (account !== undefined) return active(account);
  await limits.countFailure(request);
  throw unauthenticated('Invalid token.');
}

/** An id that is none counts as no failure: a page left open would keep its reader from logging in again. */
async function bySession({ db, now, baseUrl }: Door, request: FastifyRequest): Promise<Account> {
  const id = request.cookies[SESSION_COOKIE];
  if (id === undefined) throw unauthenticated();
  requireOwnOrigin(request, baseUrl);
  const account = await resumeSession(db, id, now());
  if (account === undefined) throw unauthenticated('The session has ended: log in again.');
  requireCsrfToken(request, id);
  request.sessionId = id;
  return active(account);
}

function basicOf(encoded: string): Given {
  const clear = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = clear.indexOf(':');
  if (colon < 0) throw unauthenticated('Invalid basic header. Credentials not correctly base64 encoded.');
  return { name: clear.slice(0, colon), password: clear.slice(colon + 1) };
}

export function callerOf(account: Account): Caller {
  const { id, email, permissions } = account;
  return { id, email, all: holdsAll(account), permissions: new Set(permissions) };
}
