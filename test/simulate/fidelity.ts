/** Invariant 12: what is carried out of a plan is what was shown, or nothing. */
import { isDeepStrictEqual } from 'node:util';
import type { Action } from '../../src/model/plan.ts';
import type { Mode } from '../../src/sync/context.ts';
import { must } from './sight.ts';
import type { Ended } from './world.ts';

export function asShown(mode: Mode, { outcomes, plan }: Ended): void {
  if (mode.do !== 'apply') return;
  for (const { taskId, do: what, result } of outcomes) {
    if (result !== 'done') continue;
    const [shown, carriedOut] = [mode.plan, plan].map(({ actions }) => actions.find((one) => one.taskId === taskId));
    const isSo = shown !== undefined && shown.do === what && isDeepStrictEqual(saidBy(shown), saidBy(carriedOut));
    must(isSo, 'plan fidelity', () => `${taskId}: ${what} was carried out, and not shown like that`);
  }
}

/** What an action writes, as a stored plan holds it. */
function saidBy(action: Action | undefined): unknown {
  const { fields = null, toIssue = null, toTask = null } = { ...action } as Readonly<Record<string, unknown>>;
  return JSON.parse(JSON.stringify({ fields, toIssue, toTask }));
}
