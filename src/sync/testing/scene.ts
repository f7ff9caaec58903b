/** The engine over a real adapter and its fake: a world that can be run, crashed and cancelled. Time passes by asking for it. */
import { makeSend, type SendOptions } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import type { Wire } from '../../http/wire.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Run } from '../../model/run.ts';
import { RunCancelled } from '../../model/sides.ts';
import type { Task } from '../../model/task.ts';
import type { System } from '../../model/tracker.ts';
import type { Send } from '../../model/transport.ts';
import { fakeWire, type Fake } from '../../trackers/fake.ts';
import { run, type Options } from './bench-run.ts';
import { aTask, aWorld, type BenchWorld, type Step } from './bench-world.ts';

/** A server with its account and project, and the parameters by which we get there. */
export interface Server<F extends Fake> {
  readonly fake: F;
  readonly params: ParamValues;
}

export interface Scene<F extends Fake> {
  readonly fake: F;
  readonly world: BenchWorld;
  run(options?: Options): Promise<Run>;
  /** Runs until the fuse is burnt; true when it crashed. */
  crash(left: number): Promise<boolean>;
  /** A person cancels the run after this many more writes. */
  cancelAfter(writes: number): void;
}

/** The bench's tasks are all in phase `dev`. */
export const EVERY_TASK: ParamValues = { issue_tracker_phases: 'dev', sde_min_priority: '1' };

export interface Around {
  /** What the network makes of the fake. */
  readonly over?: (fake: Wire) => Wire;
  /** A time of its own, in milliseconds; without it every look at the clock takes a moment, and sleeping takes none. */
  readonly time?: { readonly now: number; wait(milliseconds: number): Promise<void> };
}

/** `serve` is given the one clock of both sides. */
export function sceneOf<F extends Fake>(
  system: System,
  tasks: readonly Task[],
  serve: (clock: () => number) => Server<F>,
  { over = (wire) => wire, time }: Around = {},
): Scene<F> {
  const world = aWorld(tasks);
  const begun = Date.parse('2026-03-01T12:00:00.250Z');
  world.clock = begun;
  const clock = (): number => (world.clock = time === undefined ? world.clock + 37 : begun + time.now);
  const { fake, params } = serve(clock);
  const values: ParamValues = { ...EVERY_TASK, ...params };
  let writesLeft = Infinity;
  const gate = async (): Promise<void> => {
    if (writesLeft-- <= 0) throw new RunCancelled('Cancelled by a person.');
  };
  const sleep = async (milliseconds: number): Promise<void> =>
    time === undefined ? void (world.clock += milliseconds) : time.wait(milliseconds);
  const pace = { governor: new Governor({ now: clock, sleep }), now: clock, sleep, gate };
  const running = { can: system.can, adapter: adapterOf(system, { wire: over(fakeWire(fake)), params: values }, pace) };
  return {
    fake,
    world,
    run: async (options = {}) => {
      const answer = await run(world, { ...running, ...options });
      if (answer === 'crashed') throw new Error('it crashed without a fuse');
      return answer;
    },
    crash: async (left) => (await run(world, { ...running, fuse: { left } })) === 'crashed',
    cancelAfter: (writes) => (writesLeft = writes),
  };
}

type Pace = Pick<SendOptions, 'governor' | 'now' | 'sleep' | 'gate'>;

/** A fresh adapter and ledger for every run. */
const adapterOf =
  (
    system: System,
    { wire, params }: { readonly wire: Wire; readonly params: ParamValues },
    pace: Pace,
  ): NonNullable<Options['adapter']> =>
  (step) => {
    const ledger = new Ledger();
    const { concurrency } = system.can;
    const send = fused(
      makeSend({ endpoint: system.endpoint(params), wire, ...pace, concurrency, ledger, random: () => 0.5 }),
      step,
    );
    return {
      connect: (metadata) => system.connect({ params, send, metadata, now: pace.now, sleep: pace.sleep }),
      requests: () => ledger.table(),
      options: system.options(params),
    };
  };

/** A crash before the request leaves, or after its answer came: in both cases nobody hears of it. */
const fused =
  (send: Send, step: Step): Send =>
  async (request) => {
    await step(() => undefined);
    const answer = await send(request);
    await step(() => undefined);
    return answer;
  };

/** T1, T2, …, each with a text of its own. */
export const numbered = (count: number): Task[] =>
  Array.from({ length: count }, (_, at) =>
    aTask({ id: `T${at + 1}`, title: `Task ${at + 1}`, text: `Because of *reason* ${at + 1}.` }),
  );

/** As after a restart: everything that is kept is plain data. */
export const restart = ({ world }: Scene<Fake>): void =>
  void Object.assign(world, JSON.parse(JSON.stringify({ links: world.links, progress: world.progress })));
