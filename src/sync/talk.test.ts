import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { run } from './testing/bench-run.ts';
import { actionOf, plan, ran, synced } from './testing/bench-story.ts';
import { editTask, sayInTracker, writeNote, type BenchWorld } from './testing/bench-world.ts';

const can = { comments: true };
const options = { comments: true };
const talking = { can, options };

const commentsThere = ({ comments }: BenchWorld) => comments.map(({ text }) => text);
const notesHere = ({ notes }: BenchWorld) => notes.map(({ text }) => text);

describe('notes and comments', () => {
  test('a note becomes a comment that names its author, once', async () => {
    const world = await synced(undefined, talking);
    writeNote(world, 'T1', 'Is *this* enough?');
    expect(actionOf((await ran(world, talking)).plan)).toMatchObject({
      do: 'update',
      cost: 1,
      reason: { code: 'said' },
    });
    expect(commentsThere(world)).toEqual(['Ann:\n\nIs *this* enough?']);
    for (let again = 0; again < 3; again += 1) expect((await ran(world, talking)).counts.done).toBe(0);
    expect(notesHere(world)).toEqual(['Is *this* enough?']);
  });

  test('a comment becomes a note that names its author and the issue, once', async () => {
    const world = await synced(undefined, talking);
    sayInTracker(world, '1', 'Done in #12');
    await ran(world, talking);
    expect(world.notes).toMatchObject([{ taskId: 'T1', text: 'Dev in #1:\n\nDone in #12', automatic: true }]);
    for (let again = 0; again < 3; again += 1) expect((await ran(world, talking)).counts.done).toBe(0);
    expect(commentsThere(world)).toEqual(['Done in #12']);
  });

  test('both at once, and nothing of it without the option', async () => {
    const world = await synced();
    writeNote(world, 'T1', 'Here');
    sayInTracker(world, '1', 'There');
    expect((await ran(world, { can })).counts.done).toBe(0);
    await ran(world, talking);
    expect(commentsThere(world)).toEqual(['There', 'Ann:\n\nHere']);
    expect(notesHere(world)).toEqual(['Here', 'Dev in #1:\n\nThere']);
  });

  test('a preview shows them and writes nothing', async () => {
    const world = await synced(undefined, talking);
    writeNote(world, 'T1', 'Here');
    sayInTracker(world, '1', 'There');
    const { plan: shown } = await ran(world, { ...talking, mode: { do: 'plan' } });
    expect(actionOf(shown)).toMatchObject({
      talk: { toIssue: [{ text: 'Ann:\n\nHere' }], toTask: [{ commentId: 'c1' }] },
    });
    expect([world.comments.length, world.notes.length]).toEqual([1, 1]);
    await ran(world, { ...talking, mode: { do: 'apply', plan: shown, selection: null } });
    expect([world.comments.length, world.notes.length]).toEqual([2, 2]);
  });

  test('comments of issues that did not change are not read', async () => {
    const world = await synced(undefined, talking);
    sayInTracker(world, '1', 'There');
    await ran(world, talking);
    expect((await ran(world, talking)).floor.comment).toBe(0);
  });

  test('a memory restored from earlier sends no note a second time', async () => {
    const world = await synced(undefined, talking);
    writeNote(world, 'T1', 'Here');
    const { crossed, heard, links, progress } = structuredClone(world);
    await ran(world, talking);
    Object.assign(world, { crossed, heard, links, progress });
    for (let again = 0; again < 2; again += 1) expect((await ran(world, talking)).counts.done).toBe(0);
    expect(commentsThere(world)).toEqual(['Ann:\n\nHere']);
    expect(notesHere(world)).toEqual(['Here']);
  });

  test('what is said about a task out of scope waits, and costs nothing meanwhile', async () => {
    const world = await synced(undefined, talking);
    editTask(world, 'T1', { relevant: false });
    await ran(world, talking);
    sayInTracker(world, '1', 'Why closed?');
    expect((await ran(world, talking)).floor.comment).toBe(0);
    expect(notesHere(world)).toEqual([]);
    editTask(world, 'T1', { relevant: true });
    await ran(world, talking);
    expect(notesHere(world)).toEqual(['Dev in #1:\n\nWhy closed?']);
  });

  test('notes do not go where everybody can read them', async () => {
    const world = await synced(undefined, talking);
    writeNote(world, 'T1', 'Our secret');
    world.isPublic = true;
    world.clock += 11 * 60_000; // the answer that it was not public holds ten minutes
    await ran(world, talking);
    expect(commentsThere(world)).toEqual([]);
  });

  test('a comment that the tracker refuses is told once and not sent again', async () => {
    const world = await synced(undefined, talking);
    writeNote(world, 'T1', 'Here');
    const { counts, outcomes } = await ran(world, { ...talking, refusesComments: true });
    expect([counts.refused, outcomes[0]?.detail]).toEqual([1, 'a comment was refused: no comments here']);
    expect(actionOf(await plan(world, options))).toMatchObject({ do: 'skip' });
  });

  test('each crosses exactly once, whatever effect a run breaks off at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 4 }), async (crashes) => {
        const world = await synced(undefined, talking);
        writeNote(world, 'T1', 'Here');
        writeNote(world, 'T1', 'And here');
        sayInTracker(world, '1', 'There');
        for (const left of crashes) await run(world, { ...talking, fuse: { left } });
        await ran(world, talking);
        await ran(world, talking);
        expect(commentsThere(world).sort()).toEqual(['Ann:\n\nAnd here', 'Ann:\n\nHere', 'There']);
        expect(notesHere(world).sort()).toEqual(['And here', 'Dev in #1:\n\nThere', 'Here']);
        expect((await ran(world, talking)).counts.done).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
