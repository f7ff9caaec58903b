/** What the end of a job means for its plan. */
import type { Kysely } from 'kysely';
import type { Instant } from '../model/instant.ts';
import type { JobKind, JobState, PlanState, Tables } from './tables.ts';

/** A plan that could not be made is `failed`; one that could not be applied whole is open again: it can be tried again. */
const AFTER: Partial<Readonly<Record<JobKind, Readonly<{ good: PlanState; bad: PlanState }>>>> = {
  plan: { good: 'open', bad: 'failed' },
  apply: { good: 'applied', bad: 'open' },
};

/** Which plan of which job, and what to show when it could not be made. */
export interface PlanJob {
  readonly kind: JobKind;
  readonly plan_id: number | null;
  readonly message?: string;
}

export async function settlePlan(trx: Kysely<Tables>, job: PlanJob, end: JobState, now: Instant): Promise<void> {
  const after = AFTER[job.kind];
  if (after === undefined || job.plan_id === null) return;
  await trx
    .updateTable('plans')
    .set({
      state: end === 'succeeded' ? after.good : after.bad,
      ...(job.message === undefined ? {} : { message: job.message }),
      updated: new Date(now),
    })
    .where('id', '=', job.plan_id)
    .where('state', 'in', ['planning', 'applying'])
    .execute();
}
