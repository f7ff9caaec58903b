/** The form of a name that goes into URLs: `Payment API (v2)` → `payment-api-v2`; never empty. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  const words = plain.replaceAll(/[\u0300-\u036F]/g, '').match(/[a-z\d]+/g) ?? [];
  return words.join('-').slice(0, 100) || 'unnamed';
}
