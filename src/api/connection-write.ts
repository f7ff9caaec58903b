/** Makes and changes connections: one transaction, in which the connector does not change. */
import type { FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { paramsInForce } from '../jobs/connect.ts';
import { lockConnector, type Connector } from '../store/connectors.ts';
import {
  createConnection,
  findConnection,
  lockConnection,
  updateConnection,
  type Connection,
  type ConnectionData,
} from '../store/connections.ts';
import type { Frequency, Tables } from '../store/tables.ts';
import { firstRunAt } from '../store/schedule.ts';
import { inTransaction } from '../store/transaction.ts';
import { settle, type Settled } from './connection-params.ts';
import type { ConnectionBody, ConnectionChange } from './connection-shape.ts';
import type { ServerDeps } from './deps.ts';
import { conflict, invalid, noSuch, notFound } from './errors.ts';
import { same } from '../model/json.ts';
import { requireMacroValues } from './macro-values.ts';
import { requireProject } from './permissions.ts';
import { withPhases } from './phases-offered.ts';
import { followTarget } from './retarget.ts';
import { systemOf } from './systems.ts';

/** The new connection. Throws 400, 403. */
export async function createConnectionFrom(
  given: ServerDeps,
  request: FastifyRequest,
  body: ConnectionBody,
): Promise<Connection> {
  const deps = await withPhases(given);
  const { alias, connector: connectorId, project, params, debug_mode = false, frequency = 'manually' } = body;
  await requireProject(deps.db, request, project, { hidden: () => noSuch('project', project) });
  requireFrequency(deps, frequency);
  return inTransaction(deps.db, async (trx) => {
    const now = new Date(deps.now());
    const connector = await connectorOf(trx, connectorId);
    const settled = settle(deps, connector, params, null);
    await requireMacros(deps, trx, [connector, settled.own], project);
    const data = { alias, connector_id: connectorId, project_id: project, debug_mode, ...columnsOf(settled) };
    const schedule = { frequency, next_run_at: null, schedule_note: '', stopped_because: null };
    const id = await createConnection(trx, { ...data, ...schedule }, request.caller.id, now);
    // The first run is spread by the id, which exists only now.
    if (frequency !== 'manually') await updateConnection(trx, id, firstRun(deps, frequency, id), now);
    return found(trx, id);
  });
}

/** The changed connection; members left out stay. Throws 400, 403, 404, 409. */
export async function updateConnectionFrom(
  given: ServerDeps,
  request: FastifyRequest,
  former: Connection,
  body: ConnectionChange,
): Promise<Connection> {
  const deps = await withPhases(given);
  const { project = former.project_id, connector: connectorId = former.connector_id } = body;
  if (project !== former.project_id)
    await requireProject(deps.db, request, project, { hidden: () => noSuch('project', project) });
  if (body.frequency !== undefined) requireFrequency(deps, body.frequency);
  return inTransaction(deps.db, async (trx) => {
    const connector = await connectorOf(trx, connectorId);
    const row = await lockedAgain(trx, former);
    const now = new Date(deps.now());
    const settled = settledAfter(deps, row, connector, body);
    if (settled.own !== row || project !== row.project_id)
      await requireMacros(deps, trx, [connector, settled.own], project);
    const { alias = row.alias, debug_mode = row.debug_mode } = body;
    const data = { alias, debug_mode, connector_id: connectorId, project_id: project };
    await updateConnection(trx, row.id, { ...data, ...changesOf(deps, row, body, settled) }, now);
    await followTarget(deps, trx, row, { ...settled, project_id: project });
    return found(trx, row.id);
  });
}

const requireMacros = (
  { systems, sealer }: ServerDeps,
  trx: Kysely<Tables>,
  [connector, own]: readonly [Connector, Settled['own']],
  projectId: number,
): Promise<void> => {
  const system = systemOf(systems, connector.system);
  return requireMacroValues(trx, system, paramsInForce(system, [connector, own], sealer), projectId);
};

/** Parameters that nobody touched are not judged again. */
function settledAfter(deps: ServerDeps, row: Connection, connector: Connector, body: ConnectionChange): Settled {
  const untouched = body.params === undefined && connector.id === row.connector_id;
  if (untouched) return { own: row, server: row.server, target: row.target };
  return settle(deps, connector, body.params ?? {}, { own: row, connector: connectorBefore(row, connector) });
}

/** What follows from new parameters and a new frequency; a refused credential may be tried again. */
function changesOf(
  deps: ServerDeps,
  row: Connection,
  body: ConnectionChange,
  settled: Settled,
): Partial<ConnectionData> {
  const { frequency } = body;
  const { params, secrets } = settled.own;
  const moved =
    !same({ params, secrets }, { params: row.params, secrets: row.secrets }) || settled.target !== row.target;
  return {
    ...columnsOf(settled),
    ...(moved ? { stopped_because: null } : {}),
    ...(frequency === undefined || frequency === row.frequency ? {} : firstRun(deps, frequency, row.id)),
  };
}

const columnsOf = ({ own, server, target }: Settled) => ({ params: own.params, secrets: own.secrets, server, target });

function firstRun(deps: ServerDeps, frequency: Frequency, id: number): Partial<ConnectionData> {
  const at = firstRunAt(frequency, id, deps.now());
  return { frequency, next_run_at: at === null ? null : new Date(at), schedule_note: '' };
}

function requireFrequency({ advanced }: ServerDeps, frequency: Frequency): void {
  if (advanced || frequency === 'manually') return;
  const text =
    'The advanced Issue Tracker feature is switched off for this organization: only "manually" is available.';
  throw invalid({ frequency: [text] });
}

async function connectorOf(trx: Kysely<Tables>, id: number): Promise<Connector> {
  const connector = await lockConnector(trx, id);
  if (connector === undefined) throw noSuch('connector', id);
  return connector;
}

/** Connectors are locked before connections, everywhere. */
async function lockedAgain(trx: Kysely<Tables>, former: Connection): Promise<Connection> {
  await lockConnection(trx, former.id);
  const row = await findConnection(trx, former.id);
  if (row === undefined) throw notFound();
  if (row.connector_id !== former.connector_id) throw conflict('The connection was changed meanwhile: try again.');
  return row;
}

/** The connector that the connection had, as far as its parameters go. */
const connectorBefore = (row: Connection, connector: Connector): Connector => ({
  ...connector,
  id: row.connector_id,
  system: row.system,
  params: row.connector_params,
  secrets: row.connector_secrets,
});

async function found(trx: Kysely<Tables>, id: number): Promise<Connection> {
  const row = await findConnection(trx, id);
  if (row === undefined) throw new Error(`connection ${id} vanished inside its transaction`);
  return row;
}
