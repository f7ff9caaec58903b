/** Gives issues their status, many at once where that goes. */
import type { Issue } from '../../model/issue.ts';
import type { TrackerError } from '../../model/tracker-error.ts';
import { atOnce } from '../at-once.ts';
import { moveInBulk } from './bulk-transition.ts';
import type { Writer } from './writer.ts';
import { walk, type Move } from './walk.ts';

export interface Moved {
  /** By id, those that need no look any more. */
  readonly proved: ReadonlyMap<string, Issue>;
  /** By id, why an issue did not get there. */
  readonly failures: ReadonlyMap<string, TrackerError>;
}

export async function moveAll({ view, learned, sleep }: Writer, moves: readonly Move[]): Promise<Moved> {
  const tried = await moveInBulk(view, moves, sleep);
  const proved = new Map<string, Issue>();
  const left: Move[] = [];
  for (const move of moves) {
    const issue = tried.get(move.issue.id) ?? move.issue;
    if (issue.fields.status === move.target) proved.set(issue.id, issue);
    else left.push({ ...move, issue });
  }
  const failures = await atOnce(left, async (move) => [move.issue.id, await walk(view, learned, move)] as const);
  return {
    proved,
    failures: new Map(failures.flatMap(([id, failure]) => (failure === null ? [] : [[id, failure] as const]))),
  };
}
