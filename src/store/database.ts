/** Opens the database: PGlite in the data folder, or PostgreSQL where a URL says so. */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { lockFolder } from './lock.ts';
import type { Tables } from './tables.ts';
import { transactionGuard } from './transaction.ts';

export interface DatabaseOptions {
  /** `postgres://…`; without it the embedded database in `dataFolder` is used. */
  readonly url?: string;
  readonly dataFolder: string;
  /** Told about idle PostgreSQL connections that broke; the pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

export interface Database {
  readonly db: Kysely<Tables>;
  readonly kind: 'embedded' | 'postgresql';
  /** The embedded database itself (the queue and backups need it); null on PostgreSQL. */
  readonly pglite: PGlite | null;
  /** Closes everything and frees the data folder. */
  close(): Promise<void>;
}

/** Throws when the folder is in use by another process, or when PostgreSQL refuses (at the first query). */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> =>
  options.url === undefined
    ? openEmbedded(options.dataFolder)
    : openPostgres(options.url, options.onConnectionError ?? (() => undefined));

/** Start parameters replace the defaults. Little shared memory: 350 MB less in the process, no slower at our sizes. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

async function openEmbedded(dataFolder: string): Promise<Database> {
  const lock = lockFolder(dataFolder);
  try {
    const pglite = await PGlite.create({ dataDir: join(dataFolder, 'database'), startParams: START_PARAMS });
    const close = async (): Promise<void> => {
      if (!pglite.closed) await pglite.close();
      lock.release();
    };
    return { db: onPglite(pglite), kind: 'embedded', pglite, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Kysely on an embedded database that somebody else opened and closes. */
export const onPglite = (pglite: PGlite): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }), plugins: [transactionGuard] });

/** bigint as a number, as the embedded database gives it: our counts and ids stay far below 2^53. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

const POOL = { max: 12, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 30_000 };

function openPostgres(url: string, onConnectionError: (error: Error) => void): Database {
  const pool = new pg.Pool({ ...POOL, connectionString: url, types, application_name: 'lockstep' });
  pool.on('error', onConnectionError); // without a listener a broken idle connection ends the process
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [transactionGuard] });
  return { db, kind: 'postgresql', pglite: null, close: () => db.destroy() };
}
