/** `/api/docs`: the reference for people, made in the browser from our OpenAPI. Everything it loads comes from here. */
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './limits.ts';

export async function useDocs(app: FastifyInstance, { countAddress }: Limits): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    theme: { title: 'Lockstep API' },
    uiHooks: { onRequest: (request, _reply, done) => void countAddress(request).then(() => done(), done) },
    // No bar that asks for other descriptions, no validator that would send ours to its makers.
    uiConfig: { layout: 'BaseLayout', validatorUrl: null, docExpansion: 'none', filter: true },
  });
}
