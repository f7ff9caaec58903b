import { expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/database.ts';
import { makeMarkerOf, markerKeyOf } from './marker.ts';

test('a marker is ls- and 80 bits in base32, the same for ever', () => {
  // Worked out apart from the code: hmac-sha256("key", "uid\nT21\n0") in base32, the first 16 letters.
  expect(makeMarkerOf('key', 'uid')('T21', 0)).toBe('ls-qm7klcmzadsb3gik');
});

test('project, task, generation and key each change it', () => {
  const markers = [
    makeMarkerOf('key', 'uid')('T21', 0),
    makeMarkerOf('key', 'uid')('T21', 1),
    makeMarkerOf('key', 'uid')('T2', 1),
    makeMarkerOf('key', 'other')('T21', 0),
    makeMarkerOf('other', 'uid')('T21', 0),
  ];
  expect(new Set(markers).size).toBe(markers.length);
  for (const marker of markers) expect(marker).toMatch(/^ls-[a-z2-7]{16}$/);
});

describeOnBothDatabases('the marker key', (fresh) => {
  test('is made once and kept, whatever is given later', async () => {
    const { db } = await fresh();
    const first = await markerKeyOf(db);
    expect(first.length).toBeGreaterThan(40);
    expect(await markerKeyOf(db)).toBe(first);
    expect(await markerKeyOf(db, 'given')).toBe(first);
  });

  test('is the given one in a new database', async () => {
    const { db } = await fresh();
    expect(await markerKeyOf(db, 'given')).toBe('given');
    expect(await markerKeyOf(db)).toBe('given');
  });
});
