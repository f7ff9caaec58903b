/** A person asks for a sync of a connection in the middle of a sweep that holds it. Needs a database with two sessions. */
import { sql, type Kysely } from 'kysely';
import { requestJob } from '../src/store/jobs.ts';
import type { Tables } from '../src/store/tables.ts';
import { inTransaction } from '../src/store/transaction.ts';
import { T0 } from './world.ts';

interface Meeting {
  /** For the sweep: goes on when the person has been answered. */
  readonly wake: () => Promise<void>;
  /** The person's job. Rejects where the person would have waited for the sweep. */
  readonly asked: Promise<number>;
}

export function personMeets(db: Kysely<Tables>, connectionId: number): Meeting {
  const begun = Promise.withResolvers<void>();
  const asked = begun.promise.then(() => inTransaction(db, (trx) => impatiently(trx, connectionId)));
  return {
    asked,
    async wake() {
      begun.resolve();
      await asked;
    },
  };
}

async function impatiently(trx: Kysely<Tables>, connectionId: number): Promise<number> {
  await sql`set local lock_timeout = '2s'`.execute(trx);
  const who = { automatic: false, userId: null, triggeredBy: null };
  return requestJob(trx, { connectionId, kind: 'sync', ...who }, T0);
}
