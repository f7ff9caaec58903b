/** The key that seals the secrets of connections: configured, or made once in the data folder of the embedded database. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Config } from './config.ts';

/** Call it when the data folder is locked: two processes must not make two keys. */
export async function secretKeyOf(config: Pick<Config, 'secretKey' | 'data'>): Promise<string> {
  if (config.secretKey !== null) return config.secretKey.reveal();
  const file = join(config.data, 'secret.key');
  const found = (await readFile(file, 'utf8').catch(absent))?.trim();
  if (found !== undefined && found.length < 32) {
    throw new ConfigError(
      'LOCKSTEP_DATA',
      `holds a damaged ${file}`,
      'Put the former file back, or give its key as LOCKSTEP_SECRET_KEY',
    );
  }
  return found ?? makeKey(file);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Written beside and renamed: a crash leaves no half a key. */
async function makeKey(file: string): Promise<string> {
  const key = randomBytes(32).toString('base64');
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return key;
}
