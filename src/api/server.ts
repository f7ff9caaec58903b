/** Assembles the HTTP server: hooks first, then one plugin per resource. */
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import { apiTokenRoutes } from './api-tokens.ts';
import { applicationRoutes } from './applications.ts';
import { useAuthentication } from './auth.ts';
import { businessUnitRoutes } from './business-units.ts';
import { compositeRoutes } from './composite.ts';
import { connectionRoutes } from './connections.ts';
import { connectorRoutes } from './connectors.ts';
import type { ServerDeps } from './deps.ts';
import { diagnosisRoutes } from './diagnosis.ts';
import { answerBadUrl, useErrors } from './errors.ts';
import { presentName } from './former-names.ts';
import { groupRoutes } from './groups.ts';
import { healthRoutes } from './health.ts';
import { useIdempotency } from './idempotency.ts';
import { importUploadRoutes } from './import-upload.ts';
import { importRoutes } from './imports.ts';
import { jobTraceRoutes } from './job-trace.ts';
import { jobRoutes, projectJobRoutes } from './jobs.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { collectMethods } from './not-allowed.ts';
import { noteRoutes } from './notes.ts';
import { useOpenapi } from './openapi.ts';
import { phaseRoutes } from './phases.ts';
import { planRoutes } from './plans.ts';
import { pluginRoutes } from './plugins.ts';
import { projectRoleRoutes } from './project-roles.ts';
import { projectRoutes } from './projects.ts';
import { taskHistoryRoutes } from './task-history.ts';
import { taskStatusRoutes } from './task-statuses.ts';
import { taskUpdateRoutes } from './task-updates.ts';
import { taskRoutes } from './tasks.ts';
import { trackerTestRoutes } from './tracker-tests.ts';
import { useJson, useTolerance } from './tolerance.ts';
import { userRoleRoutes } from './user-roles.ts';
import { userRoutes } from './users.ts';

export type { ServerDeps } from './deps.ts';

const RESOURCES = [
  connectionRoutes,
  connectorRoutes,
  trackerTestRoutes,
  diagnosisRoutes,
  pluginRoutes,
  jobRoutes,
  projectJobRoutes,
  jobTraceRoutes,
  planRoutes,
  businessUnitRoutes,
  applicationRoutes,
  projectRoutes,
  taskRoutes,
  taskHistoryRoutes,
  taskUpdateRoutes,
  noteRoutes,
  importRoutes,
  importUploadRoutes,
  phaseRoutes,
  taskStatusRoutes,
  compositeRoutes,
  meRoutes,
  userRoutes,
  apiTokenRoutes,
  groupRoutes,
  userRoleRoutes,
  projectRoleRoutes,
  memberRoutes,
];

/** The whole API, ready to listen or to be injected. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({
    ...(deps.logger === null ? {} : { loggerInstance: deps.logger }),
    frameworkErrors: answerBadUrl,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '' }) => presentName(url),
    // `verbose` hands the value at fault to the error texts; bodies are never coerced.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true, verbose: true } },
  });
  useErrors(app);
  useJson(app);
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  await useOpenapi(app, deps);
  healthRoutes(app, deps);
  await app.register(async (api) => registerApi(api, deps), { prefix: '/api/v2' });
  await app.ready();
  return app;
}

async function registerApi(api: FastifyInstance, deps: ServerDeps): Promise<void> {
  useAuthentication(api, deps.db);
  useTolerance(api);
  useIdempotency(api, deps);
  const refuseOtherMethods = collectMethods(api);
  for (const resource of RESOURCES) await api.register(resource, deps);
  refuseOtherMethods();
}
