/** One run, from what is remembered to what is told: observe → plan → guard → apply → summarise. */
import { DAY, MINUTE, type Instant } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';
import type { Outcome, Run } from '../model/run.ts';
import { RunCancelled, type Progress } from '../model/sides.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Capabilities } from '../model/tracker.ts';
import { apply, type Applied } from './apply.ts';
import { emptyTally, type SyncContext, type Tally } from './context.ts';
import { durationOf } from './duration.ts';
import { faithfulTo } from './fidelity.ts';
import { guard } from './guard.ts';
import { observe, type Observed } from './observe.ts';
import { summarise } from './summarise.ts';

export type { Mode, SyncContext } from './context.ts';

/** Errors of the tracker end in the run; only `RunLost` and programming errors are thrown. */
export async function sync(context: SyncContext): Promise<Run> {
  const tally = emptyTally();
  const observed = await observing(context, tally);
  if ('error' in observed) return summarise({ ...NOTHING_DONE, error: observed.error }, context, tally);
  const { plan, stale } = chosen(observed, context);
  const duration = durationOf(plan, context.budgets ?? []);
  if (duration !== null && context.mode.do !== 'plan') context.foretell?.(duration);
  const applied = context.mode.do === 'plan' ? NOT_APPLIED : await apply(plan, { ...observed, context, tally });
  await context.memory.report(stale, plan.actions.length);
  const all = { ...applied, outcomes: [...applied.outcomes, ...stale] };
  const met = !observed.progress.met && context.mode.do !== 'plan' && hasMet(observed.plan, all);
  await settle(context, all, met);
  const { links, metadata } = observed.world;
  return summarise({ ...all, plan, links, warning: metadata.warning ?? null }, context, tally);
}

const NOTHING_DONE = { plan: { actions: [], holds: [] }, links: [], outcomes: [], warning: null };
const NOT_APPLIED: Applied = { outcomes: [], error: null };

async function observing(
  context: SyncContext,
  tally: Tally,
): Promise<Observed | { error: TrackerError | RunCancelled }> {
  try {
    return await observe(context, tally);
  } catch (error) {
    if (error instanceof TrackerError || error instanceof RunCancelled) return { error };
    throw error;
  }
}

/** A reviewed plan passes the guard: a person has seen it. */
function chosen({ plan: fresh, world }: Observed, { mode }: SyncContext): { plan: Plan; stale: readonly Outcome[] } {
  return mode.do === 'apply' ? faithfulTo(mode.plan, mode.selection, fresh) : { plan: guard(fresh, world), stale: [] };
}

/** Every issue found by its title is linked: none waits for a person, is held, or was not reached. */
function hasMet({ actions }: Plan, { outcomes }: Applied): boolean {
  const done = new Set(outcomes.filter(({ result }) => result === 'done').map(({ taskId }) => taskId));
  return actions.every(({ do: what, taskId, reason: { code } }) =>
    what === 'adopt' ? done.has(taskId) : code !== 'several-issues' && code !== 'owned-elsewhere',
  );
}

/**
 * Where searches lag behind, a foreign change can hide behind more than a page of our own: after so many writes the next
 * look at all of ours is due once the lag is over, not tomorrow.
 */
function soonAgain(
  outcomes: Applied['outcomes'],
  { indexLag, pageSize }: Capabilities,
  now: Instant,
): Partial<Progress> {
  const written = outcomes.filter(({ result }) => result === 'done').length;
  return indexLag > 0 && written > pageSize ? { sweptAt: now - DAY + LAG_IS_OVER } : {};
}

const LAG_IS_OVER = 10 * MINUTE;

/** After a reviewed plan the new tracker project is accepted; after a missing issue the next run looks at all of them. */
async function settle(
  { mode, memory, can, now }: SyncContext,
  { error, outcomes }: Applied,
  met: boolean,
): Promise<void> {
  const accepted = mode.do === 'apply' && mode.selection === null && error === null ? { retargeted: null } : {};
  const doubt = outcomes.some(({ result, do: what }) => result === 'refused' && what !== 'create')
    ? { sweptAt: null }
    : {};
  const progress = { ...accepted, ...doubt, ...soonAgain(outcomes, can, now()), ...(met ? { met } : {}) };
  if (Object.keys(progress).length > 0) await memory.observed({ issues: [], progress }, []);
}
