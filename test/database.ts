/** Databases for tests: a PostgreSQL cloned from the template, and the embedded one. Closed when the test file ends. */
import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { onPglite, openDatabase, type Database } from '../src/store/database.ts';
import type { Tables } from '../src/store/tables.ts';
import { EMPTY, startEmbedded } from './embedded.ts';

export interface TestDatabase extends Pick<Database, 'db' | 'kind' | 'pglite'> {
  /** For a second process or a queue of its own; null on the embedded database. */
  readonly url: string | null;
}

const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of open.reverse()) await close();
});

/** A migrated PostgreSQL database of its own. */
export async function freshPostgres(): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name} template tpl strategy file_copy`);
  await admin.end();
  const url = server.replace(/postgres$/, name);
  const database = await openDatabase({ url, dataFolder: '' });
  open.push(database.close);
  return { db: database.db, kind: 'postgresql', pglite: null, url };
}

/** For tests that do not care which database it is (the API's). */
export const freshDatabase = async (): Promise<Kysely<Tables>> => (await freshPostgres()).db;

let embedded: { pglite: PGlite; db: Kysely<Tables> } | null = null;

/** The embedded database of this test file, emptied: starting one takes seconds, emptying it milliseconds. */
async function freshEmbedded(): Promise<TestDatabase> {
  if (embedded === null) {
    const pglite = await startEmbedded();
    embedded = { pglite, db: onPglite(pglite) };
    open.push(() => pglite.close());
  }
  await sql.raw(EMPTY).execute(embedded.db);
  await sql`drop schema if exists pgboss cascade`.execute(embedded.db);
  return { ...embedded, kind: 'embedded', url: null };
}

/** The same tests twice: on the embedded database and on a real PostgreSQL. `fresh` gives each test an empty one. */
export function describeOnBothDatabases(name: string, tests: (fresh: () => Promise<TestDatabase>) => void): void {
  describe(`${name} (embedded)`, () => {
    tests(freshEmbedded);
  });
  describe(`${name} (postgresql)`, () => {
    tests(freshPostgres);
  });
}
