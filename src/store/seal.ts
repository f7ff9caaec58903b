/** Secrets at rest: AES-256-GCM, with the id of the key in each sealed text so that a wrong key is told from damage. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Sealer {
  /** Clear text → `v1.<key id>.<nonce>.<cipher and tag>` (base64url parts). The same text seals differently each time. */
  seal(text: string): string;
  /** The clear text. Throws when it was sealed with another key, or is damaged; never with the text in the message. */
  open(sealed: string): string;
}

/** A stored text does not open; the message says what to do and holds nothing of it. */
export class SealError extends Error {}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const derive = (keyText: string, use: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', keyText, '', `lockstep ${use}`, bytes));

/** `keyText` is the configured secret key: any text with enough randomness. `random` is only replaced in tests. */
export function makeSealer(keyText: string, random: (bytes: number) => Buffer = randomBytes): Sealer {
  if (keyText === '') throw new Error('LOCKSTEP_SECRET_KEY is empty: give it a long random text.');
  const key = derive(keyText, 'seal', 32);
  const keyId = derive(keyText, 'key id', 4).toString('hex');
  return {
    seal(text) {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, keyId, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed) {
      const [version, id, nonce = '', text = ''] = sealed.split('.');
      if (version !== VERSION)
        throw new SealError('A stored secret is not in the sealed form v1: it has to be given anew.');
      if (id !== keyId) throw wrongKey();
      return decrypt(key, Buffer.from(nonce, 'base64url'), Buffer.from(text, 'base64url'));
    },
  };
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new SealError('A stored secret is damaged: it has to be given anew.');
  }
}

const wrongKey = (): SealError =>
  new SealError(
    'LOCKSTEP_SECRET_KEY is not the key that the secrets in this database were sealed with: start with the former key.',
  );

const KEY_CHECK = 'key_check';

/** Proves at start that this is the database's key, or makes it so on the first start. Throws on a wrong key. */
export async function checkKey(db: Kysely<Tables>, sealer: Sealer): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name: KEY_CHECK, value: sealer.seal(KEY_CHECK) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEY_CHECK)
    .executeTakeFirstOrThrow();
  if (sealer.open(value) !== KEY_CHECK) throw wrongKey();
}
