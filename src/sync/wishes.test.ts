/** What people ask for single items. */
import { describe, expect, it } from 'vitest';
import type { Wish } from '../model/wish.ts';
import { actionOf, FIELDS, plan, ran, synced } from './testing/bench-story.ts';
import { anIssue } from './testing/bench-tracker.ts';
import { aTask, aWorld, type BenchWorld } from './testing/bench-world.ts';

const NOTHING: Wish = { leave: false, link: null, take: {} };

/** The store's part: the link is retired, and a new one would have the next generation. */
function unlink(world: BenchWorld): void {
  world.links = [];
  world.generations = { T1: 1 };
  world.wishes = { T1: { ...NOTHING, leave: true } };
}

describe('a task whose issue a person unlinked', () => {
  it('is left alone: nothing is looked up, adopted or created', async () => {
    const world = await synced();
    unlink(world);
    const told = await ran(world);
    expect(actionOf(told.plan)).toMatchObject({ do: 'skip', reason: { code: 'unlinked' } });
    expect(told.floor).toMatchObject({ 'look-up': 0 });
    expect(world).toMatchObject({ links: [], issues: [{ marker: 'ls-T1-0' }] });
  });

  it('gets a new issue, never the former one, once that is asked for', async () => {
    const world = await synced();
    unlink(world);
    world.wishes = {};
    await ran(world);
    expect(world.issues.map(({ marker }) => marker)).toEqual(['ls-T1-0', 'ls-T1-1']);
    expect(world.links).toMatchObject([{ issueId: '2', marker: 'ls-T1-1' }]);
  });

  it('is not adopted by its title at first contact', async () => {
    const world = aWorld([aTask()]);
    world.issues = [anIssue({ id: '7', fields: { ...FIELDS, title: 'T1: Escape output' } })];
    world.wishes = { T1: { ...NOTHING, leave: true } };
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'unlinked' } });
  });
});
