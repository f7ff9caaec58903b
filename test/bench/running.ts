/** Jobs as a worker runs them, on a database of the benchmark. */
import type { Kysely } from 'kysely';
import { Governor } from '../../src/http/governor.ts';
import type { JobDeps } from '../../src/jobs/handlers.ts';
import type { Run } from '../../src/model/run.ts';
import { makeSealer, type Sealer } from '../../src/store/seal.ts';
import type { Tables } from '../../src/store/tables.ts';
import { sync } from '../../src/sync/sync.ts';
import { SYSTEMS } from '../../src/trackers/systems.ts';

const SEALER: Sealer = makeSealer('a key of 32 characters, for the benchmarks only');

/** As a connector stores them. */
export const sealed = (secrets: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, SEALER.seal(secret)]));

export interface Surroundings extends Pick<JobDeps, 'openWire' | 'now' | 'sleep'> {
  readonly db: Kysely<Tables>;
  /** Is told every run that succeeded; one that does not ends the benchmark. */
  readonly told: (run: Run) => void;
}

export function jobDeps({ told, ...around }: Surroundings): JobDeps {
  const fail = (data: object, text: string): never => {
    throw new Error(text, { cause: data });
  };
  return {
    ...around,
    sealer: SEALER,
    systems: SYSTEMS,
    markerKey: 'the benchmark',
    baseUrl: 'https://lockstep.example',
    logger: { info: () => undefined, warn: fail, error: fail },
    stopping: () => false,
    overhear: () => undefined,
    governor: new Governor(around),
    random: () => 0.5,
    sync: async (context) => {
      const run = await sync(context);
      told(run);
      return run;
    },
  };
}
