/** The rows as the database holds them: one interface per table of `migrations/`. Domain shapes live in `model/`. */
import type { ColumnType, Generated } from 'kysely';
import type { JobKind, JobState } from '../model/job.ts';
import type { Rules } from '../model/wish.ts';
import type { ActivitiesTable } from './activity-table.ts';
import type { AnalysisNotesTable, HowTosTable, PhasesTable, TaskStatusesTable } from './content-tables.ts';
import type { PeopleTables } from './people-tables.ts';
import type { CrossedCommentsTable, HeardIssuesTable } from './talk-tables.ts';
import type { JobExchangesTable } from './trace-table.ts';
import type { WishesTable } from './wish-table.ts';
import type { ApplicationsTable, BusinessUnitsTable, ProjectsTable, Stamped } from './tree-tables.ts';

type Id = Generated<number>;
/** Read as parsed JSON; written as text (both drivers then agree about arrays). */
export type JsonColumn<T> = ColumnType<T, string | undefined, string>;

export interface SettingsTable {
  name: string;
  value: string;
}

export interface TasksTable extends Stamped {
  project_id: number;
  id: string;
  title: string;
  text: Generated<string>;
  priority: number;
  phase_id: string;
  status_id: string;
  status_changed_at: Date | null;
  tags: Generated<string[]>;
  verification: Generated<'none' | 'partial' | 'pass' | 'fail'>;
  relevant: Generated<boolean>;
  accepted: Generated<boolean>;
  risk_relevant: Generated<boolean>;
  project_specific: Generated<boolean>;
  artifact_proxy: string | null;
  assigned_to: Generated<number[]>;
  became_relevant: Date;
  /** The report that speaks for it, and what it said last; null for what was not reported. */
  source: string | null;
  finding: 'present' | 'gone' | 'suppressed' | null;
  updater_id: number | null;
  version: Generated<number>;
}

export interface NotesTable extends Stamped {
  id: Id;
  project_id: number;
  task_id: string;
  text: string;
  automatic: Generated<boolean>;
  author_id: number | null;
}

export interface ConnectorsTable extends Stamped {
  id: Id;
  name: string;
  system: string;
  inaccessible: Generated<boolean>;
  params: JsonColumn<Record<string, string | number | boolean | null>>;
  /** Parameter name → sealed text. */
  secrets: JsonColumn<Record<string, string>>;
  fields_editable_on_project: string[] | null;
}

export type Frequency = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'manually';

export interface ConnectionsTable extends Stamped {
  id: Id;
  alias: string;
  connector_id: number;
  project_id: number;
  frequency: Generated<Frequency>;
  debug_mode: Generated<boolean>;
  params: JsonColumn<Record<string, string | number | boolean | null>>;
  secrets: JsonColumn<Record<string, string>>;
  progress: JsonColumn<Partial<import('../model/sides.ts').Progress>>;
  target: Generated<string>;
  server: Generated<string>;
  next_run_at: Date | null;
  schedule_note: Generated<string>;
  stopped_because: string | null;
  last_successful_run: Date | null;
  rules: JsonColumn<Rules>;
  paused_at: Date | null;
  paused_by: number | null;
  creator_id: number | null;
  hint_hash: string | null;
  hinted_at: Date | null;
  hints: Generated<number>;
  hint_due: Date | null;
}

export interface LinksTable extends Stamped {
  id: Id;
  connection_id: number | null;
  project_id: number;
  task_id: string;
  marker: string;
  generation: Generated<number>;
  server: string;
  target: string;
  issue_id: string | null;
  issue: JsonColumn<import('../model/issue.ts').Issue | null> | null;
  base: JsonColumn<import('../model/link.ts').Base>;
  closed_by_us: Generated<boolean>;
  refusal: JsonColumn<import('../model/link.ts').Refusal | null> | null;
  pending: JsonColumn<import('../model/link.ts').Pending | null> | null;
  conflicts: Generated<string[]>;
  retired_at: Date | null;
  unlinked: Generated<boolean>;
}

export type PlanState = 'planning' | 'open' | 'applying' | 'applied' | 'discarded' | 'failed';

export interface PlansTable extends Stamped {
  id: Id;
  connection_id: number;
  state: PlanState;
  actions: JsonColumn<import('../model/plan.ts').Action[]>;
  holds: JsonColumn<string[]>;
  requests: JsonColumn<Record<string, number>>;
  message: Generated<string>;
  creator_id: number | null;
}

export type { JobKind, JobState };
export type RunSummary = Omit<import('../model/run.ts').Run, 'outcomes' | 'plan'>;

export interface JobsTable {
  id: Id;
  connection_id: number;
  kind: JobKind;
  state: JobState;
  plan_id: number | null;
  selection: string[] | null;
  automatic: Generated<boolean>;
  user_id: number | null;
  triggered_by: number | null;
  result_message: Generated<string>;
  requested: Date;
  not_before: Date | null;
  started: Date | null;
  finished: Date | null;
  attempt: Generated<number>;
  hand_backs: Generated<number>;
  idle_backs: Generated<number>;
  worker: string | null;
  cancel_requested: Generated<boolean>;
  done: Generated<number>;
  total: number | null;
  summary: JsonColumn<RunSummary | null> | null;
}

export interface JobOutcomesTable {
  job_id: number;
  task_id: string;
  action: string;
  result: string;
  issue_key: string | null;
  detail: string;
}

export interface ItemEventsTable {
  id: Id;
  connection_id: number;
  project_id: number;
  task_id: string;
  job_id: number | null;
  at: Date;
  kind: 'observed' | 'decided' | 'wrote' | 'confirmed';
  data: JsonColumn<unknown>;
}

export interface ImportsTable {
  id: Id;
  project_id: number;
  format: string;
  summary: JsonColumn<Record<string, number>>;
  user_id: number | null;
  state: Generated<'running' | 'done' | 'failed'>;
  /** Bytes of the file. */
  received: Generated<number>;
  message: Generated<string>;
  created: Date;
  updated: Date;
}

export interface IdempotencyKeysTable {
  user_id: number;
  key: string;
  request: string;
  status: number | null;
  body: JsonColumn<unknown> | null;
  created: Date;
}

export interface Tables extends PeopleTables {
  activities: ActivitiesTable;
  settings: SettingsTable;
  business_units: BusinessUnitsTable;
  applications: ApplicationsTable;
  projects: ProjectsTable;
  phases: PhasesTable;
  task_statuses: TaskStatusesTable;
  tasks: TasksTable;
  notes: NotesTable;
  how_tos: HowTosTable;
  analysis_notes: AnalysisNotesTable;
  connectors: ConnectorsTable;
  connections: ConnectionsTable;
  links: LinksTable;
  plans: PlansTable;
  jobs: JobsTable;
  job_outcomes: JobOutcomesTable;
  item_events: ItemEventsTable;
  job_exchanges: JobExchangesTable;
  imports: ImportsTable;
  idempotency_keys: IdempotencyKeysTable;
  crossed_comments: CrossedCommentsTable;
  heard_issues: HeardIssuesTable;
  wishes: WishesTable;
}
