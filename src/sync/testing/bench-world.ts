/**
 * A small world to run the real engine in: tasks, issues and memory as plain data, with a crash possible before and after
 * every effect. Shared by the engine's tests; nothing of it runs in production.
 */
import type { Issue, IssueFields, WriteOutcome } from '../../model/issue.ts';
import { emptyTable } from '../../model/ledger.ts';
import type { Link, LinkChange } from '../../model/link.ts';
import type { SyncOptions } from '../../model/options.ts';
import type { Run } from '../../model/run.ts';
import type { Memory, Progress, TaskSide } from '../../model/sides.ts';
import type { Task, TaskStatus } from '../../model/task.ts';
import type { Capabilities, Metadata, Tracker } from '../../model/tracker.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import { sync, type Mode, type SyncContext } from '../sync.ts';

export class Crash extends Error {}

export const STATUSES: readonly TaskStatus[] = [
  { id: 'TS1', slug: 'DONE', name: 'Complete', meaning: 'DONE' },
  { id: 'TS2', slug: 'TODO', name: 'Incomplete', meaning: 'TODO' },
  { id: 'TS3', slug: 'NA', name: 'Not Applicable', meaning: 'NA' },
];

export const CAN: Capabilities = {
  labels: false,
  comments: false,
  assignees: false,
  fieldTimes: false,
  createBatch: 2,
  readBackBatch: 2,
  pageSize: 100,
  lookupBatch: 100,
  metadataRequests: 1,
  timeResolution: 1000,
};

export const OPTIONS: SyncOptions = {
  policy: 'issue',
  statusSync: 'two_way',
  statusMap: { Resolved: 'DONE', Closed: 'DONE', Rejected: 'NA' },
  targets: { TODO: 'New', DONE: 'Closed', NA: 'Rejected' },
  closedStatus: 'Closed',
  priorities: null,
  titleFormat: '$task_id $title',
  context: '',
  custom: {},
  parent: null,
  scope: {
    phases: ['dev'],
    minPriority: 1,
    tags: [],
    verification: ['none'],
    meaningsToCreate: ['TODO', 'DONE', 'NA'],
    selected: [],
    riskPolicyOnly: false,
  },
  outOfScope: 'leave',
  missing: 'report',
  allowPublicBodies: false,
};

export const aTask = (change: Partial<Task> = {}): Task => ({
  id: 'T1',
  title: 'Escape output',
  text: 'Why and how.',
  priority: 7,
  phase: 'dev',
  status: 'TS2',
  statusChangedAt: 0,
  updatedAt: 0,
  tags: [],
  verification: 'none',
  relevant: true,
  accepted: true,
  riskRelevant: true,
  url: 'https://lockstep.example/T1',
  version: 1,
  ...change,
});

const METADATA: Metadata = {
  statuses: ['New', 'Open', 'Resolved', 'Closed', 'Rejected'],
  priorities: [],
  custom: [],
  projectName: 'P',
  native: {},
};

const NOTHING_YET: Progress = {
  metadata: null,
  total: null,
  sweptAt: null,
  missing: [],
  isPublic: null,
  publicCheckedAt: null,
  retargeted: null,
};

/** Everything that survives a crash. */
export interface BenchWorld {
  clock: number;
  tasks: Task[];
  issues: Issue[];
  links: Link[];
  progress: Progress;
  lastIssue: number;
  /** How often something was written to an issue or a task. */
  writes: number;
  lookups: string[][];
}

export const aWorld = (tasks: readonly Task[]): BenchWorld => ({
  clock: 1_000_000,
  tasks: structuredClone([...tasks]),
  issues: [],
  links: [],
  progress: NOTHING_YET,
  lastIssue: 0,
  writes: 0,
  lookups: [],
});

/** Effects left before the crash; each effect burns two: it can crash before and after. */
export interface Fuse {
  left: number;
}

export interface Options {
  readonly options?: Partial<SyncOptions>;
  readonly mode?: Mode;
  readonly fuse?: Fuse;
  /** Statuses that the tracker refuses to set. */
  readonly refuses?: readonly string[];
}

export function editIssue(world: BenchWorld, id: string, fields: Partial<IssueFields>): void {
  world.clock += 5_000;
  world.issues = world.issues.map((issue) =>
    issue.id === id ? { ...issue, updatedAt: world.clock, fields: { ...issue.fields, ...fields } } : issue,
  );
}

export function editTask(world: BenchWorld, id: string, change: Partial<Task>): void {
  world.clock += 5_000;
  world.tasks = world.tasks.map((task) =>
    task.id === id
      ? {
          ...task,
          updatedAt: world.clock,
          ...(change.status === undefined ? {} : { statusChangedAt: world.clock }),
          ...change,
          version: task.version + 1,
        }
      : task,
  );
}

/** Runs the engine once. A crash ends it without an answer. */
export async function run(world: BenchWorld, options: Options = {}): Promise<Run | 'crashed'> {
  world.clock += 60_000;
  try {
    return await sync(contextOf(world, options));
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    throw error;
  }
}

function contextOf(
  world: BenchWorld,
  { options, mode, fuse = { left: Infinity }, refuses = [] }: Options,
): SyncContext {
  const step = async <T>(effect: () => T): Promise<T> => {
    await Promise.resolve();
    if (fuse.left-- === 0) throw new Crash();
    const result = effect();
    if (fuse.left-- === 0) throw new Crash();
    return structuredClone(result);
  };
  return {
    options: { ...OPTIONS, ...options },
    can: CAN,
    connect: () => trackerOf(world, step, refuses),
    tasks: tasksOf(world, step),
    memory: memoryOf(world, step),
    gate: () => step(() => undefined),
    now: () => world.clock,
    markerOf: (taskId, generation) => `ls-${taskId}-${generation}`,
    requests: emptyTable,
    mode: mode ?? { do: 'sync' },
  };
}

type Step = <T>(effect: () => T) => Promise<T>;

function trackerOf(world: BenchWorld, step: Step, refuses: readonly string[]): Tracker {
  const write = (id: string, fields: Partial<IssueFields>, marker: string | null): WriteOutcome => {
    const before = world.issues.find((issue) => issue.id === id);
    if (!before) throw new Error(`no issue ${id}`);
    if (fields.status !== undefined && refuses.includes(fields.status)) {
      return { ok: false, error: new TrackerError('refused', `status stays "${before.fields.status}"`) };
    }
    world.clock += 1_000;
    world.writes += 1;
    const issue: Issue = {
      ...before,
      marker: marker ?? before.marker,
      updatedAt: world.clock,
      fields: { ...before.fields, ...fields },
    };
    world.issues = world.issues.map((other) => (other.id === id ? issue : other));
    return { ok: true, issue };
  };
  const create = (fields: IssueFields, marker: string | null): Issue => {
    world.clock += 1_000;
    world.writes += 1;
    world.lastIssue += 1;
    const id = String(world.lastIssue);
    const status = fields.status === '' || refuses.includes(fields.status) ? 'New' : fields.status;
    const issue: Issue = {
      id,
      key: `#${id}`,
      url: `https://tracker.example/${id}`,
      project: 'P',
      updatedAt: world.clock,
      marker,
      description: '',
      fields: { ...fields, status },
    };
    world.issues = [...world.issues, issue];
    return issue;
  };
  const marked = (): Issue[] => world.issues.filter(({ marker }) => marker !== null);
  return {
    normalize: (fields) => ({ ...fields, title: fields.title.trim() }),
    metadata: () => step(() => METADATA),
    pull: ({ extent, known, total }) =>
      step(() => {
        const all = extent === 'project' ? world.issues : marked();
        const changed = all.filter((issue) => JSON.stringify(known(issue.id)) !== JSON.stringify(issue));
        const complete = extent !== 'changes' || marked().length !== total;
        return {
          issues: complete ? all : changed,
          seen: complete ? marked().map(({ id }) => id) : changed.map(({ id }) => id),
          total: marked().length,
          complete,
        };
      }),
    lookup: (markers) =>
      step(() => {
        world.lookups.push([...markers]);
        return world.issues.filter(({ marker }) => marker !== null && markers.includes(marker));
      }),
    read: (ids) => step(() => world.issues.filter(({ id }) => ids.includes(id))),
    create: async (drafts) => {
      const outcomes: WriteOutcome[] = [];
      for (const { fields, marker } of drafts)
        outcomes.push(await step((): WriteOutcome => ({ ok: true, issue: create(fields, marker) })));
      return outcomes;
    },
    update: async (changes) => {
      const outcomes: WriteOutcome[] = [];
      for (const { issue, fields, marker } of changes) outcomes.push(await step(() => write(issue.id, fields, marker)));
      return outcomes;
    },
    isPublic: () => step(() => false),
    fieldTimes: () => step(() => ({})),
    check: () => Promise.resolve(),
  };
}

const tasksOf = (world: BenchWorld, step: Step): TaskSide => ({
  setStatus: (writes) =>
    step(() => {
      const moved = writes
        .filter(({ taskId, version }) => world.tasks.find(({ id }) => id === taskId)?.version !== version)
        .map(({ taskId }) => taskId);
      for (const { taskId, status } of writes.filter((write) => !moved.includes(write.taskId))) {
        world.writes += 1;
        world.tasks = world.tasks.map((task) =>
          task.id === taskId ? { ...task, status, statusChangedAt: world.clock, version: task.version + 1 } : task,
        );
      }
      return { moved };
    }),
});

const BLANK: Omit<Link, 'taskId'> = {
  marker: '',
  generation: 0,
  issueId: null,
  issue: null,
  base: {},
  closedByUs: false,
  refusal: null,
  conflicts: [],
};

function rememberOne(world: BenchWorld, { taskId, retired, base, ...change }: LinkChange): void {
  const before = world.links.find((link) => link.taskId === taskId) ?? { taskId, ...BLANK };
  const others = world.links.filter((link) => link.taskId !== taskId);
  const after: Link = { ...before, ...change, base: { ...before.base, ...base } };
  world.links = retired ? others : [...others, after];
}

const memoryOf = (world: BenchWorld, step: Step): Memory => ({
  load: () =>
    step(() => ({
      surroundings: { businessUnit: 'B', application: 'A', project: 'P' },
      tasks: world.tasks,
      statuses: STATUSES,
      links: world.links,
      progress: world.progress,
      generations: {},
    })),
  observed: ({ issues, progress }) =>
    step(() => {
      world.progress = { ...world.progress, ...progress };
      for (const { taskId, issue } of issues) rememberOne(world, { taskId, issue });
    }),
  remember: (changes) =>
    step(() => {
      for (const change of changes) rememberOne(world, change);
    }),
  report: () => Promise.resolve(),
  owners: () => step(() => ({})),
});
