/** Passwords, by Basic and by `session/` alike: counted, refused when too many were wrong, and recorded when wrong. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { accountByEmail, type Account } from '../store/accounts.ts';
import { recordActivity } from '../store/activities.ts';
import { checkPassword } from '../store/passwords.ts';
import type { Tables } from '../store/tables.ts';
import type { ServerDeps } from './deps.ts';
import { unauthenticated } from './errors.ts';
import type { Limits } from './limits.ts';

export interface Door extends Pick<ServerDeps, 'db' | 'now' | 'baseUrl'> {
  readonly limits: Limits;
}

export interface Given {
  readonly name: string;
  readonly password: string;
}

/** Throws 401, and 429 while no password is tried for this address or account. */
export async function logIn({ db, now, limits }: Door, request: FastifyRequest, given: Given): Promise<Account> {
  request.account = given.name;
  await limits.refuseGuessing(request);
  const { account, right } = await tried(db, given);
  // Again: those that came together with many others wait for their verdict, and do not get it.
  await limits.refuseGuessing(request);
  if (account !== undefined && right) return active(account);
  await limits.countFailure(request);
  await recordActivity(db, failure(request, account?.id ?? null), new Date(now()));
  throw unauthenticated('Invalid username/password.');
}

async function tried(db: Kysely<Tables>, { name, password }: Given) {
  const account = name.includes('\0') ? undefined : await accountByEmail(db, name);
  // An unknown name costs the same time as a wrong password.
  return { account, right: await checkPassword(password, account?.password_hash ?? null) };
}

/** Throws 401. */
export function active(account: Account): Account {
  if (!account.is_active) throw unauthenticated('User inactive or deleted.');
  return account;
}

/** As long as an e-mail address may be, and without what no column can hold. */
const MOST = 254;

function failure({ account, ip, routeOptions }: FastifyRequest, userId: number | null) {
  const email = account.slice(0, MOST).replaceAll('\0', '').toWellFormed();
  return {
    name: 'FailedLogInActivity',
    actor_id: null,
    text: `${email} failed to log in`,
    kind: 'refuse',
    user_id: userId,
    address: ip,
    object_type: 'session',
    data: { operation: routeOptions.schema?.operationId ?? '', email },
  } as const;
}
