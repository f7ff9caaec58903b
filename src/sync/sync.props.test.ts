/** Properties of the whole engine, under random histories with a crash at any effect. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { same } from '../model/json.ts';
import type { Policy, SyncOptions } from '../model/options.ts';
import type { Action } from '../model/plan.ts';
import type { Task } from '../model/task.ts';
import { statusesAgree } from './status.ts';
import { run } from './testing/bench-run.ts';
import { STATUSES, aTask, aWorld, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

const title = fc.constantFrom('a', 'b', 'c');
const taskStatus = fc.constantFrom('TS1', 'TS2', 'TS3');
const issueStatus = fc.constantFrom('New', 'Open', 'Resolved', 'Closed', 'Rejected', 'Odd');
const policies = fc.constantFrom<Policy>('task', 'issue', 'ask', 'timestamp');
const tasks = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom('T1', 'T2', 'T3', 'T11'),
      title,
      status: taskStatus,
      relevant: fc.boolean(),
      phase: fc.constantFrom('dev', 'dev', 'ops'),
    })
    .map(aTask),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
);

type Step =
  | { kind: 'task'; at: number; change: Partial<Task> }
  | { kind: 'issue'; at: number; change: { title?: string; status?: string } }
  | { kind: 'move'; at: number }
  | { kind: 'remove'; at: number }
  | { kind: 'remember' }
  | { kind: 'restore' }
  | { kind: 'sync'; crashAt: number | undefined };

const edits: readonly fc.Arbitrary<Step>[] = [
  fc.record({
    kind: fc.constant('task' as const),
    at: fc.nat(3),
    change: fc.oneof(fc.record({ title }), fc.record({ status: taskStatus }), fc.record({ relevant: fc.boolean() })),
  }),
  fc.record({
    kind: fc.constant('issue' as const),
    at: fc.nat(3),
    change: fc.oneof(fc.record({ title: title.map((t) => `T1: ${t}`) }), fc.record({ status: issueStatus })),
  }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(3) }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(9) }),
];
const backup: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ kind: 'remember' }),
  fc.constant<Step>({ kind: 'restore' }),
);
const syncing: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('sync' as const),
  crashAt: fc.option(fc.nat(40), { nil: undefined }),
});
const step: fc.Arbitrary<Step> = fc.oneof(...edits, backup, { weight: 4, arbitrary: syncing });

/** Plays a history. `restore` puts the memory, not the world, back to what it was at `remember` (or to nothing). */
async function play(world: BenchWorld, steps: readonly Step[], options: Partial<SyncOptions>): Promise<void> {
  let backedUp = structuredClone({ links: world.links, progress: world.progress });
  const acts: { readonly [Kind in Step['kind']]: (one: Extract<Step, { kind: Kind }>) => unknown } = {
    sync: ({ crashAt }) => run(world, { options, fuse: { left: crashAt ?? Infinity } }),
    task: ({ at, change }) => editTask(world, world.tasks[at]?.id ?? '', change),
    issue: ({ at, change }) => editIssue(world, world.issues[at]?.id ?? '', change),
    move: ({ at }) =>
      (world.issues = world.issues.map((issue, other) => (other === at ? { ...issue, project: 'elsewhere' } : issue))),
    remove: ({ at }) => (world.tasks = world.tasks.filter((_, other) => other !== at)),
    remember: () => (backedUp = structuredClone({ links: world.links, progress: world.progress })),
    restore: () => Object.assign(world, structuredClone(backedUp)),
  };
  for (const one of steps) {
    await acts[one.kind](one as never);
    expectNoDuplicate(world);
  }
}

function expectNoDuplicate({ issues }: BenchWorld): void {
  const markers = issues.map(({ marker }) => marker);
  expect(new Set(markers).size).toBe(markers.length);
}

const planOf = async (world: BenchWorld, options: Partial<SyncOptions>): Promise<readonly Action[]> => {
  const answer = await run(world, { options, mode: { do: 'plan' } });
  if (answer === 'crashed') throw new Error('a plan without a fuse cannot crash');
  return answer.plan.actions;
};

describe('any history with crashes', () => {
  it('never makes a duplicate, and is quiet after two clean runs', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.array(step, { maxLength: 20 }), policies, async (list, steps, policy) => {
        const world = aWorld(list);
        const options = { policy };
        await play(world, steps, options);
        await run(world, { options });
        await run(world, { options });
        const third = await planOf(world, options);
        expect(third.filter((action) => action.do !== 'skip' && action.held === null)).toEqual([]);
        const { writes } = world;
        await run(world, { options });
        expect(world.writes).toBe(writes);
        expectNoDuplicate(world);
        const present = world.tasks.map(({ id }) => id);
        expect(world.links.filter((link) => link.issueId === null && !present.includes(link.taskId))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves every task in scope with an issue, or with a reason and a remedy', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.array(step, { maxLength: 12 }), policies, async (list, steps, policy) => {
        const world = aWorld(list);
        await play(world, steps, { policy });
        const plan = await planOf(world, { policy });
        const ids = [...world.tasks.map(({ id }) => id), ...world.links.map(({ taskId }) => taskId)];
        expect(plan.map(({ taskId }) => taskId)).toEqual([...new Set(ids)].sort());
        for (const action of plan) {
          if (action.do !== 'skip') continue;
          expect(action.reason.text).not.toBe('');
          if (!['up-to-date', 'settled', 'closed-by-us', 'both-edited'].includes(action.reason.code))
            expect(action.reason.remedy).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('an edit on one side only', () => {
  const sides = fc.constantFrom('task' as const, 'issue' as const);
  const start = async (): Promise<BenchWorld> => {
    const world = aWorld([aTask()]);
    await run(world);
    return world;
  };

  it('survives whatever the policy, also with a crash at any step', async () => {
    await fc.assert(
      fc.asyncProperty(sides, policies, fc.option(fc.nat(30), { nil: undefined }), async (side, policy, crashAt) => {
        const world = await start();
        if (side === 'task') editTask(world, 'T1', { status: 'TS1' });
        else editIssue(world, '1', { status: 'Closed' });
        await run(world, { options: { policy }, fuse: { left: crashAt ?? Infinity } });
        await run(world, { options: { policy } });
        expect(world.tasks[0]?.status).toBe('TS1');
        expect(world.issues[0]?.fields.status).toBe('Closed');
      }),
      { numRuns: 500 },
    );
  });

  it('of a task-owned field is kept in the tracker and never reaches the task', async () => {
    await fc.assert(
      fc.asyncProperty(policies, fc.nat(30), async (policy, crashAt) => {
        const world = await start();
        editIssue(world, '1', { title: 'T1: better words' });
        await run(world, { options: { policy }, fuse: { left: crashAt } });
        await run(world, { options: { policy } });
        expect(world.issues[0]?.fields.title).toBe('T1: better words');
        expect(world.tasks[0]?.title).toBe('Escape output');
      }),
      { numRuns: 200 },
    );
  });
});

it('does not depend on the order of its inputs', async () => {
  await fc.assert(
    fc.asyncProperty(tasks, fc.array(step, { maxLength: 10 }), policies, async (list, steps, policy) => {
      const world = aWorld(list);
      await play(world, steps, { policy });
      const turned: BenchWorld = {
        ...structuredClone(world),
        tasks: world.tasks.toReversed(),
        issues: world.issues.toReversed(),
        links: world.links.toReversed(),
      };
      expect(same(await planOf(turned, { policy }), await planOf(world, { policy }))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('status maps', () => {
  const maps = fc.record({
    statusMap: fc.dictionary(issueStatus, fc.constantFrom('DONE', 'TODO', 'NA', 'TS1', 'CTS4'), { maxKeys: 6 }),
    targets: fc.record({ TODO: issueStatus, DONE: issueStatus, NA: issueStatus }),
  });
  it('a status written either way and read back is the same, under any maps', () => {
    fc.assert(
      fc.property(maps, fc.constantFrom(...STATUSES), issueStatus, (options, task, issue) => {
        const target = options.targets[task.meaning];
        expect(statusesAgree(target, task.id, options, STATUSES)).toBe(true);
        const back =
          STATUSES.find(({ id, slug }) => [id, slug].includes(options.statusMap[issue] ?? 'TODO')) ?? STATUSES[1];
        expect(statusesAgree(issue, back?.id ?? '', options, STATUSES)).toBe(true);
      }),
    );
  });

  it('a changed map alone never changes a task', async () => {
    await fc.assert(
      fc.asyncProperty(maps, maps, taskStatus, async (before, after, status) => {
        const world = aWorld([aTask({ status })]);
        await run(world, { options: before });
        await run(world, { options: before });
        const was = world.tasks[0]?.status;
        await run(world, { options: after });
        expect(world.tasks[0]?.status).toBe(was);
      }),
      { numRuns: 500 },
    );
  });
});
