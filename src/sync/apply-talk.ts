/** Carrying notes and comments over: what people said in the tracker first, in one transaction; then ours, one by one. */
import type { Issue } from '../model/issue.ts';
import type { Write } from '../model/plan.ts';
import { RunCancelled } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Applying } from './applying.ts';

export interface Talking {
  readonly action: Write;
  readonly issue: Issue;
}

export interface SaidAll {
  /** Task id → the tracker's words about a comment that it would not take. */
  readonly refused: ReadonlyMap<string, string>;
  readonly stop: TrackerError | RunCancelled | null;
}

export const SAID_NOTHING: SaidAll = { refused: new Map(), stop: null };

export async function converse(items: readonly Talking[], applying: Applying): Promise<SaidAll> {
  await hear(items, applying);
  const speaking = items.filter(({ action }) => action.talk.toIssue.length > 0);
  return speaking.length === 0 ? SAID_NOTHING : speak(speaking, applying);
}

async function hear(items: readonly Talking[], { context }: Applying): Promise<void> {
  const heard = items.filter(({ action }) => action.talk.toTask.length > 0);
  if (heard.length === 0) return;
  const comments = heard.flatMap(({ action: { taskId, issueId, talk } }) =>
    talk.toTask.map((note) => ({ taskId, issueId, ...note })),
  );
  await context.talk.heard(
    comments,
    Object.fromEntries(heard.map(({ action }) => [action.issueId, action.issueUpdatedAt])),
  );
}

/** Intent, request, memory, as with creates: a comment whose answer was lost is looked for by its origin. */
async function speak(items: readonly Talking[], applying: Applying): Promise<SaidAll> {
  const refused = new Map<string, string>();
  const { talk, gate } = applying.context;
  try {
    for (const { action, issue } of items) {
      await gate();
      const { taskId, issueId } = action;
      await talk.intend(action.talk.toIssue.map(({ noteId, origin }) => ({ noteId, taskId, issueId, origin })));
      for (const { text, origin } of action.talk.toIssue) {
        const refusal = await say(issue, { text, origin }, applying);
        if (refusal !== null) refused.set(taskId, refusal);
      }
    }
    return { refused, stop: null };
  } catch (stop) {
    if (!(stop instanceof TrackerError) && !(stop instanceof RunCancelled)) throw stop;
    return { refused, stop };
  }
}

/** The tracker's words when it would not take it; that is remembered, and the note stays where it is. */
async function say(
  issue: Issue,
  { text, origin }: { readonly text: string; readonly origin: string },
  { context, tracker, tally }: Applying,
): Promise<string | null> {
  tally.commentWrites += 1;
  try {
    const { id } = await tracker.comment(issue, text, origin);
    await context.talk.sent([{ origin, commentId: id }]);
    return null;
  } catch (error) {
    if (!(error instanceof TrackerError) || (error.kind !== 'refused' && error.kind !== 'gone')) throw error;
    await context.talk.sent([{ origin, refusal: error.message }]);
    return error.message;
  }
}
