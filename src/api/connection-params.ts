/** What a request makes of a connection's parameters, checked against its connector. */
import type { ParamField } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { paramsInForce } from '../jobs/connect.ts';
import type { Connector } from '../store/connectors.ts';
import type { ServerDeps } from './deps.ts';
import { placeOf, requireValid } from './param-check.ts';
import { changed, effective, EMPTY, type Layer } from './param-layers.ts';
import { readParams } from './param-names.ts';
import { requireBoundSecrets } from './secret-binding.ts';
import { systemOf } from './systems.ts';

/** A connection's side before the change; absent when it is being made. */
export interface Former {
  readonly own: Layer;
  readonly connector: Connector;
}

export interface Settled {
  readonly own: Layer;
  readonly server: string;
  readonly target: string;
}

/**
 * The connection's own layer after the request, and the place that it then names. Throws 400 naming the parameter: an
 * unknown one, one that the connector keeps to itself, a mask without a secret, a secret that would travel, bad values.
 */
export function settle(
  deps: Pick<ServerDeps, 'systems' | 'sealer'>,
  connector: Connector,
  params: Readonly<Record<string, unknown>>,
  former: Former | null,
): Settled {
  const system = systemOf(deps.systems, connector.system);
  const given = readParams(system, params);
  const refusal = (field: ParamField) => refusalOf(system, connector, field);
  const start = former === null ? EMPTY : carriedOver(connector, former, system);
  const change = { system, below: [connector], own: start, given, creating: former === null, refusal };
  const own = changed({ ...change, seal: (text) => deps.sealer.seal(text) });
  const before = former === null ? null : [former.connector, former.own];
  requireBoundSecrets({ system, before, below: [connector], own, given });
  const values = paramsInForce(system, [connector, own], deps.sealer);
  requireValid(system, values);
  return { own, ...placeOf(system, values) };
}

/** With another connector, only overrides that it allows stay; with another system, none. */
function carriedOver(connector: Connector, former: Former, system: System): Layer {
  if (connector.id === former.connector.id) return former.own;
  if (connector.system !== former.connector.system) return EMPTY;
  const allowed = new Set(editableNames(system, connector));
  const keep = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => allowed.has(name)));
  return { params: keep(former.own.params), secrets: keep(former.own.secrets) };
}

/** A project's own parameters are always its own; of the rest the connector's list decides, or the schema. */
function editableNames(system: System, connector: Connector): string[] {
  const listed = connector.fields_editable_on_project;
  const editable = (field: ParamField): boolean =>
    !field.scope.includes('system') || (listed?.includes(field.name) ?? field.scope.includes('project'));
  return system.params.filter(editable).map((field) => field.name);
}

function refusalOf(system: System, connector: Connector, field: ParamField): string | null {
  if (editableNames(system, connector).includes(field.name)) return null;
  const inherited = effective(field, [connector]);
  const instead = inherited === null ? 'leave it out' : `leave it out, or give ${JSON.stringify(inherited)}`;
  return `The connector "${connector.name}" does not let a project change this: ${instead}. An administrator can add it to fields_editable_on_project of the connector.`;
}
