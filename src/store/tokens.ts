/** API tokens: one per user, stored as a hash; the text itself is shown once. */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export const makeToken = (): string => randomBytes(20).toString('hex');

/** Whether it has the form of one. */
export const isToken = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** A plain hash suffices: a token is 160 random bits, not a password. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Gives the user this token; the former one is void from now on. */
export async function saveToken(db: Kysely<Tables>, userId: number, token: string, now: Date): Promise<void> {
  const row = { hash: hashToken(token), created: now };
  await db
    .insertInto('api_tokens')
    .values({ user_id: userId, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

/** Whether there was one. */
export async function deleteToken(db: Kysely<Tables>, userId: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('api_tokens').where('user_id', '=', userId).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
