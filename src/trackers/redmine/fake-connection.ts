/** The adapter connected to a fake through our own client, without sockets: what the tests of this folder stand on. */
import { makeSend } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import type { Instant } from '../../model/instant.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Connected } from '../contract-story.ts';
import { fakeWire, type Fake } from '../fake.ts';
import { redmine } from './index.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** Project `demo` on `redmine.example` unless the parameters say otherwise; sleeping takes no time. */
export function connectFake(fake: Fake, params: ParamValues, metadata: Metadata | null = null): Connected {
  const values: ParamValues = {
    issue_tracker_method: 'http',
    issue_tracker_server: 'redmine.example',
    issue_tracker_project: 'demo',
    ...params,
  };
  let slept = 0;
  const now = (): Instant => slept;
  const sleep = (milliseconds: number): Promise<void> => {
    slept += milliseconds;
    return nothing();
  };
  const ledger = new Ledger();
  const governor = new Governor({ now, sleep });
  const around = { governor, ledger, gate: nothing, now, sleep, random: () => 0.5 };
  const send = makeSend({ endpoint: redmine.endpoint(values), wire: fakeWire(fake), ...around });
  return { ledger, tracker: redmine.connect({ params: values, send, metadata, now }) };
}
