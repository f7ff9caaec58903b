/** An adapter connected to a fake through our own client, without sockets; sleeping takes no time. */
import { makeSend } from '../http/client.ts';
import { Governor } from '../http/governor.ts';
import { Ledger } from '../http/ledger.ts';
import type { Instant } from '../model/instant.ts';
import type { ParamValues } from '../model/params.ts';
import type { Metadata, System, TrackerProject } from '../model/tracker.ts';
import type { Connected } from './contract-story.ts';
import { fakeWire, type Fake } from './fake.ts';

export interface ConnectedFake extends Connected {
  /** The tracker's projects; null where the system does not list them. */
  readonly projects: () => Promise<readonly TrackerProject[] | null>;
}

export function connectFake(
  system: System,
  fake: Fake,
  params: ParamValues,
  metadata: Metadata | null = null,
): ConnectedFake {
  let slept = 0;
  const now = (): Instant => slept;
  const sleep = async (milliseconds: number): Promise<void> => void (slept += milliseconds);
  const ledger = new Ledger();
  const governor = new Governor({ now, sleep });
  const around = {
    governor,
    concurrency: system.can.concurrency,
    ledger,
    gate: () => Promise.resolve(),
    now,
    sleep,
    random: () => 0.5,
  };
  const send = makeSend({ endpoint: system.endpoint(params), wire: fakeWire(fake), ...around });
  const context = { params, send, metadata, now, sleep };
  const projects = async () => (await system.projects?.(context)) ?? null;
  return { ledger, tracker: system.connect(context), projects };
}
