/** A job on the wire. */
import Type, { type Static } from 'typebox';
import { OPEN_STATES } from '../model/job.ts';
import type { Job } from '../store/jobs.ts';
import { Nullable, ParamsShape, SystemShape } from './shapes.ts';

/** The members that a job and a connection's `last_job` share. */
const outline = {
  id: Type.Integer(),
  succeeded: Type.Boolean(),
  last_run: Nullable(
    Type.String({ format: 'date-time', description: 'When it ended, or started; null while it waits' }),
  ),
  result_message: Type.String({ description: 'What was done, or what went wrong and what to do' }),
  user: Nullable(Type.Integer({ description: 'The identity it acts as' })),
  triggered_by: Nullable(Type.Integer({ description: 'Who asked for it; null: the schedule' })),
  ready: Type.Boolean({ description: 'It is over, well or not' }),
  automatic: Type.Boolean({ description: 'The schedule asked for it' }),
};

export const LastJobShape = Type.Object(outline);

const Table = Type.Record(Type.String(), Type.Integer());

export const JobShape = Type.Object({
  ...outline,
  connection: Type.Object({
    id: Type.Integer(),
    alias: Type.String(),
    command: Type.String(),
    frequency: Type.String(),
    params: Type.Optional(ParamsShape),
    project: Type.Integer(),
    system: SystemShape,
  }),
  kind: Type.String({ description: '`sync`, `plan`, `apply`; `report`: a result from elsewhere' }),
  state: Type.String({ description: '`queued`, `running`, `succeeded`, `failed`, `cancelled`' }),
  plan: Nullable(Type.Integer()),
  requested: Type.String({ format: 'date-time' }),
  cancel_requested: Type.Boolean(),
  progress: Type.Object({ done: Type.Integer(), total: Nullable(Type.Integer()) }),
  actions: Nullable(Table, 'How many actions ended how; one by one at actions/. null until it is over'),
  requests: Nullable(Table, 'Requests to the tracker, by purpose'),
  floor: Nullable(Table, 'The fewest requests it could have needed'),
});

export const ActionShape = Type.Object({
  task: Type.String({ description: '`1-T2`' }),
  action: Type.String({ description: '`create`, `update`, `adopt`, `close`, `detach`, `skip`' }),
  result: Type.String({ description: '`done`, `skipped`, `refused`, `stale`, `held`, `unsure`, `stopped`' }),
  issue: Nullable(Type.String({ description: 'What people call the issue' })),
  reason: Type.String(),
});

type Outline = Pick<
  Job,
  'id' | 'state' | 'automatic' | 'user_id' | 'triggered_by' | 'result_message' | 'started' | 'finished'
>;

export const outlineOf = (job: Outline): Static<typeof LastJobShape> => ({
  id: job.id,
  succeeded: job.state === 'succeeded',
  last_run: (job.finished ?? job.started)?.toISOString() ?? null,
  result_message: job.result_message,
  user: job.user_id,
  triggered_by: job.triggered_by,
  ready: !OPEN_STATES.some((state) => state === job.state),
  automatic: job.automatic,
});

export const jobToWire = (job: Job, connection: Static<typeof JobShape>['connection']): Static<typeof JobShape> => ({
  ...outlineOf(job),
  connection,
  kind: job.kind,
  state: job.state,
  plan: job.plan_id,
  requested: job.requested.toISOString(),
  cancel_requested: job.cancel_requested,
  progress: { done: job.done, total: job.total },
  actions: job.summary?.counts ?? null,
  requests: job.summary?.requests ?? null,
  floor: job.summary?.floor ?? null,
});
