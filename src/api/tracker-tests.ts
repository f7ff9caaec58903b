/** `test-issue-tracker/`: tries parameters on the tracker without storing them. */
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { System } from '../model/tracker.ts';
import { paramsInForce } from '../jobs/connect.ts';
import { findConnector, type Connector } from '../store/connectors.ts';
import { projectSight } from '../store/projects.ts';
import { SystemGiven } from './connector-shape.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { invalid, noSuch, required } from './errors.ts';
import { requireMacroValues } from './macro-values.ts';
import { requireValid, requireValidConnector } from './param-check.ts';
import { changed, EMPTY } from './param-layers.ts';
import { readParams } from './param-names.ts';
import { seesAll } from './permissions.ts';
import { requireBoundSecrets } from './secret-binding.ts';
import { withPhases } from './phases-offered.ts';
import { answers, GivenParams, Id, Text } from './shapes.ts';
import { systemGiven, systemOf } from './systems.ts';

const Body = Type.Object({
  name: Type.Optional(Text(255, 'The name; or give `alias`')),
  alias: Type.Optional(Text(255, 'The name')),
  connector: Type.Optional(Id('Its stored parameters are the base')),
  project: Type.Optional(Id('The project to be connected')),
  system: Type.Optional(SystemGiven),
  params: GivenParams,
});

const Success = Type.Object({ success: Type.Boolean() });
const tags = ['tests'];

export const trackerTestRoutes: Routes = async (app, deps) => {
  app.post(
    '/connections/test-issue-tracker/',
    { schema: { operationId: 'testConnection', tags, body: Body, response: answers(200, Success) } },
    async (request, reply) => {
      const { system, values } = await trial(await withPhases(deps), request, request.body);
      requireValid(system, values);
      const { project } = request.body;
      if (project !== undefined) await requireMacroValues(deps.db, system, values, project);
      await deps.testTracker(system, values, 'settings');
      return reply.status(200).send({ success: true });
    },
  );

  app.post(
    '/connectors/test-issue-tracker/',
    { schema: { operationId: 'testConnector', tags, body: Body, response: answers(200, Success) } },
    async (request, reply) => {
      const { system, values } = await trial(await withPhases(deps), request, request.body);
      requireValidConnector(system, values, []);
      // Without a project only the server and the credentials can be tried.
      await deps.testTracker(system, values, system.target(values) === '' ? 'server' : 'settings');
      return reply.status(200).send({ success: true });
    },
  );
};

/** The system and the values to try. A stored secret is used only with the settings it was stored with. */
async function trial(deps: ServerDeps, request: FastifyRequest, body: Static<typeof Body>) {
  if (body.name === undefined && body.alias === undefined) throw required('name');
  await requireSight(deps, request, body.project);
  const connector = body.connector === undefined ? null : await connectorOf(deps, body.connector);
  const system = systemFor(deps, body, connector);
  const below = [connector ?? EMPTY];
  const given = readParams(system, body.params);
  const change = { system, below, own: EMPTY, given, creating: connector === null, refusal: () => null };
  const own = changed({ ...change, seal: (text) => deps.sealer.seal(text) });
  requireBoundSecrets({ system, before: null, below, own, given });
  return { system, values: paramsInForce(system, [...below, own], deps.sealer) };
}

function systemFor(deps: ServerDeps, body: Static<typeof Body>, connector: Connector | null): System {
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
