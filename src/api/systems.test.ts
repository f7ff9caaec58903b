import { expect, test } from 'vitest';
import { SYSTEMS } from '../trackers/systems.ts';
import { systemGiven } from './systems.ts';

test('a system is named by its id in any case, as an object or bare, or as it was once called', () => {
  expect(systemGiven(SYSTEMS, { id: 'Jira' }).id).toBe('jira');
  expect(systemGiven(SYSTEMS, 'tfs').id).toBe('azure_devops');
  expect(() => systemGiven(SYSTEMS, 'trac')).toThrow(expect.objectContaining({ status: 400 }));
});

test('no name means two systems', () => {
  const names = SYSTEMS.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});
