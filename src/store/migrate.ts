/** Forward-only migrations: the numbered SQL files of `migrations/`, each applied once, all under one lock. */
import { readdir, readFile } from 'node:fs/promises';
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { Tables } from './tables.ts';

const FOLDER = new URL('migrations/', import.meta.url);

/** One `do` block per file: the embedded database takes one statement per query. */
const asOneStatement = (text: string): string => `do $migration$ begin\n${text}\nend $migration$`;

const provider: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
    const entries = names.map(async (name): Promise<[string, Migration]> => {
      const text = await readFile(new URL(name, FOLDER), 'utf8');
      return [name, { up: async (db) => void (await sql.raw(asOneStatement(text)).execute(db)) }];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};

const migratorOf = (db: Kysely<Tables>): Migrator => new Migrator({ db, provider });

/** The names of the migrations that this database still lacks, in order. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const all = await migratorOf(db).getMigrations();
  return all.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}

/**
 * Brings the database up to date and answers the names of the migrations it applied (none when there was nothing to do).
 * All or nothing: when one fails, none is kept, and the error names it. Several processes may call it at once.
 */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  const { error, results = [] } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw explained(error, results.find((result) => result.status === 'Error')?.migrationName);
  return results.map((result) => result.migrationName);
}

function explained(error: unknown, name: string | undefined): Error {
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  if (name !== undefined) return new Error(`The database migration ${name} failed: ${message}`, { cause: error });
  const newer = message.includes('corrupted migrations');
  const remedy = newer
    ? ' This database was made by another version of Lockstep: start that version or a newer one.'
    : '';
  return new Error(`The database could not be migrated: ${message}.${remedy}`, { cause: error });
}
