/** The engine told by examples: one rule of the sync each. */
import { describe, expect, it } from 'vitest';
import { run } from './testing/bench-run.ts';
import { actionOf, plan, ran, synced, tasks } from './testing/bench-story.ts';
import { aTask, aWorld, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

describe('a conflict', () => {
  const conflicted = async (): Promise<BenchWorld> => {
    const world = await synced();
    editTask(world, 'T1', { status: 'TS3' });
    editIssue(world, '1', { status: 'Closed' });
    return world;
  };

  it('goes to the tracker under "issue"', async () => {
    const world = await conflicted();
    await ran(world, { options: { policy: 'issue' } });
    expect(world.tasks[0]?.status).toBe('TS1');
    expect(world.issues[0]?.fields.status).toBe('Closed');
  });

  it('goes to the task under "task"', async () => {
    const world = await conflicted();
    await ran(world, { options: { policy: 'task' } });
    expect(world.tasks[0]?.status).toBe('TS3');
    expect(world.issues[0]?.fields.status).toBe('Rejected');
  });

  it('goes to the later change of that field under "timestamp"', async () => {
    const world = await conflicted();
    const at = world.tasks[0]?.statusChangedAt ?? 0;
    await ran(world, { options: { policy: 'timestamp' }, can: { fieldTimes: true }, times: { '1': at - 60_000 } });
    expect(world.issues[0]?.fields.status).toBe('Rejected');
  });

  it('goes to the tracker under "timestamp" when the times cannot be told apart, and to a person when one is missing', async () => {
    const close = await conflicted();
    await ran(close, {
      options: { policy: 'timestamp' },
      can: { fieldTimes: true },
      times: { '1': (close.tasks[0]?.statusChangedAt ?? 0) - 900 },
    });
    expect(close.tasks[0]?.status).toBe('TS1');
    const unknown = await conflicted();
    editTask(unknown, 'T1', { statusChangedAt: null });
    const { reason } = actionOf(await plan(unknown, { policy: 'timestamp' }));
    expect(reason.code).toBe('conflict-asked');
  });

  it('under "ask" freezes that one field, for ever, and lets the others go on', async () => {
    const world = await conflicted();
    editTask(world, 'T1', { title: 'New words' });
    for (let round = 0; round < 3; round += 1) await ran(world, { options: { policy: 'ask' } });
    expect(world.tasks[0]?.status).toBe('TS3');
    expect(world.issues[0]?.fields).toMatchObject({ status: 'Closed', title: 'T1: New words' });
    const action = actionOf(await plan(world, { policy: 'ask' }));
    expect(action).toMatchObject({ do: 'skip', conflicts: ['status'], reason: { code: 'conflict-asked' } });
  });

  it('over a task-owned field keeps the issue under "issue", overwrites it under "task", and both keep quiet afterwards', async () => {
    for (const [policy, title] of [
      ['issue', 'T1: theirs'],
      ['task', 'T1: ours'],
    ] as const) {
      const world = await synced();
      editTask(world, 'T1', { title: 'ours' });
      editIssue(world, '1', { title: 'T1: theirs' });
      await ran(world, { options: { policy } });
      expect(world.issues[0]?.fields.title).toBe(title);
      expect(actionOf(await plan(world, { policy })).do).toBe('skip');
    }
  });
});

describe('statuses', () => {
  it('Not Applicable closes the issue and never comes back as Complete', async () => {
    const world = await synced();
    editTask(world, 'T1', { status: 'TS3' });
    const targets = { TODO: 'New', DONE: 'Closed', NA: 'Closed' };
    for (let round = 0; round < 3; round += 1) await ran(world, { options: { targets } });
    expect(world.issues[0]?.fields.status).toBe('Closed');
    expect(world.tasks[0]?.status).toBe('TS3');
  });

  it("of equal meaning are no change: a custom status survives the issue's way from one done status to another", async () => {
    const world = await synced([aTask({ status: 'CTS4' })]);
    editIssue(world, '1', { status: 'Resolved' });
    const { writes } = world;
    await ran(world);
    expect(world.tasks[0]?.status).toBe('CTS4');
    expect(world.writes).toBe(writes);
  });

  it('an unmapped one counts as Incomplete', async () => {
    const world = await synced([aTask({ status: 'TS1' })]);
    editIssue(world, '1', { status: 'Waiting' });
    await ran(world);
    expect(world.tasks[0]?.status).toBe('TS2');
  });

  it('"authoritative" lets the policy win every difference, and "off" touches nothing after creation', async () => {
    const world = await synced();
    editTask(world, 'T1', { status: 'TS1' });
    await ran(world, { options: { statusSync: 'off' } });
    expect(world.issues[0]?.fields.status).toBe('New');
    const told = await ran(world, { options: { statusSync: 'authoritative', policy: 'issue' } });
    expect(actionOf(told.plan).reason.text).toBe('status: the sides differ; the issue tracker is authoritative');
    expect(world.tasks[0]?.status).toBe('TS2');
  });
});

describe('scope', () => {
  it('closes the issue of a lost task once, says why, and never takes it for done', async () => {
    const world = await synced();
    editTask(world, 'T1', { relevant: false });
    expect(actionOf(await plan(world))).toMatchObject({
      do: 'close',
      comment: 'Closed by Lockstep: the task is not relevant any more.',
    });
    await ran(world);
    await ran(world);
    expect(world.issues[0]?.fields.status).toBe('Closed');
    expect(world.tasks[0]?.status).toBe('TS2');
    expect(actionOf(await plan(world)).reason.code).toBe('closed-by-us');
  });

  it('opens it again when the task returns', async () => {
    const world = await synced();
    editTask(world, 'T1', { accepted: false });
    await ran(world);
    editTask(world, 'T1', { accepted: true });
    await ran(world);
    expect(world.issues[0]?.fields.status).toBe('New');
    expect(world.tasks[0]?.status).toBe('TS2');
  });

  it('opens it again however often the tracker refused that, once it takes it', async () => {
    const world = await synced();
    editTask(world, 'T1', { accepted: false });
    await ran(world);
    editTask(world, 'T1', { accepted: true });
    for (let round = 0; round < 3; round += 1) await ran(world, { refuses: ['New'] });
    expect(world.links[0]).toMatchObject({ closedByUs: true });
    world.links = world.links.map((link) => ({ ...link, refusal: null }));
    await ran(world);
    expect([world.issues[0]?.fields.status, world.tasks[0]?.status]).toEqual(['New', 'TS2']);
  });

  it('opens it again whatever "authoritative" says of other differences: the closing was ours', async () => {
    const options = { statusSync: 'authoritative', policy: 'issue' } as const;
    const world = await synced([aTask()], { options });
    editTask(world, 'T1', { accepted: false });
    await ran(world, { options });
    editTask(world, 'T1', { accepted: true });
    await ran(world, { options });
    expect(world.tasks[0]?.status).toBe('TS2');
    expect(world.issues[0]?.fields.status).toBe('New');
  });

  it("takes a person's change of the closed issue for a conflict when the task returns", async () => {
    const world = await synced();
    editTask(world, 'T1', { accepted: false });
    await ran(world);
    editIssue(world, '1', { status: 'Rejected' });
    editTask(world, 'T1', { accepted: true });
    expect(actionOf(await plan(world, { policy: 'ask' }))).toMatchObject({ conflicts: ['status'] });
  });

  it('leaves the issue of a merely filtered task alone, unless told to close it', async () => {
    const world = await synced();
    editTask(world, 'T1', { phase: 'ops' });
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'filtered' } });
    expect(actionOf(await plan(world, { outOfScope: 'close' }))).toMatchObject({ do: 'close' });
  });

  it('decides creation by status, and lets selected tasks override every filter', async () => {
    const world = aWorld([aTask({ status: 'TS1', phase: 'ops' })]);
    const scope = {
      phases: ['dev'],
      minPriority: 1,
      tags: [],
      verification: ['none' as const],
      meaningsToCreate: ['TODO' as const],
      selected: [],
      riskPolicyOnly: false,
    };
    expect(actionOf(await plan(world, { scope })).reason.code).toBe('filtered');
    expect(actionOf(await plan(world, { scope: { ...scope, phases: ['ops'] } })).reason.code).toBe(
      'status-not-in-scope',
    );
    expect(actionOf(await plan(world, { scope: { ...scope, selected: ['T1'] } })).do).toBe('create');
  });
});

describe('a missing issue', () => {
  const lose = async (): Promise<BenchWorld> => {
    const world = await synced(tasks(3));
    world.issues = world.issues.filter(({ id }) => id !== '1');
    return world;
  };

  it('is reported, run after run', async () => {
    const world = await lose();
    await ran(world);
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'issue-missing' } });
    expect(world.issues).toHaveLength(2);
  });

  it("is created anew with the next generation's marker, once", async () => {
    const world = await lose();
    await ran(world, { options: { missing: 'recreate' } });
    await ran(world, { options: { missing: 'recreate' } });
    expect(world.issues.map(({ marker }) => marker ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'ls-T1-1',
      'ls-T2-0',
      'ls-T3-0',
    ]);
  });

  it('is let go of by "detach", for good', async () => {
    const world = await lose();
    await ran(world, { options: { missing: 'detach' } });
    await ran(world, { options: { missing: 'detach' } });
    expect(world.issues).toHaveLength(2);
    expect(actionOf(await plan(world)).reason.code).toBe('issue-detached');
    expect(world.links.map(({ taskId }) => taskId).toSorted((a, b) => a.localeCompare(b))).toEqual(['T2', 'T3']);
  });

  it('proves nothing when nothing else of ours is there', async () => {
    const world = await synced(tasks(3));
    world.issues = [];
    await ran(world, { options: { missing: 'recreate' } });
    const told = await ran(world, { options: { missing: 'recreate' } });
    expect(told.message).toContain('3 wait for a person: T1: #1 was not found');
    expect(world.issues).toEqual([]);
    expect(actionOf(await plan(world)).reason.code).toBe('not-proven');
  });
});

describe('the guard', () => {
  it("holds a mass closing but lets a person's own edits pass", async () => {
    const world = await synced(tasks(12));
    for (const { id } of world.tasks.slice(0, 5)) editTask(world, id, { relevant: false });
    editTask(world, 'T9', { title: 'Edited' });
    const told = await ran(world);
    expect(told.succeeded).toBe(false);
    expect(told.counts).toMatchObject({ held: 5, done: 1 });
    expect(told.message).toContain('5 of 12 issues');
    expect(world.issues.filter(({ fields }) => fields.status === 'Closed')).toEqual([]);
    await ran(world, { mode: { do: 'apply', plan: told.plan, selection: null } });
    expect(world.issues.filter(({ fields }) => fields.status === 'Closed')).toHaveLength(5);
  });

  it('does not hold twelve issues that people closed', async () => {
    const world = await synced(tasks(12));
    for (const { id } of world.issues) editIssue(world, id, { status: 'Closed' });
    const told = await ran(world);
    expect(told.counts.held).toBe(0);
    expect(world.tasks.every(({ status }) => status === 'TS1')).toBe(true);
  });

  it('holds tasks that an unmapped status would re-open in mass', async () => {
    const world = await synced(tasks(12, { status: 'TS1' }));
    for (const { id } of world.issues) editIssue(world, id, { status: 'Renamed by an administrator' });
    expect((await ran(world)).counts.held).toBe(12);
    expect(world.tasks.every(({ status }) => status === 'TS1')).toBe(true);
  });

  it('holds everything after a change of the tracker project, until a plan is applied by its id', async () => {
    const world = aWorld(tasks(2));
    world.progress = {
      ...world.progress,
      retargeted: '2 issues stay in OLD; the connection now has its issues in NEW',
    };
    const told = await ran(world);
    expect(told.message).toContain(
      '2 issues stay in OLD; the connection now has its issues in NEW, where 2 will be created',
    );
    expect(world.issues).toEqual([]);
    await ran(world, { mode: { do: 'apply', plan: told.plan, selection: null } });
    expect(world.issues).toHaveLength(2);
    expect(world.progress.retargeted).toBeNull();
  });
});

describe('a refused write', () => {
  it('fails alone, is not sent again, and is tried again once something about it changed', async () => {
    const world = await synced(tasks(2));
    editTask(world, 'T1', { status: 'TS1' });
    editTask(world, 'T2', { title: 'Other words' });
    const told = await ran(world, { refuses: ['Closed'] });
    expect(told.counts).toMatchObject({ refused: 1, done: 1 });
    expect(told.message).toContain('status stays "New"');
    const again = await ran(world, { refuses: ['Closed'] });
    expect(again.counts.refused).toBe(0);
    expect(actionOf(again.plan)).toMatchObject({ do: 'skip', reason: { code: 'refused-before' } });
    editTask(world, 'T1', { status: 'TS3' });
    await ran(world, { refuses: ['Closed'] });
    expect(world.issues[0]?.fields.status).toBe('Rejected');
  });

  it('is not sent again after something else about the item was written', async () => {
    const world = await synced();
    editTask(world, 'T1', { status: 'TS1' });
    await ran(world, { refuses: ['Closed'] });
    // Both sides get the same new title: it is agreed, which is a write to memory only.
    editTask(world, 'T1', { title: 'the same' });
    editIssue(world, '1', { title: 'T1: the same' });
    expect((await ran(world, { refuses: ['Closed'] })).counts).toMatchObject({ done: 1, refused: 0 });
    expect((await ran(world, { refuses: ['Closed'] })).counts.refused).toBe(0);
  });

  it("of a new issue's status never comes back as a change of the task", async () => {
    const world = await synced([aTask({ status: 'TS1' })], { refuses: ['Closed'] });
    expect(world.issues[0]?.fields.status).toBe('New');
    await ran(world, { refuses: ['Closed'] });
    await ran(world, { refuses: ['Closed'] });
    expect(world.tasks[0]?.status).toBe('TS1');
    await ran(world);
    expect(world.tasks[0]?.status).toBe('TS1');
  });
});

it('statuses that new issues did not take are written later for what they are, and not held', async () => {
  const world = await synced(tasks(12, { status: 'TS1' }), { refuses: ['Closed'] });
  const told = await ran(world);
  expect(told.counts).toMatchObject({ held: 0, done: 12 });
  expect(actionOf(told.plan).reason.text).toContain('the issue does not have it yet');
  expect(world.issues.every(({ fields }) => fields.status === 'Closed')).toBe(true);
});

describe('applying a reviewed plan', () => {
  it('does what was shown and leaves what moved', async () => {
    const world = await synced(tasks(2));
    editTask(world, 'T1', { title: 'one' });
    editTask(world, 'T2', { title: 'two' });
    const reviewed = await plan(world);
    editTask(world, 'T2', { title: 'three' });
    const told = await ran(world, { mode: { do: 'apply', plan: reviewed, selection: null } });
    expect(told.counts).toMatchObject({ done: 1, stale: 1 });
    expect(world.issues.map(({ fields }) => fields.title)).toEqual(['T1: one', 'T2: Escape output']);
  });

  it('applies a selection', async () => {
    const world = aWorld(tasks(3));
    const reviewed = await plan(world);
    await ran(world, { mode: { do: 'apply', plan: reviewed, selection: ['T2'] } });
    expect(world.issues.map(({ marker }) => marker)).toEqual(['ls-T2-0']);
  });
});

it('reads again before a late write, so that an edit made meanwhile is not overwritten', async () => {
  const world = await synced(tasks(4));
  for (const { id } of world.tasks) editTask(world, id, { title: 'ours' });
  // Batches of two: while the first is written, a person edits the last issue.
  let written = 0;
  const watched = {
    ...world,
    get writes() {
      return written;
    },
    set writes(value: number) {
      written = value;
      if (value === 1) editIssue(watched, '4', { title: 'T4: theirs' });
    },
  };
  const told = await ran(watched, { options: { policy: 'issue' } });
  expect(told.counts).toMatchObject({ stale: 1, done: 3 });
  expect(watched.issues.find(({ id }) => id === '4')?.fields.title).toBe('T4: theirs');
});

it('what was written to the issue is agreed although the task moved on meanwhile', async () => {
  const world = await synced();
  editTask(world, 'T1', { title: 'ours' });
  editIssue(world, '1', { status: 'Closed' });
  let written = 0;
  const watched = {
    ...world,
    get writes() {
      return written;
    },
    set writes(value: number) {
      written = value;
      if (value === 1) editTask(watched, 'T1', { priority: 3 });
    },
  };
  expect((await ran(watched)).counts).toMatchObject({ stale: 1 });
  expect(watched.links[0]?.base.title).toMatchObject({ task: 'ours', issue: 'T1: ours' });
  expect(watched.links[0]?.base.status).toMatchObject({ issue: 'New' });
  await ran(watched);
  expect(watched.tasks[0]?.status).toBe('TS1');
});

it('sends only titles to a project that everybody can read', async () => {
  const world = aWorld([aTask()]);
  world.isPublic = true;
  const first = await ran(world);
  expect(world.issues[0]?.fields.body).toBeNull();
  expect(actionOf(first.plan).reason).toMatchObject({ code: 'public-project' });
  await ran(world, { options: { allowPublicBodies: true } });
  expect(world.issues[0]?.fields.body).toBe('Why and how.');
});

it('brings in the rest within a day after the project has become private, without a question each time', async () => {
  const world = aWorld([aTask()]);
  world.isPublic = true;
  await ran(world);
  world.isPublic = false;
  world.clock += 60 * 60_000;
  expect((await ran(world)).requests.check).toBe(0);
  world.clock += 24 * 60 * 60_000;
  await ran(world);
  expect(world.issues[0]?.fields.body).toBe('Why and how.');
});

describe('where searches lag behind', () => {
  const burst = { can: { indexLag: 30_000, pageSize: 3 } };

  it('looks at all issues again soon after more writes than fill a page', async () => {
    const world = await synced(tasks(4), burst);
    expect((await ran(world, burst)).floor.sweep).toBe(0);
    world.clock += 10 * 60_000;
    expect((await ran(world, burst)).floor.sweep).toBe(2);
    world.clock += 10 * 60_000;
    expect((await ran(world, burst)).floor.sweep).toBe(0);
  });
});

describe('a run that dies after a write and before its memory', () => {
  /** Every way to die in the run that carries the change over; then the person takes the task's change back. */
  const taken = async (change: Parameters<typeof editTask>[2], back: typeof change): Promise<BenchWorld[]> => {
    const worlds: BenchWorld[] = [];
    for (let left = 0; left < 60; left += 1) {
      const world = await synced();
      editTask(world, 'T1', change);
      if ((await run(world, { fuse: { left } })) !== 'crashed') break;
      editTask(world, 'T1', back);
      await ran(world);
      await ran(world);
      worlds.push(world);
    }
    return worlds;
  };

  it('does not take its own write for a wish of the tracker', async () => {
    const worlds = await taken({ status: 'TS1' }, { status: 'TS2' });
    expect(worlds.length).toBeGreaterThan(10);
    for (const {
      tasks: [task],
      issues: [issue],
    } of worlds) {
      expect([task?.status, issue?.fields.status]).toEqual(['TS2', 'New']);
    }
  });

  it('nor a title', async () => {
    for (const {
      issues: [issue],
    } of await taken({ title: 'Other' }, { title: 'Escape output' })) {
      expect(issue?.fields.title).toBe('T1: Escape output');
    }
  });

  it('nor the close of an issue whose task lost its scope', async () => {
    for (const {
      tasks: [task],
      issues: [issue],
    } of await taken({ relevant: false }, { relevant: true })) {
      expect([task?.status, issue?.fields.status]).toEqual(['TS2', 'New']);
    }
  });

  it('nor its own write into the task, which a person takes back', async () => {
    for (let left = 0; left < 60; left += 1) {
      const world = await synced();
      editIssue(world, '1', { status: 'Closed' });
      if ((await run(world, { fuse: { left } })) !== 'crashed') break;
      const isWritten = world.tasks[0]?.status === 'TS1';
      if (isWritten) editTask(world, 'T1', { status: 'TS2' });
      await ran(world);
      await ran(world);
      expect(world.tasks[0]?.status).toBe(isWritten ? 'TS2' : 'TS1');
    }
  });
});
