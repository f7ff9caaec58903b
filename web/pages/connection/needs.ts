/** What needs a person before anything else, the most urgent first. Pure. */
import { linkOptions, type LinkProps } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import type { ItemState } from '../../api/items.ts';
import type { Job } from '../../api/jobs.ts';
import type { PlanSummary } from '../../api/plans.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';

export interface Need {
  readonly state: string;
  readonly text: string;
  /** Where to go, and what to do there; null: the text says it all. */
  readonly go: { readonly link: LinkProps; readonly text: string } | null;
}

interface Known {
  readonly connection: Connection;
  /** The newest run that is over. */
  readonly lastRun: Pick<Job, 'id' | 'state' | 'actions'> | undefined;
  readonly plan: Pick<PlanSummary, 'state'> | null;
}

type Possible = Need & { readonly is: boolean };

export const needsOf = (known: Known): readonly Need[] =>
  [...ofRuns(known), ...ofItems(known), ...ofSchedule(known)].flatMap(({ is, ...need }) => (is ? [need] : []));

const none = { conflict: 0, refused: 0, missing: 0 };

/** A failure that is told by its items is not told twice. */
function ofRuns({ connection: { id, schedule, state }, lastRun }: Known): readonly Possible[] {
  const run = lastRun ?? { id: 0, state: '', actions: null };
  const held = run.actions?.['held'] ?? 0;
  const { refused } = state?.items ?? none;
  const failed = run.state === 'failed' && held + refused === 0;
  const stopped = schedule?.stopped_because ?? null;
  return [
    { is: stopped !== null, state: 'failing', text: `${texts.stopped} ${stopped}`, go: null },
    {
      is: failed,
      state: 'failed',
      text: texts.failed,
      go: { link: toRun(id, run.id), text: texts.failedDo },
    },
    { is: held > 0, state: 'held', text: texts.held(held), go: { link: toPlan(id), text: texts.heldDo } },
  ];
}

function ofItems({ connection: { id, state } }: Known): readonly Possible[] {
  const { conflict, refused, missing } = state?.items ?? none;
  const go = {
    conflict: { link: toConflicts(id), text: texts.conflictsDo },
    refused: { link: toItems(id, 'refused'), text: texts.refusedDo },
    missing: { link: toItems(id, 'missing'), text: texts.missingDo },
  };
  return [
    { is: conflict > 0, state: 'conflict', text: texts.conflicts(conflict), go: go.conflict },
    { is: refused > 0, state: 'refused', text: texts.refused(refused), go: go.refused },
    { is: missing > 0, state: 'missing', text: texts.missing(missing), go: go.missing },
  ];
}

function ofSchedule({ connection: { id, schedule }, plan }: Known): readonly Possible[] {
  const paused = schedule?.paused ?? null;
  return [
    {
      is: plan?.state === 'open',
      state: 'open',
      text: texts.openPlan,
      go: { link: toPlan(id), text: texts.openPlanDo },
    },
    { is: paused !== null, state: 'paused', text: texts.paused, go: null },
  ];
}

const toRun = (id: number, job: number) => linkOptions({ to: '/connections/$id/runs/$job', params: { id, job } });
const toPlan = (id: number) => linkOptions({ to: '/connections/$id/plan', params: { id } });
const toConflicts = (id: number) => linkOptions({ to: '/connections/$id/conflicts', params: { id } });
const toItems = (id: number, state: ItemState) =>
  linkOptions({ to: '/connections/$id/items', params: { id }, search: { state } });
