/** The memory of what was said, as plain data. */
import type { Said, Talk } from '../../model/talk.ts';
import type { BenchWorld, Step } from './bench-world.ts';

export const benchTalk = (world: BenchWorld, step: Step): Talk => ({
  load: () => step(() => load(world)),
  intend: (intents) =>
    step(() => {
      for (const { noteId, issueId, origin } of intents) {
        const others = world.crossed.filter((row) => row.noteId !== noteId || row.issueId !== issueId);
        world.crossed = [...others, { noteId, issueId, origin, commentId: null, refusal: null, at: world.clock }];
      }
    }),
  sent: (comments) =>
    step(() => {
      world.crossed = world.crossed.map((row) => {
        const sent = comments.find(({ origin }) => origin === row.origin);
        return sent ? { ...row, ...sent } : row;
      });
    }),
  heard: (comments, issues) =>
    step(() => {
      for (const { taskId, issueId, commentId, text } of comments) {
        if (world.crossed.some((row) => row.issueId === issueId && row.commentId === commentId)) continue;
        const id = world.notes.length + 1;
        world.notes = [...world.notes, { id, taskId, author: '', at: world.clock, text, automatic: true }];
        const blank = { origin: null, refusal: null, noteId: null, at: world.clock };
        world.crossed = [...world.crossed, { ...blank, issueId, commentId }];
      }
      world.heard = { ...world.heard, ...issues };
    }),
});

function load(world: BenchWorld): Said {
  const linked = new Map(world.links.flatMap(({ taskId, issueId }) => (issueId === null ? [] : [[taskId, issueId]])));
  const rowOf = (noteId: number, taskId: string) =>
    world.crossed.find((row) => row.noteId === noteId && row.issueId === linked.get(taskId));
  return {
    waiting: world.notes.flatMap(({ id, taskId, author, at, text, automatic }) => {
      const row = rowOf(id, taskId);
      if (automatic || !linked.has(taskId) || row?.commentId || row?.refusal) return [];
      return [{ id, taskId, author, at, text, sent: row?.origin ? { origin: row.origin, at: row.at } : null }];
    }),
    crossed: Object.fromEntries(
      [...linked.values()].map((issueId) => [
        issueId,
        world.crossed.flatMap((row) => (row.issueId === issueId && row.commentId !== null ? [row.commentId] : [])),
      ]),
    ),
    heard: world.heard,
  };
}
