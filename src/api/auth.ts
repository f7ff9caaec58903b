/** Who is asking: `Authorization: Token …` or Basic. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { accountByEmail, accountByTokenHash, holdsAll, type Account } from '../store/accounts.ts';
import { checkPassword } from '../store/passwords.ts';
import type { Tables } from '../store/tables.ts';
import { hashToken } from '../store/tokens.ts';
import { unauthenticated } from './errors.ts';
import { operationOf, requireGlobal, ruleOf, type Caller } from './permissions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that only says "method not allowed". */
    anyMethod?: boolean;
  }
  interface FastifyRequest {
    caller: Caller;
    /** The permission table was asked. A success without it is a programming error and is not sent. */
    permitted: boolean;
  }
}

/** Guards every route of `app`: authenticates, asks the permission table, and refuses answers that nobody asked it for. */
export function useAuthentication(app: FastifyInstance, db: Kysely<Tables>): void {
  app.decorateRequest('permitted', false);
  app.addHook('onRequest', async (request) => {
    request.caller = await authenticate(db, request.headers.authorization);
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

async function authenticate(db: Kysely<Tables>, header: string | undefined): Promise<Caller> {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(header ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'token':
      return byToken(db, rest);
    case 'basic':
      return byPassword(db, rest);
    default:
      throw unauthenticated();
  }
}

async function byToken(db: Kysely<Tables>, text: string): Promise<Caller> {
  const token = text.replace(/^(["'])(.*)\1$/, '$2');
  if (token === '') throw unauthenticated('Invalid token header. No credentials provided.');
  if (token.includes(' ')) throw unauthenticated('Invalid token header. Token string should not contain spaces.');
  const account = await accountByTokenHash(db, hashToken(token));
  if (account === undefined) throw unauthenticated('Invalid token.');
  return active(account);
}

async function byPassword(db: Kysely<Tables>, encoded: string): Promise<Caller> {
  const clear = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = clear.indexOf(':');
  if (colon < 0) throw unauthenticated('Invalid basic header. Credentials not correctly base64 encoded.');
  const account = clear.includes('\0') ? undefined : await accountByEmail(db, clear.slice(0, colon));
  // An unknown name costs the same time as a wrong password.
  const right = await checkPassword(clear.slice(colon + 1), account?.password_hash ?? null);
  if (account === undefined || !right) throw unauthenticated('Invalid username/password.');
  return active(account);
}

function active(account: Account): Caller {
  if (!account.is_active) throw unauthenticated('User inactive or deleted.');
  const { id, email, permissions } = account;
  return { id, email, all: holdsAll(account), permissions: new Set(permissions) };
}
