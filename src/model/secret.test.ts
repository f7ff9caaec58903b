import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { MASK, Secret } from './secret.ts';

it('a secret shows its mask wherever it is printed, and its value only when asked', () => {
  const secret = new Secret('hunter2');
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }),
    JSON.stringify(Object.entries(secret)),
  ];
  expect(shown.join(' ')).not.toContain('hunter2');
  expect(String(secret)).toBe(MASK);
  expect(secret.reveal()).toBe('hunter2');
});
