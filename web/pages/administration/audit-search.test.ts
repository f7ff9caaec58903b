import { expect, test } from 'vitest';
import { auditQuery, auditSearch } from './audit-search.ts';

test('an address is read as what it says, whatever somebody typed', () => {
  expect(auditSearch({ q: 'key', actor: 3, failed: true, since: '2026-11-24', until: 'soon', page: 2 })).toEqual({
    q: 'key',
    actor: 3,
    failed: true,
    since: '2026-11-24',
    page: 2,
  });
  expect(auditSearch({ q: '', actor: 'ann', failed: 'no', since: {}, page: -1 })).toEqual({});
});

test('days are those of the reader, from their first to their last moment', () => {
  const { date_from, date_to } = auditQuery({ since: '2026-11-24', until: '2026-11-24' });
  expect(date_from).toBe(new Date(2026, 10, 24).toISOString());
  expect(Date.parse(date_to ?? '') - Date.parse(date_from ?? '')).toBe(24 * 60 * 60 * 1_000 - 1);
});
