/** Databases for tests: a PostgreSQL cloned from the template, and the embedded one. Closed when the test file ends. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openAsBlob, readdirSync, readFileSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { onPglite, openDatabase, type Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Tables } from '../src/store/tables.ts';

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
  return { ...embedded, kind: 'embedded', url: null };
}

const SEEDED = ['roles', 'project_roles', 'phases', 'task_statuses'];

/** Everything but the rows that the migrations put there. */
const EMPTY = `do $$ begin
  execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity' from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' and tablename not in ('${SEEDED.join("', '")}'));
  drop schema if exists pgboss cascade;
end $$`;

const MIGRATIONS = new URL('../src/store/migrations/', import.meta.url);
const CACHE = new URL('../node_modules/.cache/lockstep/', import.meta.url);

/** Loads a migrated copy, which is made once for each state of the migrations and kept in the cache folder. */
async function startEmbedded(): Promise<PGlite> {
  const hash = createHash('sha256');
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(new URL(name, MIGRATIONS)));
  const copy = new URL(`embedded-${hash.digest('hex').slice(0, 16)}.tar`, CACHE);
  const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'];
  if (existsSync(copy)) return PGlite.create({ loadDataDir: await openAsBlob(copy), startParams });
  const pglite = await PGlite.create({ startParams });
  await migrate(onPglite(pglite));
  const part = new URL(`${randomUUID()}.part`, CACHE);
  mkdirSync(CACHE, { recursive: true });
  await writeFile(part, (await pglite.dumpDataDir('none')).stream());
  renameSync(part, copy);
  return pglite;
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
