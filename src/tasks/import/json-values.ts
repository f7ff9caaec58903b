/** Parts of a parsed JSON file, of which nothing is known until it was looked at. */

export type Json = Readonly<Record<string, unknown>>;

export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** Text that a database can hold: without zero bytes and halves of characters; null for none. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.replaceAll('\0', '').toWellFormed() : null;
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
