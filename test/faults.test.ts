/** `npm run mutate` takes its time; that each of its faults still has its place is known at once. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from './mutate/faults.ts';

test.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s: there is one place for it', (_name, fault) => {
  expect(readFileSync(fault.file, 'utf8').split(fault.find)).toHaveLength(2);
});
