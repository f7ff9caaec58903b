/** For supervisors: `/healthz` the process answers, `/readyz` its database does too. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { ServerDeps } from './deps.ts';

export function healthRoutes(app: FastifyInstance, { db, version }: ServerDeps): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok', version }));
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    try {
      await sql`select 1`.execute(db);
      return { status: 'ready' };
    } catch (error) {
      request.log.error({ err: error }, 'the database does not answer');
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
}
