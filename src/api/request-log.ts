/** What a log tells of a request: never a secret that stands in its address. */
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';

/** Whatever follows, so that a mistyped address does not tell it either. */
const withoutSecret = (url: string): string => url.replace(/(\/hints\/+)[^/?].*/i, '$1********');

const req = ({ method, url, host, ip, socket }: FastifyRequest) => ({
  method,
  url: withoutSecret(url),
  host,
  remoteAddress: ip,
  remotePort: socket.remotePort,
});

export const discreet = (logger: FastifyBaseLogger): FastifyBaseLogger => logger.child({}, { serializers: { req } });
