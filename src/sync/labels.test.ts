import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelsOfIssue, tagsOfTask } from './labels.ts';
import { actionOf, plan, ran, synced } from './testing/bench-story.ts';
import { aTask, editIssue, editTask, type BenchWorld } from './testing/bench-world.ts';

const can = { labels: true, assignees: true };
const tagged = (tags: readonly string[]) => aTask({ tags });
const labelsThere = (world: BenchWorld): readonly string[] | undefined => world.issues[0]?.fields.labels;

describe('each label is merged by itself', () => {
  const label = fc.constantFrom<string>('a', 'b', 'c');
  const set = fc.uniqueArray(label);

  test('the issue gets what the task gained, loses what it lost, and keeps what people did', () => {
    fc.assert(
      fc.property(set, set, set, (was, wanted, there) => {
        const target = labelsOfIssue({ was, wanted, there, before: [], theirs: [] });
        for (const one of ['a', 'b', 'c']) {
          const [inTask, wasInTask, inIssue] = [wanted.includes(one), was.includes(one), there.includes(one)];
          expect(target.includes(one)).toBe(inTask === wasInTask ? inIssue : inTask);
        }
      }),
    );
  });

  test('both ways: where both sides began equal and follow each other, they end equal', () => {
    fc.assert(
      fc.property(set, set, set, (both, wanted, there) => {
        const sides = { was: both, before: both, wanted, there, theirs: [] };
        const tags = tagsOfTask(wanted, sides, (tag) => tag, []);
        expect([...tags].sort()).toEqual(labelsOfIssue(sides));
      }),
    );
  });
});

describe('tags become labels', () => {
  test('of a new issue, beside the label that every issue gets', async () => {
    const world = await synced([tagged(['tls', 'pci'])], { can, options: { label: 'security' } });
    expect(labelsThere(world)).toEqual(['pci', 'security', 'tls']);
    expect((await ran(world, { can, options: { label: 'security' } })).counts.done).toBe(0);
  });

  test('only labels that we added are removed, and what people added stays', async () => {
    const world = await synced([tagged(['tls', 'pci'])], { can });
    editIssue(world, '1', { labels: ['mine', 'pci', 'tls'] });
    editTask(world, 'T1', { tags: ['pci', 'new'] });
    await ran(world, { can });
    expect(labelsThere(world)).toEqual(['mine', 'new', 'pci']);
    expect(world.tasks[0]?.tags).toEqual(['pci', 'new']);
  });

  test('a label that was on the issue before the task asked for it stays when the task loses the tag', async () => {
    const world = await synced([tagged(['tls'])], { can });
    editIssue(world, '1', { labels: ['pci', 'tls'] });
    await ran(world, { can });
    editTask(world, 'T1', { tags: ['tls', 'pci'] });
    await ran(world, { can });
    expect((await ran(world, { can })).counts.done).toBe(0);
    editTask(world, 'T1', { tags: [] });
    await ran(world, { can });
    expect(labelsThere(world)).toEqual(['pci']);
  });

  test('what an interrupted create left is ours, also when the tracker took only some of it', async () => {
    const world = await synced([tagged(['tls', 'pci'])], { can });
    world.links = world.links.map((link) => ({ ...link, issueId: null, issue: null, since: 0 }));
    world.issues = world.issues.map((one) => ({ ...one, fields: { ...one.fields, labels: ['tls'] } }));
    await ran(world, { can });
    expect(labelsThere(world)).toEqual(['pci', 'tls']);
    editTask(world, 'T1', { tags: [] });
    await ran(world, { can });
    expect(labelsThere(world)).toEqual([]);
  });

  test('a label that a person took away is not put back', async () => {
    const world = await synced([tagged(['tls', 'pci'])], { can });
    editIssue(world, '1', { labels: ['tls'] });
    await ran(world, { can });
    expect(labelsThere(world)).toEqual(['tls']);
    editTask(world, 'T1', { tags: ['tls', 'pci', 'new'] });
    await ran(world, { can });
    expect(labelsThere(world)).toEqual(['new', 'tls']);
  });

  test('another label for all issues replaces the former one, for that reason', async () => {
    const world = await synced([tagged(['tls'])], { can, options: { label: 'old' } });
    const run = await ran(world, { can, options: { label: 'new' } });
    expect(actionOf(run.plan)).toMatchObject({ cause: 'parameters', reason: { code: 'parameters-changed' } });
    expect(labelsThere(world)).toEqual(['new', 'tls']);
  });

  test('nothing of them is told to a project that everybody can read', async () => {
    const world = await synced([], { can });
    world.isPublic = true;
    world.tasks = [tagged(['secret-plan'])];
    await ran(world, { can, options: { label: 'security' } });
    expect(labelsThere(world)).toEqual(['security']);
  });

  test('where the tracker has no labels, tags are nobody’s business', async () => {
    const world = await synced([tagged(['tls'])]);
    editTask(world, 'T1', { tags: ['other'] });
    expect(actionOf(await plan(world))).toMatchObject({ do: 'skip', reason: { code: 'up-to-date' } });
  });
});

describe('labels become tags where that is wanted', () => {
  const options = { tagsFromTracker: true, label: 'security' };

  test('what people add and take away', async () => {
    const world = await synced([tagged(['tls', 'pci'])], { can, options });
    editIssue(world, '1', { labels: ['mine', 'pci', 'security'] });
    await ran(world, { can, options });
    expect(world.tasks[0]?.tags).toEqual(['pci', 'mine']);
    expect(labelsThere(world)).toEqual(['mine', 'pci', 'security']);
    expect((await ran(world, { can, options })).counts.done).toBe(0);
  });

  test('but never a tag that decides the scope, and never the label of all issues', async () => {
    const scoped = { ...options, scope: { ...SCOPE, tags: ['pci'] } };
    const world = await synced([tagged(['pci'])], { can, options: scoped });
    editIssue(world, '1', { labels: [] });
    await ran(world, { can, options: scoped });
    expect(world.tasks[0]?.tags).toEqual(['pci']);
    editIssue(world, '1', { labels: ['security'] });
    await ran(world, { can, options: scoped });
    expect(world.tasks[0]?.tags).toEqual(['pci']);
  });
});

const SCOPE = {
  phases: ['dev'],
  minPriority: 1,
  verification: ['none'] as const,
  meaningsToCreate: ['TODO'] as const,
  selected: [],
  riskPolicyOnly: false,
};

describe('whom a task is assigned to', () => {
  const options = { assignees: true };
  const ANN = 'ann@example.com';
  const BOB = 'bob@example.com';

  test('goes to the issue when that person has an account there', async () => {
    const world = await synced([aTask({ assignees: [BOB, ANN] })], { can, options });
    expect(world.issues[0]?.fields.assignee).toBe(ANN);
  });

  test('comes back when somebody takes the issue over, and when nobody has it any more', async () => {
    const world = await synced([aTask({ assignees: [ANN] })], { can, options });
    editIssue(world, '1', { assignee: BOB });
    await ran(world, { can, options });
    expect(world.tasks[0]?.assignees).toEqual([BOB]);
    editIssue(world, '1', { assignee: null });
    await ran(world, { can, options });
    expect(world.tasks[0]?.assignees).toEqual([BOB]); // the task's one has no account there: nobody's business
  });

  test('is left alone when the tracker names somebody without an account here', async () => {
    const world = await synced([aTask({ assignees: [ANN] })], { can, options });
    editIssue(world, '1', { assignee: 'cy@example.com' });
    const run = await ran(world, { can, options });
    expect(world.tasks[0]?.assignees).toEqual([ANN]);
    expect(actionOf(run.plan)).toMatchObject({ do: 'skip', decisions: [{ field: 'assignee', verdict: 'kept' }] });
  });

  test('is the task’s to say when both changed', async () => {
    const world = await synced([aTask({ assignees: [] })], { can, options });
    editIssue(world, '1', { assignee: 'cy@example.com' });
    editTask(world, 'T1', { assignees: [ANN] });
    await ran(world, { can, options });
    expect(world.issues[0]?.fields.assignee).toBe(ANN);
  });

  test('is not touched unless it is synchronized', async () => {
    const world = await synced([aTask({ assignees: [ANN] })], { can });
    expect(world.issues[0]?.fields.assignee).toBeNull();
  });
});
