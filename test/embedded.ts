/** The embedded database for tests and the simulation: started from a migrated copy, emptied between two uses. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openAsBlob, readdirSync, readFileSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { onPglite } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';

const SEEDED = ['roles', 'project_roles', 'phases', 'task_statuses'];

/** All tables but those that the migrations fill: a query for their names. */
export const TABLES = `select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
  and tablename not in ('${SEEDED.join("', '")}')`;

/** As just migrated. */
export const EMPTY = `do $$ begin
  execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity' from (${TABLES}) t);
end $$`;

const MIGRATIONS = new URL('../src/store/migrations/', import.meta.url);
const CACHE = new URL('../node_modules/.cache/lockstep/', import.meta.url);

/** Loads a migrated copy, which is made once for each state of the migrations and kept in the cache folder. */
export async function startEmbedded(): Promise<PGlite> {
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
