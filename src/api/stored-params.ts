/** What a run of a stored connection would use. */
import { paramsInForce } from '../jobs/connect.ts';
import type { ParamValues } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import type { Connection } from '../store/connections.ts';
import type { ServerDeps } from './deps.ts';
import { systemOf } from './systems.ts';

interface InForce {
  readonly system: System;
  readonly params: ParamValues;
}

/** The defaults under the connector's values under the connection's own. Throws a `SealError`. */
export function storedParams({ systems, sealer }: Pick<ServerDeps, 'systems' | 'sealer'>, row: Connection): InForce {
  const system = systemOf(systems, row.system);
  const levels = [{ params: row.connector_params, secrets: row.connector_secrets }, row];
  return { system, params: paramsInForce(system, levels, sealer) };
}
