/** Backups of the embedded database: it never calls fsync, so a power cut can cost more than the last seconds. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { Instant } from '../model/instant.ts';
import { HOUR } from '../model/instant.ts';
import type { Database } from './database.ts';
import { migrate, pendingMigrations } from './migrate.ts';

/** To restore one: stop Lockstep, empty the folder `database` of the data folder, and unpack the file there. */
async function backUp(pglite: PGlite, file: string): Promise<void> {
  const part = `${file}.part`;
  const dump = await pglite.dumpDataDir('gzip');
  await pipeline(Readable.from(dump.stream()), createWriteStream(part, { mode: 0o600 }));
  await rename(part, file); // a backup with its final name is a whole one
}

export interface BackupOptions {
  readonly folder: string;
  readonly now: () => Instant;
  /** How many to keep; the oldest go first. */
  readonly keep?: number;
}

const NAME = /^lockstep-.*\.tar\.gz$/;

/** Writes one more backup into the folder, removes the oldest beyond the number to keep, and answers its file. */
export async function keepBackups(pglite: PGlite, { folder, now, keep = 24 }: BackupOptions): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `lockstep-${new Date(now()).toISOString().replaceAll(':', '-')}.tar.gz`);
  await backUp(pglite, file);
  const backups = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  for (const name of backups.slice(0, -keep)) await rm(join(folder, name));
  return file;
}

/** Migrates, after a backup where an embedded database with data in it is about to change. Answers what was applied. */
export async function migrateWithBackup(database: Database, options: BackupOptions): Promise<readonly string[]> {
  const { db, pglite } = database;
  const pending = await pendingMigrations(db);
  const isNew = pending[0]?.startsWith('0001') === true;
  if (pglite !== null && pending.length > 0 && !isNew) await keepBackups(pglite, options);
  return migrate(db);
}

/** A backup every hour until stopped. `onError` is told when one fails; the next hour tries again. */
export function startBackups(pglite: PGlite, options: BackupOptions, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => void keepBackups(pglite, options).catch(onError), HOUR);
  timer.unref();
  return () => clearInterval(timer);
}
