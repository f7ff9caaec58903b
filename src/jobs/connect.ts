/** From stored parameters to a connected tracker. */
import type { Gate } from '../model/sides.ts';
import type { ParamField, ParamValues } from '../model/params.ts';
import { isSecret } from '../model/params.ts';
import type { Instant } from '../model/instant.ts';
import type { RequestTable } from '../model/ledger.ts';
import type { Budget } from '../model/pace.ts';
import { Secret } from '../model/secret.ts';
import type { Metadata, System, Tracker, TrackerContext, TrackerProject } from '../model/tracker.ts';
import { makeSend } from '../http/client.ts';
import type { Governor } from '../http/governor.ts';
import { Ledger } from '../http/ledger.ts';
import type { OpenWire } from '../http/wire.ts';
import type { Sealer } from '../store/seal.ts';

/** What every conversation with a tracker needs, and nothing of one connection. */
export interface Outside {
  /** The network for one connection; its TLS settings are its own. */
  readonly openWire: (tls: { readonly verifyTls: boolean }) => OpenWire;
  readonly governor: Governor;
  readonly now: () => Instant;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

export interface OpenTracker {
  readonly connect: (metadata: Metadata | null) => Tracker;
  /** null: the system does not list them. */
  readonly projects: () => Promise<readonly TrackerProject[] | null>;
  /** The requests sent so far, by purpose. */
  readonly requests: () => RequestTable;
  /** How far the tracker's clock is ahead of ours, in milliseconds. */
  readonly skew: () => number;
  /** What the account may send in which time. */
  readonly budgets: readonly Budget[];
  /** Lets the network connections go. */
  readonly close: () => Promise<void>;
}

/** Who asks: before each write the gate is passed; a run that nobody waits for lets others go first. */
export interface Asking {
  readonly gate: Gate;
  readonly isUrgent: boolean;
}

/** Throws a `TrackerError` of kind `settings` when the parameters name no server. */
export function openTracker(
  system: System,
  params: ParamValues,
  { gate, isUrgent }: Asking,
  outside: Outside,
): OpenTracker {
  const endpoint = system.endpoint(params);
  const { wire, close } = outside.openWire({ verifyTls: endpoint.verifyTls });
  const ledger = new Ledger();
  const secrets = Object.values(params).filter((value) => value instanceof Secret);
  const { governor, now, sleep, random } = outside;
  const { concurrency } = system.can;
  const pace = { governor, concurrency, isUrgent, now, sleep, random };
  const send = makeSend({ endpoint, wire, ledger, gate, secrets, ...pace });
  const context = (metadata: Metadata | null): TrackerContext => ({ params, send, metadata, now, sleep });
  return {
    connect: (metadata) => system.connect(context(metadata)),
    projects: async () => (await system.projects?.(context(null))) ?? null,
    requests: () => ledger.table(),
    skew: () => ledger.skew(),
    budgets: endpoint.budgets ?? [],
    close,
  };
}

export const DEPTHS = ['server', 'project', 'settings'] as const;

/** Asks one tracker something, and lets its connections go. */
async function asking<T>(
  outside: Outside,
  system: System,
  params: ParamValues,
  ask: (tracker: OpenTracker) => Promise<T>,
): Promise<T> {
  const tracker = openTracker(system, params, { gate: async () => undefined, isUrgent: true }, outside);
  try {
    return await ask(tracker);
  } finally {
    await tracker.close();
  }
}

/** Hears of each depth that passed, with a warning or ''. */
export type Passed = (warning: string) => void;

/** The depths of a connection test, in order, up to this one. Throws at the first thing wrong. */
export const makeTestTracker =
  (outside: Outside) =>
  async (system: System, params: ParamValues, deepest: (typeof DEPTHS)[number], passed?: Passed): Promise<void> => {
    system.options(params); // a malformed map is told before anybody is asked
    await asking(outside, system, params, async (tracker) => {
      const connected = tracker.connect(null);
      for (const depth of DEPTHS.slice(0, DEPTHS.indexOf(deepest) + 1)) {
        const warning = await connected.check(depth);
        passed?.(warning ?? '');
      }
    });
  };

/** What the tracker lists about the project that these parameters name. Throws a `TrackerError`. */
export const makeReadMetadata =
  (outside: Outside) =>
  (system: System, params: ParamValues): Promise<Metadata> =>
    asking(outside, system, params, (tracker) => tracker.connect(null).metadata());

/** The projects to choose from; null where the system does not list them. Throws a `TrackerError`. */
export const makeListProjects =
  (outside: Outside) =>
  (system: System, params: ParamValues): Promise<readonly TrackerProject[] | null> =>
    asking(outside, system, params, (tracker) => tracker.projects());

/** What one level (connector, connection) stores: values, and secrets as sealed texts. */
interface Stored {
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The parameters in force: the schema's defaults under the levels' values, the last level on top; secrets unsealed. */
export function paramsInForce(system: System, levels: readonly Stored[], sealer: Sealer): ParamValues {
  const valueOf = (field: ParamField): ParamValues[string] => {
    if (!isSecret(field)) return levels.reduce((value, { params }) => params[field.name] ?? value, field.default);
    const sealed = levels.findLast(({ secrets }) => secrets[field.name] !== undefined)?.secrets[field.name];
    return sealed === undefined ? null : new Secret(sealer.open(sealed));
  };
  return Object.fromEntries(system.params.map((field) => [field.name, valueOf(field)]));
}
