/** Transactions in which only the transaction can be used: law 12, enforced at the place where a connection is taken. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseConnection, Dialect, Driver, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Set in the async context of a transaction's work; `open` falls when it ends, so that what it left running may go on. */
const current = new AsyncLocalStorage<{ open: boolean }>();

/**
 * Runs `work` in one transaction and answers what it answers; it rolls back when `work` throws. Called with a transaction,
 * the work joins it. Within `work`, any use of the outer handle throws (on the embedded database it would wait for ever).
 */
export async function inTransaction<T>(db: Kysely<Tables>, work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  return db.transaction().execute(async (trx) => {
    const scope = { open: true };
    try {
      return await current.run(scope, () => work(trx));
    } finally {
      scope.open = false;
    }
  });
}

/** The same dialect, but its driver hands out no connection inside a transaction's work. */
export function guardedDialect(dialect: Dialect): Dialect {
  return {
    createDriver: () => guard(dialect.createDriver()),
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

function guard(driver: Driver): Driver {
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (...args): Promise<DatabaseConnection> => {
    if (current.getStore()?.open === true) {
      throw new Error('The database was used inside a transaction instead of the transaction itself: pass on the trx.');
    }
    return acquire(...args);
  };
  return driver;
}
