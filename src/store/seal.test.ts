import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { checkKey, makeSealer } from './seal.ts';

test('what was sealed opens again, and its text does not show', () => {
  const sealer = makeSealer('a long random text');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = sealer.seal(text);
      expect(sealer.open(sealed)).toBe(text);
      expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/);
      if (text.length > 6) expect(sealed).not.toContain(text);
    }),
    { numRuns: 50 },
  );
});

test('the same text seals differently each time', () => {
  const sealer = makeSealer('a long random text');
  expect(sealer.seal('secret')).not.toBe(sealer.seal('secret'));
});

test('another key is told from damage, and neither message holds the secret', () => {
  const sealed = makeSealer('one key').seal('hunter2-hunter2');
  expect(() => makeSealer('another key').open(sealed)).toThrow(/^LOCKSTEP_SECRET_KEY is not the key/);
  const damaged = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
  expect(() => makeSealer('one key').open(damaged)).toThrow(/^A stored secret is damaged/);
  expect(() => makeSealer('one key').open('v1')).toThrow(/LOCKSTEP_SECRET_KEY/);
  expect(() => makeSealer('one key').open('hunter2')).toThrow(/^A stored secret is not in the sealed form/);
  expect(() => makeSealer('')).toThrow(/LOCKSTEP_SECRET_KEY is empty/);
});

describeOnBothDatabases('the key check', (fresh) => {
  test('the first start sets it; a wrong key is refused from then on', async () => {
    const { db } = await fresh();
    await checkKey(db, makeSealer('right'));
    await checkKey(db, makeSealer('right'));
    await expect(checkKey(db, makeSealer('wrong'))).rejects.toThrow(/LOCKSTEP_SECRET_KEY/);
  });
});
