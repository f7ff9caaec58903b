/** Passwords: scrypt with a salt of their own, `scrypt$<salt>$<hash>` in base64url. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const LENGTH = 32;
/** Node's default cost (N 16384, r 8, p 1): about 50 ms, off the event loop. */
const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, LENGTH, (error, key) => (error === null ? resolve(key) : reject(error))),
  );

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(password, salt)).toString('base64url')}`;
}

/** Without a stored hash the answer is no, and takes as long. */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? '').split('$');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'));
  return expected.length === LENGTH && timingSafeEqual(actual, expected);
}
