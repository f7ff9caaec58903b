/** Sessions: log-ins by password, each under an id that only the browser's cookie holds. Here it is a hash. */
import { sql, type Kysely } from 'kysely';
import { DAY, HOUR, MINUTE, type Instant } from '../model/instant.ts';
import { accountBySession, type Account } from './accounts.ts';
import type { Tables } from './tables.ts';
import { hashToken, makeToken } from './tokens.ts';

/** Unused for this long, or this old, a session has ended. */
export const SESSION_IDLE = 12 * HOUR;
export const SESSION_KEPT = 7 * DAY;
/** `used` is written no more often than this. */
const PRECISION = MINUTE;

const ago = (now: Instant, age: number): Date => new Date(now - age);
const oldest = (now: Instant) => ({ created: ago(now, SESSION_KEPT), used: ago(now, SESSION_IDLE) });

/** Who has this session; undefined when it has ended. */
export async function resumeSession(db: Kysely<Tables>, id: string, now: Instant): Promise<Account | undefined> {
  const hash = hashToken(id);
  const found = await accountBySession(db, hash, oldest(now));
  if (found === undefined) return undefined;
  const { used, ...account } = found;
  if (used < ago(now, PRECISION))
    await db
      .updateTable('sessions')
      .set({ used: new Date(now) })
      .where('hash', '=', hash)
      .execute();
  return account;
}

/**
 * A new session's id, which exists nowhere else; ended ones go. null when the account was deactivated or got another
 * password since it was read: a log-in that loses that race must not outlive it.
 */
export async function startSession(db: Kysely<Tables>, account: Account, now: Instant): Promise<string | null> {
  const id = makeToken();
  const at = new Date(now);
  const old = oldest(now);
  const { rows } = await sql`
    with old as (delete from sessions where created <= ${old.created} or used <= ${old.used}),
    known as (
      update users set last_login = ${at}
      where id = ${account.id}::integer and is_active and password_hash = ${account.password_hash}
      returning id)
    insert into sessions (hash, user_id, created, used)
    select ${hashToken(id)}, known.id, ${at}, ${at} from known
    returning hash`.execute(db);
  return rows.length === 0 ? null : id;
}

export async function endSession(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('hash', '=', hashToken(id)).execute();
}

export async function endSessionsOf(db: Kysely<Tables>, userId: number): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute();
}
