import { expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

it('counts requests by purpose and knows how far the clocks are apart', () => {
  const ledger = new Ledger();
  ledger.count('pull');
  ledger.count('pull');
  ledger.count('create');
  expect(ledger.table()).toMatchObject({ pull: 2, create: 1, update: 0 });
  expect(ledger.skew()).toBe(0);
  ledger.sawClock('Sun, 01 Mar 2026 12:00:10 GMT', Date.parse('2026-03-01T12:00:00Z'));
  ledger.sawClock(undefined, 0);
  ledger.sawClock('yesterday', 0);
  expect(ledger.skew()).toBe(10_000);
});
