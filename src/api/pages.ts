/** The pages for people, as the build left them: every address that is no file and not the API's is the one page. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerDeps } from './deps.ts';
import { notFound } from './errors.ts';

const NOT_BUILT =
  'The pages are not built. Run "npm run build" where Lockstep is installed and start it again. The API is at /api/v2/.\n';

/** Nothing inline, nothing from elsewhere. Styles made in the browser carry the nonce that the page was given. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Call it after the routes whose addresses are theirs. */
export async function usePages(app: FastifyInstance, { pages }: ServerDeps): Promise<void> {
  if (pages === null) return;
  const file = join(pages, 'index.html');
  const page = existsSync(file) ? readFileSync(file, 'utf8') : null;
  // Names of assets hold their contents' hash.
  if (page !== null) {
    const root = join(pages, 'assets');
    await app.register(fastifyStatic, { root, prefix: '/assets/', index: false, maxAge: '1y', immutable: true });
  }
  app.get('/', { schema: { hide: true } }, (_request, reply) => sendPage(reply, page));
  app.get('/*', { schema: { hide: true }, exposeHeadRoute: false }, (request, reply) => {
    if (!isForPeople(request)) throw notFound();
    return sendPage(reply, page);
  });
}

/** A program that mistypes an address of the API is told so, as ever. */
const isForPeople = ({ url, headers }: FastifyRequest): boolean =>
  !/^\/(?:api|assets)(?:\/|$)/.test(url) && (headers.accept ?? '').includes('text/html');

function sendPage(reply: FastifyReply, page: string | null): FastifyReply {
  void reply.header('cache-control', 'no-store');
  if (page === null) return reply.status(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  const nonce = randomBytes(16).toString('base64');
  return reply
    .header('content-security-policy', policy(nonce))
    .type('text/html; charset=utf-8')
    .send(page.replace('{{nonce}}', nonce));
}
