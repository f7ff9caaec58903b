/** One process per data folder: two embedded databases on one folder lose rows, and the database itself does not notice. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Holds `<folder>/lock` until released or until this process ends, however it ends: the lock is the operating system's.
 * Throws when another process holds it, naming its pid (kept in `<folder>/lock.pid`).
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new Error(
      `The data folder ${folder} is already in use by ${holder(folder)}. Stop that process, or give this one another LOCKSTEP_DATA.`,
      { cause: error },
    );
  }
  writeFileSync(join(folder, 'lock.pid'), String(process.pid));
  return held(lock);
}

/** A lock that nobody refers to would be collected as garbage and let go: the process's end refers to it until released. */
function held(lock: DatabaseSync): FolderLock {
  const atEnd = (): void => lock.close();
  process.on('exit', atEnd);
  const release = (): void => {
    if (!process.listeners('exit').includes(atEnd)) return;
    process.off('exit', atEnd);
    lock.close();
  };
  return { release };
}

/** Who holds the lock, for people; a holder that has not written its pid yet is "another process". */
function holder(folder: string): string {
  try {
    return `pid ${readFileSync(join(folder, 'lock.pid'), 'utf8')}`;
  } catch {
    return 'another process';
  }
}
