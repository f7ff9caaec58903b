import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from './model/secret.ts';
import { secretKeyOf } from './secret-key.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'lockstep-key-'));

test('a configured key is used as it is, and no file is made', async () => {
  const data = await folder();
  expect(await secretKeyOf({ secretKey: new Secret('k'.repeat(32)), data })).toBe('k'.repeat(32));
  await expect(stat(join(data, 'secret.key'))).rejects.toThrow('ENOENT');
});

test('without one a key is made once, for its owner only', async () => {
  const data = await folder();
  const key = await secretKeyOf({ secretKey: null, data });
  expect(Buffer.from(key, 'base64').length).toBe(32);
  expect((await stat(join(data, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(data, 'secret.key'), 'utf8')).toBe(`${key}\n`);
  expect(await secretKeyOf({ secretKey: null, data })).toBe(key);
});

test('a damaged file is named, and neither replaced nor printed', async () => {
  const data = await folder();
  await writeFile(join(data, 'secret.key'), 'half');
  await expect(secretKeyOf({ secretKey: null, data })).rejects.toThrow(
    /LOCKSTEP_DATA holds a damaged .*secret\.key\. Put the former file back/,
  );
  expect(await readFile(join(data, 'secret.key'), 'utf8')).toBe('half');
});
