/** The text put into an issue at its creation that proves it is ours, computable without this database's ids. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32, lower case; 80 bits are 16 letters without padding. */
const base32 = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(/.{5}/g, (bits) => ALPHABET[Number.parseInt(bits, 2)] ?? '');

/** `ls-` and the first 80 bits of HMAC-SHA256(key, project uid, task id, generation) in base32. */
export const makeMarkerOf =
  (key: string, projectUid: string) =>
  (taskId: string, generation: number): string => {
    const hmac = createHmac('sha256', key).update(`${projectUid}\n${taskId}\n${generation}`).digest();
    return `ls-${base32(hmac.subarray(0, 10))}`;
  };

const SETTING = 'marker_key';

/**
 * This installation's marker key: the stored one, else `given`, else a new random one (then stored). A database moved to
 * another installation keeps its key, and a lost database gets back its issues when its key is given at the first start.
 */
export async function markerKeyOf(
  db: Kysely<Tables>,
  given?: string,
  random: (bytes: number) => Buffer = randomBytes,
): Promise<string> {
  await db
    .insertInto('settings')
    .values({ name: SETTING, value: given ?? random(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db.selectFrom('settings').select('value').where('name', '=', SETTING).executeTakeFirstOrThrow();
  return row.value;
}
