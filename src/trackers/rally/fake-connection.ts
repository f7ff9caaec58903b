/** The adapter connected to a fake through our own client, without sockets: what the tests of this folder stand on. */
import { makeSend } from '../../http/client.ts';
import { Governor } from '../../http/governor.ts';
import { Ledger } from '../../http/ledger.ts';
import type { Wire } from '../../http/wire.ts';
import type { Instant } from '../../model/instant.ts';
import type { ParamValues } from '../../model/params.ts';
import type { Metadata } from '../../model/tracker.ts';
import type { Connected } from '../contract-story.ts';
import { rally } from './index.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** Project `Demo` of workspace `Main` on `rally.example` unless the parameters say otherwise; sleeping takes no time. */
export function connectFake(wire: Wire, params: ParamValues, metadata: Metadata | null = null): Connected {
  const values: ParamValues = {
    issue_tracker_server: 'rally.example',
    issue_tracker_auth_mode: 'api_token',
    rally_workspace: 'Main',
    issue_tracker_project: 'Demo',
    ...params,
  };
  let slept = 0;
  const now = (): Instant => slept;
  const sleep = (milliseconds: number): Promise<void> => {
    slept += milliseconds;
    return nothing();
  };
  const ledger = new Ledger();
  const around = { governor: new Governor({ now, sleep }), ledger, gate: nothing, now, sleep, random: () => 0.5 };
  const send = makeSend({ endpoint: rally.endpoint(values), wire, ...around });
  return { ledger, tracker: rally.connect({ params: values, send, metadata, now }) };
}
