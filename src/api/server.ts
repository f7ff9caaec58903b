/** Assembles the HTTP server: hooks first, then one plugin per resource. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import { activityRoutes, useActivities } from './activities.ts';
import { analysisNoteRoutes } from './analysis-notes.ts';
import { apiTokenRoutes } from './api-tokens.ts';
import { applicationRoutes } from './applications.ts';
import { auditRoutes } from './audit.ts';
import { useAuthentication } from './auth.ts';
import { businessUnitRoutes } from './business-units.ts';
import { compositeRoutes } from './composite.ts';
import { conflictRoutes } from './conflicts.ts';
import { connectionRoutes } from './connections.ts';
import { connectorRoutes } from './connectors.ts';
import type { ServerDeps } from './deps.ts';
import { diagnosisRoutes } from './diagnosis.ts';
import { useDocs } from './docs.ts';
import { answerBadUrl, useErrors } from './errors.ts';
import { driftRoutes } from './drift.ts';
import { eventRoutes } from './events.ts';
import { useExclude } from './exclude.ts';
import { firstRunRoutes } from './first-run.ts';
import { presentName } from './former-names.ts';
import { groupRoutes } from './groups.ts';
import { healthRoutes } from './health.ts';
import { hintArrivalRoutes } from './hint-arrival.ts';
import { hintRoutes } from './hints.ts';
import { howToRoutes } from './how-tos.ts';
import { useIdempotency } from './idempotency.ts';
import { importUploadRoutes } from './import-upload.ts';
import { importRoutes } from './imports.ts';
import { itemWriteRoutes } from './item-writes.ts';
import { itemRoutes } from './items.ts';
import { jobTraceRoutes } from './job-trace.ts';
import { jobRoutes, projectJobRoutes } from './jobs.ts';
import { useLimits, type Limits } from './limits.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { collectMethods } from './not-allowed.ts';
import { metadataRoutes } from './metadata.ts';
import { noteRoutes } from './notes.ts';
import { useOpenapi } from './openapi.ts';
import { usePages } from './pages.ts';
import { pauseRoutes } from './pause.ts';
import { phaseRoutes } from './phases.ts';
import { planRoutes } from './plans.ts';
import { pluginRoutes } from './plugins.ts';
import { projectRoleRoutes } from './project-roles.ts';
import { projectRoutes } from './projects.ts';
import { discreet } from './request-log.ts';
import { sampleRoutes } from './sample.ts';
import { sessionRoutes } from './sessions.ts';
import { useSummaries } from './summaries.ts';
import { taskHistoryRoutes } from './task-history.ts';
import { taskStatusRoutes } from './task-statuses.ts';
import { taskUpdateRoutes } from './task-updates.ts';
import { taskRoutes } from './tasks.ts';
import { trackerListRoutes } from './tracker-lists.ts';
import { trackerTestRoutes } from './tracker-tests.ts';
import { useJson, useTolerance } from './tolerance.ts';
import { userRoleRoutes } from './user-roles.ts';
import { userRoutes } from './users.ts';

export type { ServerDeps } from './deps.ts';

const RESOURCES = [
  firstRunRoutes,
  auditRoutes,
  connectionRoutes,
  itemRoutes,
  itemWriteRoutes,
  conflictRoutes,
  metadataRoutes,
  driftRoutes,
  pauseRoutes,
  hintRoutes,
  connectorRoutes,
  trackerListRoutes,
  trackerTestRoutes,
  diagnosisRoutes,
  sampleRoutes,
  pluginRoutes,
  eventRoutes,
  jobRoutes,
  projectJobRoutes,
  jobTraceRoutes,
  planRoutes,
  businessUnitRoutes,
  applicationRoutes,
  projectRoutes,
  activityRoutes,
  taskRoutes,
  taskHistoryRoutes,
  taskUpdateRoutes,
  noteRoutes,
  analysisNoteRoutes,
  howToRoutes,
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

/** Beyond the defaults: pages load nothing from other hosts. A server without TLS must not be asked for TLS. */
const CONTENT = {
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  upgradeInsecureRequests: null,
};

/**
 * Nobody holds a socket for ever: neither with a body that drips in, nor with one that stops, nor by not reading the answer.
 * A report of 500 MB (`imports/upload/`) needs 14 minutes at 5 Mbit/s. For headers Node's own minute holds. Answers without an
 * end (`events/`) say something every 15 seconds.
 */
const LONGEST = 15 * 60_000;

/** The whole API, ready to listen or to be injected. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({
    ...(deps.logger === null ? {} : { loggerInstance: discreet(deps.logger) }),
    frameworkErrors: answerBadUrl,
    trustProxy: deps.trustProxy,
    requestTimeout: LONGEST,
    connectionTimeout: LONGEST,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '' }) => presentName(url),
    // `verbose` hands the value at fault to the error texts; bodies are never coerced.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true, verbose: true } },
  });
  useErrors(app);
  useJson(app);
  await app.register(helmet, { contentSecurityPolicy: { directives: CONTENT } });
  await useOpenapi(app, deps);
  healthRoutes(app, deps);
  const limits = await useLimits(app, deps);
  await useDocs(app, limits);
  await usePages(app, deps);
  await app.register(async (api) => registerApi(api, deps, limits), { prefix: '/api/v2' });
  await app.ready();
  return app;
}

async function registerApi(api: FastifyInstance, deps: ServerDeps, limits: Limits): Promise<void> {
  const door = { ...deps, limits };
  await api.register(cookie);
  useAuthentication(api, door);
  useTolerance(api);
  useIdempotency(api, deps);
  useActivities(api, deps);
  useExclude(api);
  useSummaries(api);
  const refuseOtherMethods = collectMethods(api);
  for (const resource of [sessionRoutes(door), hintArrivalRoutes(limits), ...RESOURCES])
    await api.register(resource, deps);
  refuseOtherMethods();
}
