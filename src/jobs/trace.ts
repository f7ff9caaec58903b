/** What a run in debug mode keeps, and tells live, of its conversation with the tracker. Without debug mode none of this runs. */
import { Recording, recordingWire } from '../http/recording.ts';
import { credentialForms } from '../http/redact.ts';
import type { ParamValues } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import type { System } from '../model/tracker.ts';
import { dropExchanges, saveExchanges, TRACE_KEPT } from '../store/exchanges.ts';
import type { Running } from '../store/job-runs.ts';
import type { Outside } from './connect.ts';
import type { JobDeps } from './handlers.ts';

export interface Trace {
  /** The same outside, listened to. */
  readonly outside: Outside;
  /** Stores what was heard. A trace that cannot be stored is a warning, and no failure of the run. */
  readonly keep: () => Promise<void>;
}

export function listenTo(deps: JobDeps, run: Running, system: System, params: ParamValues): Trace {
  const about = { connection: run.connectionId, job: run.id };
  const recording = new Recording((exchange) => deps.overhear({ ...about, ...exchange }));
  const options = { secrets: secretsOf(system, params), now: deps.now };
  const outside: Outside = {
    ...deps,
    openWire: (tls) => {
      const { wire, close } = deps.openWire(tls);
      return { wire: recordingWire(wire, recording, options), close };
    },
  };
  return { outside, keep: () => keep(deps, run, recording) };
}

function secretsOf(system: System, params: ParamValues): Secret[] {
  const own = Object.values(params).filter((value) => value instanceof Secret);
  return [...own, ...credentialForms(system.endpoint(params).credentials)];
}

async function keep({ db, now, logger }: JobDeps, run: Running, { exchanges }: Recording): Promise<void> {
  try {
    await dropExchanges(db, new Date(now() - TRACE_KEPT));
    await saveExchanges(db, run.id, exchanges);
  } catch (error) {
    logger.warn({ err: error, job: run.id }, `job ${run.id}: its trace could not be stored`);
  }
}
