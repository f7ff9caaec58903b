/** Transactions in which only the transaction can be used: law 12, enforced where a statement is made. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Tables } from './tables.ts';

/** Set in the async context of a transaction's work; `open` falls when it ends, so that what it left running may go on. */
const current = new AsyncLocalStorage<{ open: boolean }>();

function refuseInsideTransaction(): void {
  if (current.getStore()?.open !== true) return;
  throw new Error('The database was used inside a transaction instead of the transaction itself: pass on the trx.');
}

/** Every handle is made with it: statements of the outer handle throw inside a transaction's work. */
export const transactionGuard: KyselyPlugin = {
  transformQuery(args) {
    refuseInsideTransaction();
    return args.node;
  },
  transformResult: async (args) => args.result,
};

/**
 * Runs `work` in one transaction and answers what it answers; it rolls back when `work` throws. Called with a transaction,
 * the work joins it. Within `work`, any use of the outer handle throws (on the embedded database it would wait for ever).
 */
export async function inTransaction<T>(db: Kysely<Tables>, work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  refuseInsideTransaction();
  return db.transaction().execute(async (trx) => {
    const scope = { open: true };
    try {
      return await current.run(scope, () => work(trx.withoutPlugins()));
    } finally {
      scope.open = false;
    }
  });
}
