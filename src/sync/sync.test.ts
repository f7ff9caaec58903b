/** The engine told by examples: one rule of the sync each. */
import { describe, expect, it } from 'vitest';
import type { IssueFields } from '../model/issue.ts';
import type { SyncOptions } from '../model/options.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Task } from '../model/task.ts';
import { anIssue } from './testing/bench-tracker.ts';
import { run, type Options } from './testing/bench-run.ts';
import { aTask, aWorld, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

const FIELDS: IssueFields = { title: '', body: null, priority: null, status: 'New', parent: null, custom: {} };

async function ran(world: BenchWorld, options: Options = {}): Promise<Run> {
  const answer = await run(world, options);
  if (answer === 'crashed') throw new Error('it crashed without a fuse');
  return answer;
}

const plan = async (world: BenchWorld, options: Partial<SyncOptions> = {}): Promise<Plan> =>
  (await ran(world, { options, mode: { do: 'plan' } })).plan;

const actionOf = ({ actions }: Plan, taskId = 'T1'): Action => {
  const action = actions.find((candidate) => candidate.taskId === taskId);
  if (!action) throw new Error(`no action for ${taskId}`);
  return action;
};

const tasks = (count: number, change: Partial<Task> = {}): Task[] =>
  Array.from({ length: count }, (_, at) => aTask({ id: `T${at + 1}`, ...change }));

async function synced(list: readonly Task[] = [aTask()], options: Options = {}): Promise<BenchWorld> {
  const world = aWorld(list);
  await ran(world, options);
  return world;
}

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
  expect(actionOf(told.plan).reason.text).toContain('the new issue did not take it');
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

it('sends only titles to a project that everybody can read', async () => {
  const world = aWorld([aTask()]);
  world.isPublic = true;
  const first = await ran(world);
  expect(world.issues[0]?.fields.body).toBeNull();
  expect(actionOf(first.plan).reason).toMatchObject({ code: 'public-project' });
  await ran(world, { options: { allowPublicBodies: true } });
  expect(world.issues[0]?.fields.body).toBe('Why and how.');
});
