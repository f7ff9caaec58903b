/** Who holds what, and who may change it: nobody gives or takes what they do not hold themselves. */
import type { Kysely } from 'kysely';
import { hasAdministrator, lockHoldings } from '../store/accounts.ts';
import type { Tables } from '../store/tables.ts';
import { inTransaction } from '../store/transaction.ts';
import { conflict, forbidden } from './errors.ts';
import type { Caller } from './permissions.ts';

export const beyondHolding = (): Error =>
  forbidden('This is about permissions that you do not have yourself: ask somebody who has them.');

/** Throws 403 unless the caller holds all of these (`*` is everything). */
export function requireHolding({ all, permissions }: Caller, wanted: readonly string[]): void {
  if (all || wanted.every((permission) => permissions.has(permission))) return;
  throw beyondHolding();
}

/** One such change at a time, and never the last active administrator's. Throws 409. */
export async function changingHoldings<T>(db: Kysely<Tables>, work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    await lockHoldings(trx);
    const result = await work(trx);
    if (!(await hasAdministrator(trx)))
      throw conflict('No active administrator would be left: make somebody else one first.');
    return result;
  });
}
