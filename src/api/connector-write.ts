/** Makes and changes connectors, and carries a change to the connections that go through them. */
import type { Kysely } from 'kysely';
import { same } from '../model/json.ts';
import type { ParamField } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { paramsInForce } from '../jobs/connect.ts';
import { listConnections, lockConnection, updateConnection, type Connection } from '../store/connections.ts';
import {
  connectorNameTaken,
  connectorUses,
  createConnector,
  deleteConnector,
  lockConnector,
  updateConnector,
  type Connector,
  type ConnectorData,
} from '../store/connectors.ts';
import type { Tables } from '../store/tables.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ConnectorBody, ConnectorChange } from './connector-shape.ts';
import type { ServerDeps } from './deps.ts';
import { conflict, invalid, notFound, notUnique } from './errors.ts';
import { placeOf, requireValidConnector } from './param-check.ts';
import { changed, EMPTY, type Layer } from './param-layers.ts';
import { fieldNamed, readParams } from './param-names.ts';
import { withPhases } from './phases-offered.ts';
import { followTarget } from './retarget.ts';
import { movedSettings, requireBoundSecrets, takenAlong } from './secret-binding.ts';
import { systemGiven, systemOf } from './systems.ts';

/** The new connector's id. Throws 400. */
export async function createConnectorFrom(given: ServerDeps, body: ConnectorBody): Promise<number> {
  const deps = await withPhases(given);
  const { name, inaccessible = false, fields_editable_on_project: editable = null } = body;
  const system = systemGiven(deps.systems, body.system);
  const own = layerAfter(deps, system, body, null);
  const data: ConnectorData = {
    name,
    system: system.id,
    inaccessible,
    params: own.params,
    secrets: own.secrets,
    fields_editable_on_project: editable,
  };
  const id = await createConnector(deps.db, data, new Date(deps.now()));
  if (id === null) throw notUnique('name', 'connector');
  return id;
}

/** Members left out stay. Throws 400, 404. */
export async function updateConnectorFrom(given: ServerDeps, id: number, body: ConnectorChange): Promise<void> {
  const deps = await withPhases(given);
  await inTransaction(deps.db, async (trx) => {
    const row = await lockConnector(trx, id);
    if (row === undefined) throw notFound();
    const system = systemOf(deps.systems, row.system);
    if (body.system !== undefined && systemGiven(deps.systems, body.system).id !== row.system) {
      throw invalid({ system: ['The system of a connector cannot change: make a new connector.'] });
    }
    const { name = row.name, inaccessible = row.inaccessible } = body;
    if (await connectorNameTaken(trx, name, id)) throw notUnique('name', 'connector');
    const editable = body.fields_editable_on_project;
    const fields = editable === undefined ? {} : { fields_editable_on_project: editable };
    const { params, secrets } = layerAfter(deps, system, body, row);
    const now = new Date(deps.now());
    await updateConnector(trx, id, { name, inaccessible, params, secrets, ...fields }, now);
    if (!same({ params, secrets }, { params: row.params, secrets: row.secrets })) {
      await carry(deps, trx, row, { params, secrets });
    }
  });
}

/** Throws 404, or 409 while connections go through it. */
export async function deleteUnusedConnector(deps: ServerDeps, id: number): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if ((await lockConnector(trx, id)) === undefined) throw notFound();
    const uses = await connectorUses(trx, id);
    const text = `The connector is used by ${uses} connection${uses === 1 ? '' : 's'}: delete them first.`;
    if (uses > 0) throw conflict(text);
    await deleteConnector(trx, id);
  });
}

function layerAfter(deps: ServerDeps, system: System, body: ConnectorChange, former: Connector | null): Layer {
  const editable = body.fields_editable_on_project ?? former?.fields_editable_on_project ?? [];
  requireNames(system, editable);
  if (body.params === undefined && former !== null) return former;
  const given = readParams(system, body.params ?? {});
  const creating = former === null;
  const change = { system, below: [], own: former ?? EMPTY, given, creating, refusal };
  const own = changed({ ...change, seal: (text) => deps.sealer.seal(text) });
  requireBoundSecrets({ system, before: creating ? null : [former], below: [], own, given });
  requireValidConnector(system, paramsInForce(system, [own], deps.sealer), editable);
  return own;
}

const refusal = (field: ParamField): string | null =>
  field.scope.includes('system') ? null : "This belongs to each project's connection: leave it out here.";

function requireNames(system: System, editable: readonly string[]): void {
  const unknown = editable.filter((name) => fieldNamed(system, name) === undefined);
  if (unknown.length === 0) return;
  throw invalid({ fields_editable_on_project: unknown.map((name) => `"${name}" is no parameter of ${system.name}.`) });
}

/** Connections keep their own secrets for the old place, and their links in it. */
async function carry(deps: ServerDeps, trx: Kysely<Tables>, before: Connector, after: Layer): Promise<void> {
  const system = systemOf(deps.systems, before.system);
  const { rows } = await listConnections(trx, { viewer: null, connector: before.id }, null);
  requireNoStrandedSecrets(system, rows, before, after);
  const now = new Date(deps.now());
  for (const row of rows) {
    const place = placeOf(system, paramsInForce(system, [after, row], deps.sealer));
    await lockConnection(trx, row.id);
    await updateConnection(trx, row.id, { ...place, stopped_because: null }, now);
    await followTarget(deps, trx, row, { ...place, project_id: row.project_id });
  }
}

/** Throws 400 for a connection whose own secret would travel, or that would take a secret of the connector along. */
function requireNoStrandedSecrets(system: System, rows: readonly Connection[], before: Layer, after: Layer): void {
  const travels = (row: Connection): boolean =>
    takenAlong(system, [after], row).length > 0 ||
    (Object.keys(row.secrets).length > 0 && movedSettings(system, [before, row], [after, row]).length > 0);
  const stranded = rows.filter(travels).map((row) => `${row.id} "${row.alias}"`);
  if (stranded.length === 0) return;
  const text = `A secret would be sent to another place by the connections ${stranded.join(', ')}, which have settings or secrets of their own: remove those there first.`;
  throw invalid({ params: { non_field_errors: [text] } });
}
