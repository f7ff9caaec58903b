/** At first contact an issue that we did not make must have the title and, where they are given, the look-up fields. */
import { expect, it } from 'vitest';
import { actionOf, FIELDS, plan } from './testing/bench-story.ts';
import { anIssue } from './testing/bench-tracker.ts';
import { aTask, aWorld } from './testing/bench-world.ts';

const options = { lookup: { Application: '$application', Project: ' ${project}-$task_id ' } };
const there = (lookup?: Record<string, string>) => {
  const world = aWorld([aTask()]);
  const issue = { id: '7', fields: { ...FIELDS, title: 'T1: x' } };
  world.issues = [anIssue(lookup === undefined ? issue : { ...issue, lookup })];
  world.lastIssue = 7;
  return world;
};

it.each([
  ['all of them', { Application: 'A', Project: 'P-T1' }, 'adopt'],
  ['one of them only', { Application: 'A', Project: 'Q-T1' }, 'create'],
  ['one that is empty', { Application: 'A', Project: '' }, 'create'],
  ['none that were read', undefined, 'create'],
])('an issue with the title and %s', async (_name, lookup, expected) => {
  expect(actionOf(await plan(there(lookup), options)).do).toBe(expected);
});

it('without look-up fields the title suffices; a marker always does', async () => {
  expect(actionOf(await plan(there(), {})).do).toBe('adopt');
  const world = there();
  world.issues = world.issues.map((issue) => ({ ...issue, marker: 'ls-T1-0' }));
  expect(actionOf(await plan(world, options))).toMatchObject({ do: 'adopt', reason: { code: 'found-by-marker' } });
});
