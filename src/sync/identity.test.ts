/** One issue per task: what is there already is found again, and linked rather than doubled. */
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';
import { run } from './testing/bench-run.ts';
import { actionOf, FIELDS, plan, ran, synced, tasks } from './testing/bench-story.ts';
import { anIssue } from './testing/bench-tracker.ts';
import { aTask, aWorld, editIssue, type BenchWorld } from './testing/bench-world.ts';

describe('an issue that exists already', () => {
  it('is adopted by its exact title at first contact: T1 is not T11; the guard holds it, a reviewed plan links it', async () => {
    const world = aWorld([aTask()]);
    world.issues = [
      anIssue({ id: '7', fields: { ...FIELDS, title: 'T11: Escape output' } }),
      anIssue({ id: '8', fields: { ...FIELDS, title: 'T1: old words' } }),
    ];
    const reviewed = await plan(world);
    expect(actionOf(reviewed)).toMatchObject({ do: 'adopt', issueId: '8', writesMarker: true });
    expect(actionOf(reviewed).held).toContain('1 issues that existed before');
    await ran(world);
    expect(world.issues.map(({ marker }) => marker)).toEqual([null, null]);
    await ran(world, { mode: { do: 'apply', plan: reviewed, selection: null } });
    expect(world.issues.map(({ marker }) => marker)).toEqual([null, 'ls-T1-0']);
    expect(world.issues[1]?.fields.title).toBe('T1: Escape output');
    expect(world.issues).toHaveLength(2);
  });

  it("is no other task's whose id only ends like this one, where titles end with the id", async () => {
    const world = aWorld([aTask({ id: 'T1' }), aTask({ id: 'AT1' })]);
    world.issues = [anIssue({ id: '7', fields: { ...FIELDS, title: 'Escape output AT1:' } })];
    const made = await plan(world, { titleFormat: '$title $task_id' });
    expect(actionOf(made, 'T1').do).toBe('create');
    expect(actionOf(made, 'AT1').do).toBe('adopt');
  });

  it('is found again when linking was interrupted or done for a selection only: nothing is created beside it', async () => {
    const existing = async (): Promise<{ world: BenchWorld; reviewed: Plan }> => {
      const world = aWorld(tasks(4));
      world.issues = world.tasks.map(({ id }, at) =>
        anIssue({ id: String(at + 1), fields: { ...FIELDS, title: `${id}: x` } }),
      );
      world.lastIssue = 4;
      return { world, reviewed: await plan(world) };
    };
    const partly = await existing();
    await ran(partly.world, { mode: { do: 'apply', plan: partly.reviewed, selection: ['T2'] } });
    expect((await ran(partly.world)).counts).toMatchObject({ held: 3 });
    expect(partly.world.issues).toHaveLength(4);
    for (let left = 0; ; left += 1) {
      const { world, reviewed } = await existing();
      const mode = { do: 'apply', plan: reviewed, selection: null } as const;
      if ((await run(world, { mode, fuse: { left } })) !== 'crashed') break;
      await ran(world);
      expect(world.issues).toHaveLength(4);
      await ran(world, { mode: { do: 'apply', plan: await plan(world), selection: null } });
      expect(world.links.filter(({ issueId }) => issueId !== null)).toHaveLength(4);
    }
  });

  it('is never chosen among several, nor is one created beside them in a later run', async () => {
    const world = aWorld(tasks(2));
    world.issues = ['7', '8'].map((id) => anIssue({ id, fields: { ...FIELDS, title: 'T1: x' } }));
    world.lastIssue = 8;
    for (let round = 0; round < 3; round += 1) await ran(world);
    expect(world.issues).toHaveLength(3);
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'several-issues' } });
  });

  it('is never chosen among several', async () => {
    const world = aWorld([aTask()]);
    world.issues = ['7', '8'].map((id) => anIssue({ id, fields: { ...FIELDS, title: 'T1: x' } }));
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'several-issues' } });
  });

  it('and carries the marker is linked without a write after the memory was lost', async () => {
    const world = await synced(tasks(12));
    const forgotten = aWorld(world.tasks);
    Object.assign(forgotten, { issues: world.issues, lastIssue: world.lastIssue });
    await ran(forgotten);
    expect(forgotten.writes).toBe(0);
    expect(forgotten.links.map(({ issueId }) => issueId)).toHaveLength(12);
    expect(forgotten.issues).toHaveLength(12);
  });
});

it('a linked issue that shows the marker of something else is left to a person: nothing flows either way', async () => {
  const world = await synced(tasks(2));
  const [first, second] = world.issues;
  world.issues = world.issues.map((issue) => ({
    ...issue,
    marker: (issue === first ? second : first)?.marker ?? null,
    updatedAt: issue.updatedAt + MINUTE,
    fields: { ...issue.fields, status: 'Closed' },
  }));
  const writes = world.writes;
  const before = world.tasks.map(({ status }) => status);
  const { plan: made } = await ran(world);
  expect(made.actions.map((action) => [action.do, action.reason.code])).toEqual([
    ['skip', 'owned-elsewhere'],
    ['skip', 'owned-elsewhere'],
  ]);
  expect(world.writes).toBe(writes);
  expect(world.tasks.map(({ status }) => status)).toEqual(before);
});

it("an interrupted create is brought home with what it was going to say, so a person's edit in between survives", async () => {
  for (let left = 0; ; left += 1) {
    const world = aWorld([aTask()]);
    if ((await run(world, { fuse: { left } })) !== 'crashed') break;
    if (world.issues.length === 0) continue;
    editIssue(world, '1', { title: 'T1: a person was faster' });
    await ran(world);
    expect(world.issues.map(({ fields }) => fields.title)).toEqual(['T1: a person was faster']);
    expect(world.links[0]?.issueId).toBe('1');
  }
});

it('a create that was sent a moment ago and could still arrive is not sent again', async () => {
  const world = aWorld([aTask()]);
  // The process dies when the request has left and before the tracker has worked on it.
  for (let left = 0; world.links.length === 0; left += 1) await run(world, { fuse: { left } });
  expect(world.issues).toEqual([]);
  world.clock -= 50_000;
  const told = await ran(world);
  expect(actionOf(told.plan)).toMatchObject({ do: 'skip', reason: { code: 'on-its-way' } });
  expect(told.succeeded).toBe(false);
  expect(told.again).toBeGreaterThan(world.clock);
  const { marker = '' } = world.links[0] ?? {};
  world.issues = [
    anIssue({ id: '1', marker, fields: { ...FIELDS, title: 'T1: Escape output', body: 'Why and how.' } }),
  ];
  const later = await ran(world);
  expect(later).toMatchObject({ succeeded: true, again: null });
  expect(world.issues).toHaveLength(1);
  expect(world.links[0]?.issueId).toBe('1');
});

it('a create that never arrived is sent again once it cannot arrive any more', async () => {
  const world = aWorld([aTask()]);
  for (let left = 0; world.links.length === 0; left += 1) await run(world, { fuse: { left } });
  const told = await ran(world);
  expect(told.again).toBeNull();
  expect(world.issues).toHaveLength(1);
});

it('a moved issue is followed: an edit in its new project arrives at the next run', async () => {
  const world = await synced(tasks(3));
  world.issues = world.issues.map((issue) => (issue.id === '1' ? { ...issue, project: 'elsewhere' } : issue));
  await ran(world);
  editIssue(world, '1', { status: 'Closed' });
  await ran(world);
  expect(world.tasks[0]?.status).toBe('TS1');
  expect(world.issues).toHaveLength(3);
});

it('an interrupted create whose status was not taken never changes the task', async () => {
  for (let left = 0; ; left += 1) {
    const world = aWorld([aTask({ status: 'TS1' })]);
    if ((await run(world, { fuse: { left }, refuses: ['Closed'] })) !== 'crashed') break;
    await ran(world);
    await ran(world);
    expect(world.tasks[0]?.status).toBe('TS1');
    expect(world.issues.map(({ fields }) => fields.status)).toEqual(['Closed']);
  }
});

describe('a task removed while its create was on its way', () => {
  const removed = async (arrives: boolean): Promise<BenchWorld> => {
    for (let left = 0; ; left += 1) {
      const world = aWorld(tasks(2));
      await run(world, { fuse: { left } });
      if (world.links.length === 0 || world.issues.length > 0 !== arrives) continue;
      world.tasks = [];
      return world;
    }
  };

  it('has its issue found by the marker and closed, once', async () => {
    const world = await removed(true);
    expect(world.links.every(({ issueId }) => issueId === null)).toBe(true);
    const told = await ran(world);
    expect(told.floor).toMatchObject({ 'look-up': 1, update: 1 });
    expect(world.issues.map(({ fields }) => fields.status)).toEqual(['Closed']);
    expect(world.links).toMatchObject([{ issueId: '1', closedByUs: true }]);
    const again = await ran(world);
    expect(again.floor).toMatchObject({ 'look-up': 0, update: 0 });
  });

  it('is linked also where no closed status is configured, so that nobody looks it up again', async () => {
    const world = await removed(true);
    await ran(world, { options: { closedStatus: null } });
    expect(world.links).toMatchObject([{ issueId: '1', closedByUs: false }]);
    const again = await ran(world, { options: { closedStatus: null } });
    expect(again.floor).toMatchObject({ 'look-up': 0 });
    expect(actionOf(again.plan)).toMatchObject({ do: 'skip', reason: { code: 'no-closed-status' } });
  });

  it('is forgotten once the create cannot arrive any more, and waited for until then', async () => {
    const world = await removed(false);
    world.clock -= 50_000;
    const waiting = await ran(world);
    expect(actionOf(waiting.plan)).toMatchObject({ do: 'skip', reason: { code: 'on-its-way' } });
    expect(waiting.again).toBeGreaterThan(world.clock);
    const told = await ran(world);
    expect(told.floor).toMatchObject({ 'look-up': 1 });
    expect(world).toMatchObject({ links: [], issues: [] });
    expect((await ran(world)).floor).toMatchObject({ 'look-up': 0 });
  });

  it('is left to a person where several issues carry its marker', async () => {
    const world = await removed(true);
    world.issues = world.issues.flatMap((issue) => [issue, { ...issue, id: '9', key: '#9' }]);
    const told = await ran(world);
    expect(actionOf(told.plan)).toMatchObject({ do: 'skip', reason: { code: 'several-issues' } });
    expect(world.issues.map(({ fields }) => fields.status)).toEqual(['New', 'New']);
  });
});
