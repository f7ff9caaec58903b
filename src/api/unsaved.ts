/** Parameters that are tried before they are stored: a connection or connector as a request describes it. */
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { ParamValues } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { paramsInForce } from '../jobs/connect.ts';
import { findConnector, type Connector } from '../store/connectors.ts';
import { projectSight } from '../store/projects.ts';
import { SystemGiven } from './connector-shape.ts';
import type { ServerDeps } from './deps.ts';
import { invalid, noSuch, required } from './errors.ts';
import { changed, EMPTY } from './param-layers.ts';
import { readParams } from './param-names.ts';
import { seesAll } from './permissions.ts';
import { withPhases } from './phases-offered.ts';
import { requireBoundSecrets } from './secret-binding.ts';
import { GivenParams, Id, Text } from './shapes.ts';
import { systemGiven, systemOf } from './systems.ts';

export const UnsavedBody = Type.Object({
  name: Type.Optional(Text(255, 'The name; or give `alias`')),
  alias: Type.Optional(Text(255, 'The name')),
  connector: Type.Optional(Id('Its stored parameters are the base')),
  project: Type.Optional(Id('The project to be connected')),
  system: Type.Optional(SystemGiven),
  params: GivenParams,
});
type UnsavedBody = Static<typeof UnsavedBody>;

interface Unsaved {
  readonly system: System;
  readonly params: ParamValues;
}

/** The system, and the parameters that would be in force. A stored secret is used only with the settings it was stored with. */
export async function unsaved(given: ServerDeps, request: FastifyRequest, body: UnsavedBody): Promise<Unsaved> {
  const deps = await withPhases(given);
  if (body.name === undefined && body.alias === undefined) throw required('name');
  await requireSight(deps, request, body.project);
  const connector = body.connector === undefined ? null : await connectorOf(deps, body.connector);
  const system = systemFor(deps, body, connector);
  const below = [connector ?? EMPTY];
  const params = readParams(system, body.params);
  const change = { system, below, own: EMPTY, given: params, creating: connector === null, refusal: () => null };
  const own = changed({ ...change, seal: (text) => deps.sealer.seal(text) });
  requireBoundSecrets({ system, before: null, below, own, given: params });
  return { system, params: paramsInForce(system, [...below, own], deps.sealer) };
}

function systemFor(deps: ServerDeps, body: UnsavedBody, connector: Connector | null): System {
  const named = body.system === undefined ? null : systemGiven(deps.systems, body.system);
  if (connector === null) {
    if (named === null) throw required('system');
    return named;
  }
  const system = systemOf(deps.systems, connector.system);
  if (named !== null && named.id !== system.id) {
    throw invalid({ system: [`The connector "${connector.name}" is for ${system.name}, not for ${named.name}.`] });
  }
  return system;
}

async function connectorOf(deps: ServerDeps, id: number): Promise<Connector> {
  const connector = await findConnector(deps.db, id);
  if (connector === undefined) throw noSuch('connector', id);
  return connector;
}

async function requireSight(deps: ServerDeps, request: FastifyRequest, projectId: number | undefined): Promise<void> {
  if (projectId === undefined) return;
  const sight = await projectSight(deps.db, projectId, request.caller.id);
  if (sight === undefined || (sight.permissions === null && !seesAll(request.caller)))
    throw noSuch('project', projectId);
}
