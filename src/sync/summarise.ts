/** What happened, for people and machines. */
import type { Instant } from '../model/instant.ts';
import type { Link } from '../model/link.ts';
import { floorOf, total, type RequestTable } from '../model/ledger.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { ReasonCode } from '../model/reason.ts';
import type { Outcome, Run } from '../model/run.ts';
import { TrackerError } from '../model/tracker-error.ts';
import type { Applied } from './apply.ts';
import { onItsWayFor } from './plan-unlinked.ts';
import { durationOf } from './duration.ts';
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

/** What a run ended with, and the links it had begun with. */
export interface Ended extends Applied {
  readonly plan: Plan;
  readonly links: readonly Link[];
  /** See `Metadata.warning`. */
  readonly warning: string | null;
}

export function summarise({ plan, links, outcomes, error, warning }: Ended, context: SyncContext, tally: Tally): Run {
  const counts = Object.fromEntries(
    RESULTS.map((result) => [result, outcomes.filter((outcome) => outcome.result === result).length]),
  ) as Run['counts'];
  const requests = context.requests();
  const floor = floorOf(tally, context.can);
  const dryRun = context.mode.do === 'plan';
  const story: Story = { plan, outcomes, error, dryRun, warning, duration: durationOf(plan, context.budgets ?? []) };
  const again = story.dryRun ? null : againAt(story, links, context);
  const left = counts.refused + counts.stale + counts.held + counts.unsure + counts.stopped;
  return {
    succeeded: error === null && again === null && left === 0,
    message: messageOf(story, counts, { requests, floor }),
    counts,
    outcomes,
    requests,
    floor,
    cost: costOf(plan, context),
    error: error && errorOf(error),
    again,
    plan,
  };
}

/** Held actions count: applied by its id, the plan carries them out. */
function costOf({ actions }: Plan, { can }: SyncContext): RequestTable {
  const creates = actions.filter((action) => action.do === 'create').length;
  const updates = actions.filter((action) => action.do !== 'create' && action.cost > 0).length;
  return floorOf({ ...emptyTally(), creates, updates }, can);
}

/** A create that nobody heard of is finished by a later run, once it cannot arrive any more. Null: all is finished. */
function againAt({ plan, outcomes }: Story, links: readonly Link[], context: SyncContext): Instant | null {
  const [now, wait] = [context.now(), onItsWayFor(context.can)];
  if (outcomes.some(({ result }) => result === 'unsure')) return now + wait;
  const waiting = new Set(
    plan.actions.filter(({ reason }) => reason.code === 'on-its-way').map(({ taskId }) => taskId),
  );
  const sent = links.filter(({ taskId }) => waiting.has(taskId)).map(({ since }) => since);
  return sent.length === 0 ? null : Math.max(now, ...sent.map((since) => since + wait));
}

const errorOf = (error: NonNullable<Applied['error']>): NonNullable<Run['error']> =>
  error instanceof TrackerError
    ? { kind: error.kind, message: error.message, retryAt: error.retryAt }
    : { kind: 'cancelled', message: 'cancelled by a person', retryAt: null };

interface Story extends Applied {
  readonly plan: Plan;
  readonly dryRun: boolean;
  readonly warning: string | null;
  /** How long it is going to take; null where that is not worth a word. */
  readonly duration: string | null;
}

function messageOf(story: Story, counts: Run['counts'], { requests, floor }: Used): string {
  const { plan, outcomes, error } = story;
  const parts = [
    error && stopped(story, counts.done, errorOf(error).message),
    story.dryRun ? error === null && planned(plan) : done(outcomes, counts),
    story.dryRun && story.duration,
    counts.refused > 0 && `${counts.refused} refused: ${first(outcomes, 'refused')}`,
    counts.stale > 0 && `${counts.stale} changed meanwhile and wait for the next run.`,
    counts.unsure > 0 && `${counts.unsure} creates without an answer: the next run looks before it creates.`,
    waiting(plan),
    plan.holds.length > 0 && `${plan.actions.filter(({ held }) => held !== null).length} held: ${plan.holds.join(' ')}`,
    story.warning,
    `${total(requests)} ${total(requests) === 1 ? 'request' : 'requests'} (floor ${total(floor)}).`,
  ];
  return parts.filter((part) => part !== null && part !== false).join(' ');
}

const FOR_A_PERSON: readonly ReasonCode[] = [
  'conflict-asked',
  'several-issues',
  'owned-elsewhere',
  'issue-missing',
  'not-proven',
  'refused-before',
];

/** What no run will settle by itself: a job that only counted it among the unchanged would be silent. */
function waiting({ actions }: Plan): string | null {
  const left = actions.filter((action) => action.do === 'skip' && FOR_A_PERSON.includes(action.reason.code));
  const [one] = left;
  return one ? `${left.length} wait for a person: ${one.taskId}: ${one.reason.text}.` : null;
}

const stopped = ({ dryRun }: Story, reached: number, why: string): string =>
  `${dryRun ? 'No plan could be made' : `Stopped after ${reached} actions`}: ${why.replace(/\.$/, '')}.`;

interface Used {
  readonly requests: RequestTable;
  readonly floor: RequestTable;
}

const sentence = (count: (what: Action['do']) => number, tense: 'to do' | 'done'): string => {
  const word =
    tense === 'done'
      ? { create: 'created', update: 'updated', adopt: 'linked', close: 'closed', detach: 'let go' }
      : { create: 'to create', update: 'to update', adopt: 'to link', close: 'to close', detach: 'to let go' };
  const kinds = ['create', 'update', 'adopt', 'close', 'detach'] as const;
  return kinds
    .filter((kind) => kind === 'create' || kind === 'update' || count(kind) > 0)
    .map((kind) => `${count(kind)} ${word[kind]}`)
    .join(', ');
};

const planned = ({ actions }: Plan): string =>
  `${sentence((what) => actions.filter((action) => action.do === what).length, 'to do')}, ${actions.filter((action) => action.do === 'skip').length} to leave as they are.`;

const done = (outcomes: readonly Outcome[], counts: Run['counts']): string =>
  `${sentence((what) => outcomes.filter((outcome) => outcome.do === what && outcome.result === 'done').length, 'done')}, ${counts.skipped} left as they are.`;

/** The first one as an example; all are listed in the job's actions. */
const first = (outcomes: readonly Outcome[], result: Outcome['result']): string => {
  const example = outcomes.find((outcome) => outcome.result === result);
  return example ? `${example.taskId}: ${example.detail}` : '';
};
