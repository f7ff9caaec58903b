/** Who is asking: `Authorization: Token …` or Basic. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { accountByEmail, accountByTokenHash, holdsAll, type Account } from '../store/accounts.ts';
import { checkPassword } from '../store/passwords.ts';
import type { Tables } from '../store/tables.ts';
import { hashToken } from '../store/tokens.ts';
import { unauthenticated } from './errors.ts';
import type { Limits } from './limits.ts';
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
export function useAuthentication(app: FastifyInstance, db: Kysely<Tables>, limits: Limits): void {
  app.decorateRequest('permitted', false);
  app.decorateRequest('place', null);
  app.addHook('onRequest', async (request) => {
    request.caller = await authenticate(db, limits, request).catch(async (refusal: unknown) => {
      await limits.countAddress(request);
      throw refusal;
    });
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

async function authenticate(db: Kysely<Tables>, limits: Limits, request: FastifyRequest): Promise<Caller> {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(request.headers.authorization ?? '') ?? [];
  const account = await accountBy(scheme.toLowerCase(), rest);
  if (typeof account !== 'string') return active(account);
  await limits.countFailure(request);
  throw unauthenticated(account);

  /** Or why there is none, in words. */
  async function accountBy(kind: string, text: string): Promise<Account | string> {
    if (kind === 'token') return (await byToken(db, text)) ?? 'Invalid token.';
    if (kind !== 'basic') throw unauthenticated();
    const { name, password } = basicOf(text);
    request.account = name;
    await limits.refuseGuessing(request);
    const found = (await byPassword(db, name, password)) ?? 'Invalid username/password.';
    // Again: those that came together with many others wait for their verdict, and do not get it.
    await limits.refuseGuessing(request);
    return found;
  }
}

/** Never refused for what others try: tokens cannot be guessed. */
async function byToken(db: Kysely<Tables>, text: string): Promise<Account | undefined> {
  const token = text.replace(/^(["'])(.*)\1$/, '$2');
  if (token === '') throw unauthenticated('Invalid token header. No credentials provided.');
  if (token.includes(' ')) throw unauthenticated('Invalid token header. Token string should not contain spaces.');
  return accountByTokenHash(db, hashToken(token));
}

function basicOf(encoded: string): { readonly name: string; readonly password: string } {
  const clear = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = clear.indexOf(':');
  if (colon < 0) throw unauthenticated('Invalid basic header. Credentials not correctly base64 encoded.');
  return { name: clear.slice(0, colon), password: clear.slice(colon + 1) };
}

async function byPassword(db: Kysely<Tables>, name: string, password: string): Promise<Account | undefined> {
  const account = name.includes('\0') ? undefined : await accountByEmail(db, name);
  // An unknown name costs the same time as a wrong password.
  const right = await checkPassword(password, account?.password_hash ?? null);
  return right ? account : undefined;
}

function active(account: Account): Caller {
  if (!account.is_active) throw unauthenticated('User inactive or deleted.');
  const { id, email, permissions } = account;
  return { id, email, all: holdsAll(account), permissions: new Set(permissions) };
}
