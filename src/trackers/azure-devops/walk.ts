/** From the state that a work item has to the one it should have, by the type's graph of states. */
import type { Issue, IssueChange } from '../../model/issue.ts';
import { shortestWay } from '../shortest-way.ts';
import { pathOf, type Op } from './api.ts';
import type { Desk, Write, Written } from './batch.ts';
import { toIssue } from './convert.ts';
import type { Native, View } from './native.ts';
import { set, unmoved } from './patch.ts';
import { sendAssigned } from './strangers.ts';

export interface Move {
  /** As it is now. */
  readonly issue: Issue;
  /** A status that there is; '' leaves it alone. */
  readonly target: string;
  /** What is written together with the first step. */
  readonly ops: readonly Op[];
  /** A comment as HTML, which comes with the last step; null for none. */
  readonly said: string | null;
  /** Awaited before it is put into a status that is only on the way. */
  readonly passing?: IssueChange['passing'];
}

/** Step by step, all of one step together. One that is refused on its way stays where it got to. */
export async function walk(desk: Desk, view: View, moves: readonly Move[]): Promise<readonly Written[]> {
  const standing: (Move | Written)[] = [...moves];
  for (;;) {
    const due = standing.flatMap((one, at) => ('issue' in one ? [{ move: one, at, step: stepOf(one, view) }] : []));
    if (due.length === 0) return standing as readonly Written[];
    const purpose = due.every(({ move }) => move.ops.length === 0) ? 'transition' : 'update';
    for (const { move, step } of due) if (!step.isLast) await move.passing?.(step.to);
    const writes = due.map(({ step }) => step.write);
    const written = await sendAssigned(desk, writes, {
      purpose,
      keyOf: ({ id }) => String(id),
    });
    for (const [index, { move, at, step }] of due.entries()) standing[at] = after(move, step, written[index], view);
  }
}

interface Step {
  readonly write: Write;
  readonly to: string;
  readonly isLast: boolean;
}

function stepOf({ issue, target, ops, said }: Move, view: View): Step {
  const { status } = issue.fields;
  const goes = target !== '' && status !== target;
  const next = goes ? nextStatus(view.native, status, target) : target;
  const isLast = next === target;
  const all = [
    ...unmoved(issue),
    ...ops,
    ...(goes ? [set('System.State', next)] : []),
    ...(isLast && said !== null ? [set('System.History', said)] : []),
  ];
  return { write: { key: issue.id, path: pathOf(issue.id), ops: all }, to: next, isLast };
}

/** On the shortest way; the target itself where no way is known: then Azure DevOps says why not. */
function nextStatus({ transitions }: Native, from: string, target: string): string {
  const steps = (status: string) => transitions[status]?.map((to) => ({ to }));
  return shortestWay(steps, from, (status) => status === target)?.[0]?.to ?? target;
}

/** A step that was taken without a word leads nowhere. */
function after(move: Move, { isLast }: Step, written: Written | undefined, view: View): Move | Written {
  if (written === undefined) throw new Error('a write without an outcome');
  if ('error' in written || isLast) return written;
  const issue = toIssue(written.row, view);
  return issue.fields.status === move.issue.fields.status ? written : { ...move, issue, ops: [] };
}
