/**
 * One connection between real tables and a fake tracker. The real engine runs in it as jobs do, at the handler: no queue, no
 * sockets, no clock but its own.
 */
import type { PGlite } from '@electric-sql/pglite';
import { sql, type Kysely } from 'kysely';
import { Governor } from '../../src/http/governor.ts';
import { runJob, type JobDeps } from '../../src/jobs/handlers.ts';
import type { Run } from '../../src/model/run.ts';
import { RunLost } from '../../src/model/sides.ts';
import { Secret } from '../../src/model/secret.ts';
import { onPglite } from '../../src/store/database.ts';
import { takeNextJob } from '../../src/store/job-runs.ts';
import { requestJob } from '../../src/store/jobs.ts';
import { requestApply, requestPlan } from '../../src/store/plans.ts';
import { makeSealer } from '../../src/store/seal.ts';
import type { Tables } from '../../src/store/tables.ts';
import { sync } from '../../src/sync/sync.ts';
import type { Populated, Stage } from '../systems/stage.ts';
import { Chance } from './chance.ts';
import { inDisorder } from './disorder.ts';
import { asShown } from './fidelity.ts';
import { DiskFull, Mortal } from './mortal.ts';
import { network, type NetworkOptions } from './network.ts';
import { populate } from './populate.ts';
import type { Frame } from './steps.ts';

const SEALER = makeSealer('a key for the simulation only', (bytes) => Buffer.alloc(bytes, 7));
const T0 = Date.UTC(2026, 0, 5);

/** One run of the engine as it ended; a run that died has none. */
export type Ended = Run;

export interface RunOptions extends Pick<NetworkOptions, 'faults' | 'before' | 'after'> {
  readonly crashAt: number | null;
  readonly fullAt: number | null;
  /** What is done between a plan and its being applied. */
  readonly between?: () => Promise<void>;
  /** Another process: it does not know what this one has sent. */
  readonly isElsewhere?: boolean;
}

export const CALM: RunOptions = { faults: {}, crashAt: null, fullAt: null };

export class SimWorld {
  readonly stage: Stage;
  readonly frame: Frame;
  readonly pglite: PGlite;
  /** A person's hands on the tables: never dies. */
  readonly db: Kysely<Tables>;
  readonly tracker: Populated;
  readonly trace: string[] = [];
  readonly log: string[] = [];
  projectId = 0;
  connectionId = 0;
  userId = 0;
  time = T0;
  crashes = 0;
  /** What went wrong, by kind, as often as it was met. */
  readonly met: string[] = [];
  /** Requests that left. */
  sent = 0;
  /** How far our clock was set from what it would have been. */
  shift = 0;
  /** Chance that lists are in the order of; null: each in the order it has. */
  readonly #disorder: Chance | null;
  /** What this process knows of the tracker's limits. */
  #governor: Governor | null = null;

  constructor(stage: Stage, frame: Frame, pglite: PGlite) {
    this.stage = stage;
    this.frame = frame;
    this.pglite = pglite;
    this.db = onPglite(pglite);
    const chance = new Chance(frame.seed + 1);
    const { indexLag } = frame;
    this.#disorder = frame.isDisordered ? new Chance(frame.seed + 2) : null;
    this.tracker = stage.serve({ clock: () => this.#pass() + frame.skew, random: chance.next, indexLag });
  }

  /** Time passes by asking for it. */
  #pass = (): number => (this.time += 37);

  /** By our own clock. */
  now = (): number => this.#pass() + this.shift;

  async begin(): Promise<void> {
    const { params, secrets } = split(this.tracker.params);
    const made = await populate(this.db, this.frame, { system: this.stage.system, params, secrets, at: this.now() });
    Object.assign(this, made);
  }

  /** A person asks for a sync, or for a plan that is applied when others had time to write; the worker does what waits. */
  async run(how: 'sync' | 'plan and apply', options: RunOptions): Promise<readonly Ended[]> {
    if (how === 'sync') return this.work(await this.askForSync(), options);
    const { planId } = await requestPlan(this.db, { connectionId: this.connectionId, userId: this.userId }, this.now());
    const planned = await this.work(null, CALM);
    await options.between?.();
    const applied = await requestApply(this.db, { planId, userId: this.userId, selection: null }, this.now());
    return applied === null ? planned : [...planned, ...(await this.work(null, options))];
  }

  async askForSync(): Promise<null> {
    const who = { automatic: false, userId: this.userId, triggeredBy: this.userId };
    await requestJob(this.db, { connectionId: this.connectionId, kind: 'sync', ...who }, this.now());
    return null;
  }

  /** One process: does every job whose time has come, or dies. */
  async work(_asked: null, options: RunOptions): Promise<readonly Ended[]> {
    const mortal = new Mortal(options.crashAt, options.fullAt);
    const runs: Ended[] = [];
    const outcome = await Promise.race([this.#drain(mortal, options, runs), mortal.died]);
    if (outcome === 'died') {
      this.crashes += 1;
      this.#governor = null;
      this.trace.push('  died');
      // What the dead left open is rolled back before anybody else looks.
      await this.pglite.query('select 1');
    }
    return runs;
  }

  async #drain(mortal: Mortal, options: RunOptions, runs: Ended[]): Promise<'done'> {
    const db = onPglite(mortal.database(this.pglite));
    const deps = this.#deps(db, mortal, options, runs);
    try {
      for (;;) {
        const job = await takeNextJob(db, this.connectionId, { name: 'worker', now: this.now() });
        if (job === null) return 'done';
        await runJob(deps, job);
      }
    } catch (error) {
      if (!(error instanceof RunLost || error instanceof DiskFull)) throw error;
      this.trace.push(error instanceof RunLost ? '  lost its job' : '  the disk is full');
      if (error instanceof DiskFull) this.met.push('disk full');
      return 'done';
    }
  }

  #deps(db: Kysely<Tables>, mortal: Mortal, options: RunOptions, runs: Ended[]): JobDeps {
    const { now } = this;
    const sleep = async (milliseconds: number): Promise<void> => void (this.time += milliseconds);
    const trace = (line: string): void => void this.trace.push(line);
    const line = (data: object, text: string): void => void this.log.push(`${text} ${JSON.stringify(data)}`);
    const sending = network({
      ...options,
      fake: this.tracker.fake,
      now,
      trace,
      met: (fault) => void this.met.push(fault),
    });
    const wire = mortal.wire((request) => {
      this.sent += 1;
      return sending(request);
    });
    return {
      db,
      now,
      sleep,
      sealer: SEALER,
      systems: [this.stage.system],
      markerKey: 'the simulation',
      baseUrl: 'https://lockstep.example',
      logger: { info: line, warn: line, error: (data, text) => this.#fault(data, text) },
      stopping: () => false,
      overhear: () => undefined,
      openWire: () => ({ wire, close: async () => undefined }),
      governor:
        options.isElsewhere === true ? new Governor({ now, sleep }) : (this.#governor ??= new Governor({ now, sleep })),
      random: () => 0.5,
      sync: async (context) => {
        const run = await sync(this.#disorder === null ? context : inDisorder(context, this.#disorder));
        runs.push(run);
        asShown(context.mode, run);
        this.trace.push(`  ${run.message}`);
        return run;
      },
    };
  }

  /** A fault of ours is a finding, not a line in a log. */
  #fault(data: object, text: string): void {
    const error = 'err' in data && data.err instanceof Error ? data.err : new Error(text);
    this.log.push(text);
    if (error instanceof DiskFull) this.met.push('disk full');
    else this.faults.push(error);
  }

  readonly faults: Error[] = [];

  async backUp(): Promise<string> {
    const { rows } = await sql<{
      dump: string;
    }>`select jsonb_object_agg(t.name, t.rows)::text as dump from (${DUMP}) t`.execute(this.db);
    return rows[0]?.dump ?? '{}';
  }

  /** Everything as it was at the back-up, numbers included: ids are handed out again. */
  async restore(dump: string): Promise<void> {
    await sql.raw(`select simulation_restore('${dump.replaceAll("'", "''")}'::jsonb)`).execute(this.db);
  }
}

const DUMP = sql.raw('select * from simulation_dump()');

/** Stored as connectors store them: secrets sealed, apart. */
function split(params: Populated['params']): {
  params: Record<string, string | number | boolean>;
  secrets: Record<string, string>;
} {
  const entries = Object.entries(params);
  const secret = entries.flatMap(([name, value]) =>
    value instanceof Secret ? [[name, SEALER.seal(value.reveal())]] : [],
  );
  const plain = entries.filter(([, value]) => !(value instanceof Secret) && value !== null && value !== undefined);
  return { params: Object.fromEntries(plain) as never, secrets: Object.fromEntries(secret) as never };
}
