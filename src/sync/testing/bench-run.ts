/** Runs the real engine in a small world, with a crash possible before and after every effect. */
import { fingerprint } from '../../model/json.ts';
import { emptyTable } from '../../model/ledger.ts';
import type { SyncOptions } from '../../model/options.ts';
import type { Run } from '../../model/run.ts';
import type { Capabilities } from '../../model/tracker.ts';
import { sync, type Mode, type SyncContext } from '../sync.ts';
import { benchMemory, benchTasks } from './bench-memory.ts';
import { benchTalk } from './bench-talk.ts';
import { benchTracker } from './bench-tracker.ts';
import type { BenchWorld, Knobs, Step } from './bench-world.ts';

class Crash extends Error {}

const CAN: Capabilities = {
  labels: false,
  comments: false,
  commentBatch: 100,
  assignees: false,
  concurrency: 2,
  indexLag: 0,
  fieldTimes: false,
  createBatch: 2,
  readBackBatch: 2,
  pageSize: 100,
  metadataRequests: 1,
  timeResolution: 1000,
  proofPages: 0,
};

const OPTIONS: SyncOptions = {
  policy: 'issue',
  statusSync: 'two_way',
  statusMap: { Resolved: 'DONE', Closed: 'DONE', Rejected: 'NA' },
  targets: { TODO: 'New', DONE: 'Closed', NA: 'Rejected' },
  closedStatus: 'Closed',
  priorities: null,
  titleFormat: '$task_id $title',
  context: '',
  user: null,
  custom: {},
  lookup: {},
  howTos: false,
  parent: null,
  label: null,
  tagsFromTracker: false,
  comments: false,
  assignees: false,
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

/** Effects left before the crash; each effect burns two: it can crash before and after. */
export interface Fuse {
  left: number;
}

export interface Options extends Knobs, Pick<SyncContext, 'budgets' | 'foretell'> {
  readonly options?: Partial<SyncOptions>;
  readonly mode?: Mode;
  readonly fuse?: Fuse;
  readonly can?: Partial<Capabilities>;
  /** A real adapter in place of the bench's tracker; `step` makes its effects crash like all others. */
  readonly adapter?: (step: Step) => Pick<SyncContext, 'connect' | 'requests' | 'options'>;
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
  { options, mode, fuse = { left: Infinity }, can, adapter, budgets = [], foretell, ...knobs }: Options,
): SyncContext {
  const step: Step = async <T>(effect: () => T): Promise<T> => {
    await Promise.resolve();
    if (fuse.left-- === 0) throw new Crash();
    const result = effect();
    if (fuse.left-- === 0) throw new Crash();
    return result;
  };
  return {
    options: { ...OPTIONS, ...options },
    can: { ...CAN, ...can },
    connect: () => benchTracker(world, step, knobs),
    tasks: benchTasks(world, step),
    memory: benchMemory(world, step),
    talk: benchTalk(world, step),
    gate: () => step(() => undefined),
    now: () => world.clock,
    markerOf: (taskId, generation) => (adapter ? encoded(`${taskId}.${generation}`) : `ls-${taskId}-${generation}`),
    requests: emptyTable,
    mode: mode ?? { do: 'sync' },
    budgets,
    foretell: (text) => foretell?.(text),
    ...adapter?.(step),
  };
}

/** A marker of the real form, sixteen letters and digits, readable in a debugger by nobody but unique. */
const encoded = (text: string): string =>
  `ls-${fingerprint(text).replace(/[0189]/g, (digit) => 'wxyz'['0189'.indexOf(digit)] ?? 'w')}`;
