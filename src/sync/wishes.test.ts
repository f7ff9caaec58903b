/** What people ask for single items. */
import { describe, expect, it } from 'vitest';
import type { Side, Wish } from '../model/wish.ts';
import { run } from './testing/bench-run.ts';
import { actionOf, FIELDS, plan, ran, synced, tasks } from './testing/bench-story.ts';
import { anIssue } from './testing/bench-tracker.ts';
import { aTask, aWorld, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

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

describe('a conflict that waits for a person', () => {
  const ASK = { options: { policy: 'ask' } } as const;

  /** Both sides changed the title, and the run has frozen it. */
  async function asked(): Promise<BenchWorld> {
    const world = await synced([aTask()], ASK);
    editIssue(world, '1', { title: 'T1: theirs' });
    editTask(world, 'T1', { title: 'ours' });
    await ran(world, ASK);
    expect(world.links).toMatchObject([{ conflicts: ['title'] }]);
    return world;
  }

  const decide = (world: BenchWorld, side: Side): void => {
    const { version } = world.tasks[0]!;
    const issue = world.issues[0]!.fields.title;
    world.wishes = { T1: { ...NOTHING, take: { title: { side, issue, taskVersion: version } } } };
  };

  it.each([
    ['task', 'T1: ours'],
    ['issue', 'T1: theirs'],
  ] as const)('takes the %s once a person says so, and only once', async (side, title) => {
    const world = await asked();
    decide(world, side);
    const told = await ran(world, ASK);
    expect(told.outcomes).toMatchObject([{ result: 'done', detail: expect.stringContaining('a person decided') }]);
    expect(world.issues[0]?.fields.title).toBe(title);
    expect(world.links).toMatchObject([{ conflicts: [] }]);
    expect(world.wishes['T1']?.take).toEqual({});
    editIssue(world, '1', { title: 'T1: theirs again' });
    editTask(world, 'T1', { title: 'ours again' });
    await ran(world, ASK);
    expect(world.links).toMatchObject([{ conflicts: ['title'] }]);
  });

  it('takes what the person saw, although the task went back to what was agreed', async () => {
    const world = await asked();
    editTask(world, 'T1', { title: 'Escape output' });
    decide(world, 'task');
    await ran(world, ASK);
    expect(world.issues[0]?.fields.title).toBe('T1: Escape output');
    expect(world.links).toMatchObject([{ conflicts: [] }]);
    expect(world.wishes['T1']?.take).toEqual({});
  });

  it('is asked again when what would be written over is not what the person saw', async () => {
    const world = await asked();
    decide(world, 'task');
    editIssue(world, '1', { title: 'T1: newer' });
    await ran(world, ASK);
    expect(world.issues[0]?.fields.title).toBe('T1: newer');
    decide(world, 'issue');
    editTask(world, 'T1', { title: 'something else' });
    await ran(world, ASK);
    expect(world.links).toMatchObject([{ conflicts: ['title'] }]);
  });

  it('keeps the decision while the run that was to carry it out dies', async () => {
    for (let left = 0; ; left += 1) {
      const world = await asked();
      decide(world, 'task');
      if ((await run(world, { ...ASK, fuse: { left } })) !== 'crashed') break;
      await ran(world, ASK);
      expect(world.issues[0]?.fields.title).toBe('T1: ours');
      expect(world.links).toMatchObject([{ conflicts: [] }]);
    }
  });

  it('is settled by the rule for its field, now and later, whatever the policy says', async () => {
    const world = await asked();
    world.rules = { title: 'task' };
    await ran(world, ASK);
    expect(world.issues[0]?.fields.title).toBe('T1: ours');
    editIssue(world, '1', { title: 'T1: theirs again' });
    editTask(world, 'T1', { title: 'ours again' });
    await ran(world, { options: { policy: 'issue' } });
    expect(world.issues[0]?.fields.title).toBe('T1: ours again');
  });
});

describe('an issue that a person linked', () => {
  const naming = (link: string, count = 1): BenchWorld => {
    const world = aWorld(tasks(count));
    world.issues = [anIssue({ id: '7', key: '#7', fields: { ...FIELDS, title: 'made by hand', status: 'New' } })];
    world.lastIssue = 7;
    world.wishes = { T1: { ...NOTHING, link } };
    return world;
  };

  it('is marked, linked and written, and nothing is created beside it', async () => {
    const world = naming('7');
    expect(actionOf(await plan(world))).toMatchObject({
      do: 'adopt',
      held: null,
      reason: { code: 'linked-by-person' },
    });
    await ran(world);
    expect(world.issues).toMatchObject([{ marker: 'ls-T1-0', fields: { title: 'T1: Escape output' } }]);
    expect(world.links).toMatchObject([{ taskId: 'T1', issueId: '7' }]);
    expect(world.wishes['T1']?.link).toBeNull();
    await ran(world);
    expect(world.issues).toHaveLength(1);
  });

  it('that is gone later is made anew under a mark that no issue of the task ever had', async () => {
    const world = await synced(tasks(2));
    const [, second] = world.links;
    world.links = [second!];
    world.generations = { T1: 1 };
    await ran(world);
    world.links = world.links.filter(({ taskId }) => taskId === 'T2');
    world.generations = { T1: 2 };
    world.wishes = { T1: { ...NOTHING, link: '1' } };
    await ran(world);
    expect(world.links).toMatchObject([{ marker: 'ls-T2-0' }, { issueId: '1', marker: 'ls-T1-0' }]);
    world.issues = world.issues.filter(({ id }) => id !== '1');
    world.progress = { ...world.progress, sweptAt: null };
    await ran(world, { options: { missing: 'recreate' } });
    expect(world.issues.map(({ marker }) => marker)).toEqual(['ls-T2-0', 'ls-T1-1', 'ls-T1-2']);
  });

  it('is marked once and doubled never, wherever the run dies', async () => {
    for (let left = 0; ; left += 1) {
      const world = naming('7');
      if ((await run(world, { fuse: { left } })) !== 'crashed') break;
      await ran(world);
      expect(world.issues).toMatchObject([{ id: '7', marker: 'ls-T1-0' }]);
      expect(world.links).toMatchObject([{ issueId: '7' }]);
    }
  });

  it('that is not there keeps the task without one: nothing is created instead', async () => {
    const world = naming('99');
    expect(actionOf((await ran(world)).plan)).toMatchObject({ do: 'skip', reason: { code: 'issue-missing' } });
    expect(world.issues).toHaveLength(1);
  });

  it('is linked without what the tracker refuses, and left alone once it refuses the mark itself', async () => {
    const world = naming('7');
    editTask(world, 'T1', { status: 'TS1' });
    const refusing = { refuses: ['Closed', 'mark'], options: { policy: 'task' } } as const;
    for (const refused of [1, 1, 0]) expect((await ran(world, refusing)).counts).toMatchObject({ done: 0, refused });
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'refused-before' } });
    world.links = world.links.map((link) => ({ ...link, refusal: null }));
    const taking = { ...refusing, refuses: ['Closed'] } as const;
    for (const done of [0, 1, 0]) expect((await ran(world, taking)).counts).toMatchObject({ done });
    expect(world.links).toMatchObject([{ issueId: '7', marker: 'ls-T1-0' }]);
  });

  it('with the marker of something else, or of another task, is left to a person', async () => {
    const marked = naming('7');
    marked.issues = marked.issues.map((issue) => ({ ...issue, marker: 'ls-other' }));
    expect(actionOf(await plan(marked))).toMatchObject({ do: 'skip', reason: { code: 'owned-elsewhere' } });
    const twice = naming('7', 2);
    twice.wishes = { ...twice.wishes, T2: { ...NOTHING, link: '#7' } };
    const made = await plan(twice);
    for (const id of ['T1', 'T2'])
      expect(actionOf(made, id)).toMatchObject({ do: 'skip', reason: { code: 'owned-elsewhere' } });
  });

  it("can be the task's former one again, and keeps its mark", async () => {
    const world = await synced();
    unlink(world);
    world.wishes = { T1: { ...NOTHING, link: '1' } };
    await ran(world);
    expect(world.issues).toMatchObject([{ id: '1', marker: 'ls-T1-0' }]);
    expect(world.links).toMatchObject([{ issueId: '1', marker: 'ls-T1-0', generation: 0 }]);
    await ran(world);
    expect(world.issues).toHaveLength(1);
  });
});
