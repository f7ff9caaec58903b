/**
 * Carries a plan out: intent → write → remember, both sides first, memory last, and every remember at once. A crash at any
 * point leaves a state from which the next run goes on: a written but unremembered value is met as "agree", a created but
 * unremembered issue is found by its marker.
 */
import type { Action, Detach, Plan, Write } from '../model/plan.ts';
import type { Outcome } from '../model/run.ts';
import { RunCancelled } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import { createIssues } from './apply-creates.ts';
import { writePairs } from './apply-writes.ts';
import { outcomeOf, type Applying, type Done } from './applying.ts';

export interface Applied {
  readonly outcomes: readonly Outcome[];
  /** What ended it early; null when every action was reached. */
  readonly error: TrackerError | RunCancelled | null;
}

const isWrite = (action: Action): action is Write =>
  action.do === 'update' || action.do === 'adopt' || action.do === 'close';

export async function apply(plan: Plan, applying: Applying): Promise<Applied> {
  const { memory } = applying.context;
  const [due, passed] = [plan.actions.filter(isDue), plan.actions.filter((action) => !isDue(action))];
  const outcomes: Outcome[] = passed.map(passedOver);
  const done: Done = async (batch) => {
    outcomes.push(...batch);
    await memory.report(batch, plan.actions.length);
  };
  await memory.report(outcomes.filter(isTelling), plan.actions.length);
  const error = await untilStopped(async () => {
    // Writes before creates: they follow the observation most closely.
    await writePairs(due.filter(isWrite), applying, done);
    await detach(
      due.filter((action) => action.do === 'detach'),
      applying,
      done,
    );
    await createIssues(
      due.filter((action) => action.do === 'create'),
      applying,
      done,
    );
  });
  const reached = new Set(outcomes.map(({ taskId }) => taskId));
  await rememberTotal(applying, outcomes);
  if (error)
    await done(
      due.filter(({ taskId }) => !reached.has(taskId)).map((action) => outcomeOf(action, 'stopped', error.message)),
    );
  return { outcomes, error };
}

const isDue = (action: Action): boolean => action.do !== 'skip' && action.held === null;

const passedOver = (action: Action): Outcome =>
  action.held === null ? outcomeOf(action, 'skipped', sentence(action)) : outcomeOf(action, 'held', action.held);

const sentence = ({ reason }: Action): string => [reason.text, reason.remedy].filter(Boolean).join('. ');

/** Unchanged items are counted, not listed: a quiet project writes no rows. */
const isTelling = ({ result, detail }: Outcome): boolean =>
  result !== 'skipped' || !detail.startsWith('nothing changed');

/** Runs the work; answers what stopped it. `RunLost` and programming errors go on up. */
async function untilStopped(work: () => Promise<void>): Promise<TrackerError | RunCancelled | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof TrackerError || error instanceof RunCancelled) return error;
    throw error;
  }
}

async function detach(actions: readonly Detach[], { context, progress }: Applying, done: Done): Promise<void> {
  if (actions.length === 0) return;
  await context.gate();
  const detached = [...progress.detached, ...actions.map(({ taskId }) => taskId)];
  await context.memory.observed({ issues: [], progress: { detached } }, []);
  await context.memory.remember(
    actions.map(({ taskId }) => ({ taskId, retired: true })),
    actions.map(({ taskId, issueId, reason }) => ({
      taskId,
      kind: 'decided',
      data: { do: 'detach', issueId, reason },
    })),
  );
  await done(actions.map((action) => outcomeOf(action, 'done', action.reason.text)));
}

/** So that the next pull can tell by one number that nothing came or went. */
async function rememberTotal({ context, progress }: Applying, outcomes: readonly Outcome[]): Promise<void> {
  const created = outcomes.filter((outcome) => outcome.do === 'create' && outcome.result === 'done').length;
  if (created === 0) return;
  await context.memory.observed({ issues: [], progress: { total: (progress.total ?? 0) + created } }, []);
}
