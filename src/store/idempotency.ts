/** Answers remembered by the caller's `Idempotency-Key`, for a day. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const KEPT = 24 * 3_600_000;
/** A request that never came to its answer (the process died) gives its key free after this. */
const ABANDONED = 5 * 60_000;

export interface Remembered {
  /** What tells the request from others, sealed. */
  readonly request: string;
  /** null while the first request is still being worked on. */
  readonly status: number | null;
  readonly body: unknown;
}

export interface Key {
  readonly user_id: number;
  readonly key: string;
}

/** Takes the key for this request and answers null, or answers what is remembered under it. */
export async function claimKey(db: Kysely<Tables>, key: Key, request: string, now: Date): Promise<Remembered | null> {
  const before = (age: number): Date => new Date(now.getTime() - age);
  await db
    .deleteFrom('idempotency_keys')
    .where('user_id', '=', key.user_id)
    .where((eb) =>
      eb.or([
        eb('created', '<', before(KEPT)),
        eb.and([eb('status', 'is', null), eb('created', '<', before(ABANDONED))]),
      ]),
    )
    .execute();
  const inserted = await db
    .insertInto('idempotency_keys')
    .values({ ...key, request, created: now })
    .onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (inserted !== undefined) return null;
  const found = await db
    .selectFrom('idempotency_keys')
    .select(['request', 'status', 'body'])
    .where('user_id', '=', key.user_id)
    .where('key', '=', key.key)
    .executeTakeFirst();
  // Freed between the two statements: as good as still at work, the caller may try again.
  return found ?? { request, status: null, body: null };
}

export async function rememberAnswer(db: Kysely<Tables>, key: Key, status: number, body: string): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ status, body })
    .where('user_id', '=', key.user_id)
    .where('key', '=', key.key)
    .execute();
}

/** The request failed for reasons of ours, or its answer must not be stored: it may be sent again. */
export async function freeKey(db: Kysely<Tables>, key: Key): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('user_id', '=', key.user_id).where('key', '=', key.key).execute();
}
