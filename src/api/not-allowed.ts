/** 405 for paths that exist with other methods. */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { notAllowed } from './errors.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Call it before the routes; the answer adds what is missing and is called after them. */
export function collectMethods(app: FastifyInstance): () => void {
  const used = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const methods = used.get(route.routePath) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method);
    used.set(route.routePath, methods);
  });
  return () => {
    for (const [url, methods] of used) refuseOthers(app, url, methods);
  };
}

function refuseOthers(app: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const allow = [...methods].join(', ');
  const others = METHODS.filter((method) => !methods.has(method));
  if (others.length === 0) return;
  app.route({
    method: others,
    url,
    schema: { hide: true },
    config: { anyMethod: true },
    handler: (request, reply) => {
      void reply.header('allow', allow);
      throw notAllowed(request.method);
    },
  });
}
