/** A connection on the wire. */
import Type, { type Static } from 'typebox';
import { CONNECTION_STATES, type ConnectionSummary } from '../store/connection-states.ts';
import type { Connection } from '../store/connections.ts';
import type { Job } from '../store/jobs.ts';
import type { ServerDeps } from './deps.ts';
import { CountsShape } from './item-shape.ts';
import { LastJobShape, outlineOf } from './job-shape.ts';
import { connectionView } from './param-view.ts';
import { GivenParams, Id, Nullable, ParamsShape, SystemShape, Text, Choice } from './shapes.ts';
import { systemOf, systemToWire } from './systems.ts';

export const FREQUENCIES = ['hourly', 'daily', 'weekly', 'monthly', 'manually'] as const;

export const ScheduleShape = Type.Object({
  next_run_at: Nullable(Type.String({ format: 'date-time' })),
  note: Type.String({ description: 'Why the schedule does not run, if it does not' }),
  stopped_because: Nullable(Type.String({ description: 'No attempt is made until the parameters change' })),
  paused: Nullable(
    Type.Object({ since: Type.String({ format: 'date-time' }), by: Nullable(Type.Integer(), 'The user') }),
    'A person stopped the schedule',
  ),
});

const StateShape = Type.Object({
  state: Choice(CONNECTION_STATES, 'The first of these that applies'),
  items: CountsShape,
});

export const ConnectionShape = Type.Object({
  id: Type.Integer(),
  alias: Type.String(),
  system: SystemShape,
  frequency: Type.String(),
  command: Type.String({ description: '`sync_<system id>`' }),
  debug_mode: Type.Boolean(),
  params: Type.Optional(ParamsShape),
  inaccessible: Type.Boolean({ description: "The connector's: the server cannot be reached from here" }),
  last_job: Type.Optional(Nullable(LastJobShape)),
  schedule: Type.Optional(ScheduleShape),
  state: Type.Optional(StateShape),
  operations: Type.Optional(
    Type.Array(Type.String(), {
      description: "By their `operationId`, what the caller may do in the connection's project",
    }),
  ),
  in_progress: Type.Boolean({ description: 'A run is waiting or at work' }),
  connector: Type.Integer(),
  project: Type.Integer(),
});

const fields = {
  alias: Text(255, 'Its name'),
  connector: Id('The connector that it goes through'),
  project: Id('The project that it connects'),
  params: GivenParams,
};
const optional = {
  debug_mode: Type.Optional(
    Type.Boolean({ description: 'Keeps the exchanges of its runs at jobs/issue-tracker/{id}/trace/' }),
  ),
  frequency: Type.Optional(Choice(FREQUENCIES, 'Default: manually')),
};

export const ConnectionBody = Type.Object({ ...fields, ...optional });
export type ConnectionBody = Static<typeof ConnectionBody>;
export const ConnectionChange = Type.Object({
  alias: Type.Optional(fields.alias),
  connector: Type.Optional(fields.connector),
  project: Type.Optional(fields.project),
  params: Type.Optional(fields.params),
  ...optional,
});
export type ConnectionChange = Static<typeof ConnectionChange>;

/** What this caller gets to see. */
interface Showing {
  readonly params: boolean;
  /** The last job by connection; null: not asked for. */
  readonly lastJobs?: ReadonlyMap<number, Job> | null;
  readonly schedule?: boolean;
  /** How it is, by connection; null: not asked for. */
  readonly states?: ReadonlyMap<number, ConnectionSummary> | null;
  /** What this caller may do, by project; null: not asked for. */
  readonly operations?: ReadonlyMap<number, readonly string[]> | null;
}

type Known = Pick<ServerDeps, 'systems' | 'captureSocket'>;

export const connectionToWire =
  (deps: Known, showing: Showing) =>
  (row: Connection): Static<typeof ConnectionShape> => {
    const system = systemOf(deps.systems, row.system);
    return {
      id: row.id,
      alias: row.alias,
      system: systemToWire(system),
      frequency: row.frequency,
      command: commandOf(row.system),
      debug_mode: row.debug_mode,
      ...(showing.params ? { params: paramsOf(deps, row) } : {}),
      inaccessible: row.inaccessible,
      ...(showing.lastJobs ? { last_job: lastJobOf(showing.lastJobs.get(row.id)) } : {}),
      ...(showing.schedule === true ? { schedule: scheduleOf(row) } : {}),
      ...stateOf(showing.states?.get(row.id)),
      ...(showing.operations ? { operations: [...(showing.operations.get(row.project_id) ?? [])] } : {}),
      in_progress: row.in_progress,
      connector: row.connector_id,
      project: row.project_id,
    };
  };

const lastJobOf = (job: Job | undefined): Static<typeof LastJobShape> | null =>
  job === undefined ? null : outlineOf(job);

export const commandOf = (systemId: string): string => `sync_${systemId}`;

const stateOf = (state: ConnectionSummary | undefined) => (state === undefined ? {} : { state });

export const scheduleOf = (row: Connection): Static<typeof ScheduleShape> => ({
  next_run_at: row.paused_at === null ? (row.next_run_at?.toISOString() ?? null) : null,
  note: row.schedule_note,
  stopped_because: row.stopped_because,
  paused: row.paused_at === null ? null : { since: row.paused_at.toISOString(), by: row.paused_by },
});

export const paramsOf = ({ systems, captureSocket }: Known, row: Connection) =>
  connectionView(
    systemOf(systems, row.system),
    [{ params: row.connector_params, secrets: row.connector_secrets }, row],
    {
      id: row.id,
      businessUnit: row.business_unit_name,
      application: row.application_name,
      project: row.project_name,
      captureSocket: row.debug_mode ? captureSocket : null,
      lastSuccessfulRun: row.last_successful_run,
    },
  );
