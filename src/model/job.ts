/** The life of a job, as data. The store lets a job take no other step. */
export type JobKind = 'sync' | 'plan' | 'apply' | 'report';
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/**
 * State → the states that may follow. `running` → `running` is a take-over by another worker, `running` → `queued` a job
 * handed back because its tracker is busy or down. A `report` (the result of a run made elsewhere) begins at its end.
 */
export const NEXT_STATES: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['running', 'cancelled'],
  running: ['running', 'queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/** The states from which a job may get into this one. */
export const statesBefore = (state: JobState): readonly JobState[] =>
  (Object.keys(NEXT_STATES) as JobState[]).filter((from) => NEXT_STATES[from].includes(state));

export const OPEN_STATES = ['queued', 'running'] as const satisfies readonly JobState[];
