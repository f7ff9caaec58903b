/** What happened, for people and machines. */
import { floorOf, total, type RequestTable } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import type { Outcome, Run } from '../model/run.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Applied } from './apply.ts';
import { emptyTally, type SyncContext, type Tally } from './context.ts';

const RESULTS = [
  'done',
  'skipped',
  'refused',
  'stale',
  'held',
  'unsure',
  'stopped',
] as const satisfies readonly Outcome['result'][];

export function summarise(plan: Plan, { outcomes, error }: Applied, context: SyncContext, tally: Tally): Run {
  const counts = Object.fromEntries(
    RESULTS.map((result) => [result, outcomes.filter((outcome) => outcome.result === result).length]),
  ) as Run['counts'];
  const requests = context.requests();
  const floor = floorOf(tally, context.can);
  return {
    succeeded: error === null && counts.refused + counts.stale + counts.held + counts.unsure + counts.stopped === 0,
    message: messageOf({ plan, outcomes, error }, counts, { requests, floor }),
    counts,
    outcomes,
    requests,
    floor,
    cost: costOf(plan, context),
    error: error && errorOf(error),
    plan,
  };
}

/** Held actions cost nothing: they are not carried out. */
function costOf({ actions }: Plan, { can }: SyncContext): RequestTable {
  const due = actions.filter(({ held }) => held === null);
  const creates = due.filter((action) => action.do === 'create').length;
  const updates = due.filter((action) => action.do !== 'create' && action.cost > 0).length;
  return floorOf({ ...emptyTally(), creates, updates }, can);
}

const errorOf = (error: NonNullable<Applied['error']>): NonNullable<Run['error']> =>
  error instanceof TrackerError
    ? { kind: error.kind, message: error.message, retryAt: error.retryAt }
    : { kind: 'cancelled', message: 'cancelled by a person', retryAt: null };

interface Story extends Applied {
  readonly plan: Plan;
}

function messageOf(
  { plan, outcomes, error }: Story,
  counts: Run['counts'],
  used: { requests: RequestTable; floor: RequestTable },
): string {
  const done = outcomes.filter(({ result }) => result === 'done');
  const made = (what: Outcome['do']): number => done.filter((outcome) => outcome.do === what).length;
  const parts = [
    error && `Stopped after ${done.length} actions: ${errorOf(error).message}.`,
    `${made('create')} created, ${made('update')} updated, ${made('adopt')} linked, ${made('close')} closed, ${counts.skipped} left as they are.`,
    counts.refused > 0 && `${counts.refused} refused: ${first(outcomes, 'refused')}`,
    counts.stale > 0 && `${counts.stale} changed meanwhile and wait for the next run.`,
    counts.unsure > 0 && `${counts.unsure} creates without an answer: the next run looks before it creates.`,
    counts.held > 0 && `${counts.held} held: ${plan.holds.join(' ')}`,
    `${total(used.requests)} requests (floor ${total(used.floor)}).`,
  ];
  return parts.filter((part) => part !== null && part !== false).join(' ');
}

/** The first one as an example; all are listed in the job's actions. */
const first = (outcomes: readonly Outcome[], result: Outcome['result']): string => {
  const example = outcomes.find((outcome) => outcome.result === result);
  return example ? `${example.taskId}: ${example.detail}` : '';
};
