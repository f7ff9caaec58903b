/** Most of a plan's work is to render texts: none is rendered twice for one plan, nor while it stands as it was agreed. */
import { expect, it } from 'vitest';
import { ran, synced, tasks } from './testing/bench-story.ts';
import { aTask, aWorld, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

async function rendered(world: BenchWorld): Promise<readonly string[]> {
  const texts: string[] = [];
  await ran(world, { renders: (text) => void texts.push(text) });
  return texts;
}

it('every text is rendered once to create its issue', async () => {
  expect(await rendered(aWorld(tasks(3)))).toEqual(['Why and how.', 'Why and how.', 'Why and how.']);
});

it('no text is rendered where nothing or something else was edited', async () => {
  const world = await synced(tasks(3));
  expect(await rendered(world)).toEqual([]);
  editTask(world, 'T1', { title: 'Other words', status: 'TS1' });
  editIssue(world, '2', { status: 'Closed' });
  expect(await rendered(world)).toEqual([]);
});

it('a text edited on one side is rendered, and no other', async () => {
  const world = await synced([...tasks(2), aTask({ id: 'T3', text: 'Another.' })]);
  const issueId = world.links.find(({ taskId }) => taskId === 'T3')?.issueId ?? '';
  editTask(world, 'T1', { text: 'Other words.' });
  expect(await rendered(world)).toContain('Other words.');
  editIssue(world, issueId, { body: 'A person wrote this.' });
  expect(new Set(await rendered(world))).toEqual(new Set(['Another.']));
});

it('a settled difference is written all the same when a person wants it', async () => {
  const world = await synced();
  editTask(world, 'T1', { text: 'Our words.' });
  editIssue(world, '1', { body: 'Their words.' });
  await ran(world);
  expect(await rendered(world)).toEqual([]);
  expect(world.issues[0]?.fields.body).toBe('Their words.');
  const take = { body: { side: 'task', issue: 'Their words.', taskVersion: world.tasks[0]?.version ?? 0 } } as const;
  world.wishes = { T1: { leave: false, link: null, take } };
  await ran(world);
  expect(world.issues[0]?.fields.body).toBe('Our words.');
});
