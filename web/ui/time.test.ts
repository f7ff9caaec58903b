import { expect, test } from 'vitest';
import { ago } from './time.tsx';

const NOW = Date.UTC(2026, 0, 31, 12);
const at = (seconds: number): string => ago(new Date(NOW + seconds * 1_000).toISOString(), NOW);

test.each([
  [0, 'now'],
  [-5, '5 seconds ago'],
  [-119, '1 minute ago'],
  [-7_200, '2 hours ago'],
  [90, 'in 1 minute'],
  [86_400, 'tomorrow'],
  [-31 * 86_400, '31 Dec 2025'],
])('%i seconds: %s', (seconds, words) => expect(at(seconds)).toBe(words));
