/** A system without a tracker, and runs without an engine: for tests of jobs, which only carry them. */
import { emptyTable } from '../src/model/ledger.ts';
import type { Run } from '../src/model/run.ts';
import { TrackerError } from '../src/model/tracker-error.ts';
import type { Capabilities, System } from '../src/model/tracker.ts';
import { Governor } from '../src/http/governor.ts';
import type { JobDeps } from '../src/jobs/handlers.ts';
import { makeSealer } from '../src/store/seal.ts';

const nobody = (): never => {
  throw new TrackerError('down', 'there is no tracker here');
};

const FAKE_SYSTEM: System = {
  id: 'fake',
  shortName: 'FAKE',
  name: 'Fake',
  params: [],
  can: { createBatch: 1 } as Capabilities,
  endpoint: () => ({ root: 'https://tracker.example', credentials: {}, verifyTls: true }),
  options: () => ({}) as ReturnType<System['options']>,
  target: () => 'fake',
  connect: nobody,
};

export const aRun = (more: Partial<Run> = {}): Run => ({
  succeeded: true,
  message: 'Nothing was to do.',
  counts: { done: 0, skipped: 0, refused: 0, stale: 0, held: 0, unsure: 0, stopped: 0 },
  outcomes: [],
  requests: emptyTable(),
  floor: emptyTable(),
  cost: emptyTable(),
  error: null,
  again: null,
  plan: { actions: [], holds: [] },
  ...more,
});

/** Everything a job needs but the database, the engine and the clock; the log is kept as lines. */
export function fakeDeps(lines: string[] = []): Omit<JobDeps, 'db' | 'sync' | 'now'> {
  const line = (_data: object, text: string): void => void lines.push(text);
  const sleep = async (): Promise<void> => undefined;
  return {
    sealer: makeSealer('test key'),
    systems: [FAKE_SYSTEM],
    markerKey: 'marker key',
    baseUrl: 'http://lockstep.example',
    logger: { info: line, warn: line, error: line },
    stopping: () => false,
    overhear: () => undefined,
    openWire: () => ({ wire: nobody, close: async () => undefined }),
    governor: new Governor({ now: () => 0, sleep }),
    sleep,
    random: () => 0,
  };
}
