/** OpenAPI 3.1 at `/api/openapi.json`, from the schemas that the routes are checked against. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from './deps.ts';
import { CSRF_HEADER, SESSION_COOKIE } from './session-cookie.ts';

const DESCRIPTION =
  'Keeps security tasks and issue trackers in step. Compatible with SD Elements API v2 where that documents it; ' +
  'docs/compatibility.md names every difference.';

const LICENSE = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' };

/** Call it before the routes. */
export async function useOpenapi(app: FastifyInstance, { baseUrl, version }: ServerDeps): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Lockstep', version, description: DESCRIPTION, license: LICENSE },
      servers: [{ url: baseUrl }],
      security: [{ token: [] }, { basic: [] }, { session: [], csrf: [] }],
      components: {
        securitySchemes: {
          token: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Token <your API token>`' },
          basic: { type: 'http', scheme: 'basic' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'From `session/`' },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: CSRF_HEADER,
            description: 'The `csrf_token` of `session/`, with a session and for changes only',
          },
        },
      },
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
