import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { startChild } from '../../test/process.ts';
import { HOUR } from '../model/instant.ts';
import { keepBackups, migrateWithBackup } from './backup.ts';
import { openDatabase } from './database.ts';
import { lockFolder } from './lock.ts';
import { migrate, pendingMigrations } from './migrate.ts';

const WRITER = new URL('../../test/processes/writer.ts', import.meta.url);
const folders: string[] = [];
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function rowsOf(dataFolder: string): Promise<number> {
  const database = await openDatabase({ dataFolder });
  const { count } = await database.db
    .selectFrom('settings')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await database.close();
  return count;
}

const lastRow = (lines: readonly string[]): number =>
  Math.max(0, ...lines.filter((line) => line.startsWith('row')).map((line) => Number(line.slice(4))));

describe('a data folder', () => {
  test('is refused to a second process, by the pid of the first, which loses nothing, not even by a SIGKILL', async () => {
    const folder = aFolder();
    const first = startChild(WRITER, [folder]);
    await first.line(/^row/);
    const second = await startChild(WRITER, [folder]).ended();
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`${folder} is already in use by pid ${first.pid}.`);
    const before = lastRow(first.lines);
    await first.line(new RegExp(`^row ${before + 20}$`));
    await first.kill('SIGKILL');
    const acknowledged = lastRow(first.lines);
    expect(acknowledged).toBeGreaterThanOrEqual(before + 20);
    expect(await rowsOf(folder)).toBeGreaterThanOrEqual(acknowledged);
  });

  test('is free again once it was released', () => {
    const folder = join(aFolder(), 'new');
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`${folder} is already in use by pid ${process.pid}.`);
    lock.release();
    lockFolder(folder).release();
  });
});

describe('backups', () => {
  test('are whole, are few, and bring the rows back when unpacked', async () => {
    const [folder, backups, restored] = [aFolder(), join(aFolder(), 'backups'), aFolder()];
    const database = await openDatabase({ dataFolder: folder });
    if (database.pglite === null) throw new Error('it is not the embedded database');
    let now = Date.UTC(2026, 0, 5);
    const options = { folder: backups, now: () => now, keep: 2 };
    expect(await migrateWithBackup(database, options)).toEqual(
      readdirSync(new URL('migrations/', import.meta.url)).sort(),
    );
    expect(await migrateWithBackup(database, options)).toEqual([]); // neither time was there anything to lose
    await database.db.insertInto('settings').values({ name: 'a', value: '' }).execute();
    for (let hour = 0; hour < 3; hour += 1) {
      await keepBackups(database.pglite, options);
      now += HOUR;
    }
    await database.close();
    const names = ['lockstep-2026-01-05T01-00-00.000Z.tar.gz', 'lockstep-2026-01-05T02-00-00.000Z.tar.gz'];
    expect(readdirSync(backups)).toEqual(names);
    mkdirSync(join(restored, 'database'));
    execFileSync('tar', ['xzf', join(backups, names[1] ?? ''), '-C', join(restored, 'database')]);
    expect(await rowsOf(restored)).toBe(1);
  });
});

describeOnBothDatabases('migrations', (fresh) => {
  test('are applied once, also when several processes start at once', async () => {
    const { db } = await fresh();
    expect(await pendingMigrations(db)).toEqual([]);
    expect(await Promise.all([migrate(db), migrate(db)])).toEqual([[], []]);
  });

  test('a database of another version is refused with a remedy', async () => {
    const { db } = await fresh();
    await sql`insert into kysely_migration values ('9999-future.sql', '2030')`.execute(db);
    await expect(migrate(db)).rejects.toThrow(/another version of Lockstep/);
    await sql`delete from kysely_migration where name like '9999%'`.execute(db);
  });

  test('one that fails is named, and leaves nothing behind', async () => {
    const { db } = await fresh();
    const { rows } = await sql<{ name: string; timestamp: string }>`delete from kysely_migration returning *`.execute(
      db,
    );
    await expect(migrate(db)).rejects.toThrow(
      /^The database migration 0001-init.sql failed: relation "settings" already/,
    );
    for (const { name, timestamp } of rows)
      await sql`insert into kysely_migration values (${name}, ${timestamp})`.execute(db);
    expect(await pendingMigrations(db)).toEqual([]);
  });

  test('whole numbers of any size come as numbers', async () => {
    const { db } = await fresh();
    const { rows } = await sql`select 5000000000::bigint as big, count(*) as counted from roles`.execute(db);
    expect(rows).toEqual([{ big: 5_000_000_000, counted: 5 }]);
  });
});
