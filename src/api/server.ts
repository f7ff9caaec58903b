/** Assembles the HTTP server: hooks first, then one plugin per resource. */
import fastify, { type FastifyInstance } from 'fastify';
import type { ServerDeps } from './deps.ts';

export type { ServerDeps } from './deps.ts';

/** The whole API, ready to listen or to be injected. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({ ...(deps.logger === null ? {} : { loggerInstance: deps.logger }) });
  await app.ready();
  return app;
}
