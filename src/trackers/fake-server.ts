/** A fake behind a real port on loopback, for the demo and for end-to-end tests. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireResponse } from '../http/wire.ts';
import type { Fake, FakeRequest } from './fake.ts';

export interface FakeServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers some requests in the fake's place; null leaves one to it. */
export type Pages = (request: FakeRequest) => Promise<WireResponse | null>;

const none: Pages = () => Promise.resolve(null);

/** On any free port. */
export async function serveFake(fake: Fake, pages = none): Promise<FakeServer> {
  const server = createServer((request, response) => {
    void readRequest(request).then(async (incoming) => {
      const answer = (await pages(incoming)) ?? fake.handle(incoming);
      if (answer === null) return request.socket.destroy();
      return response.writeHead(answer.status, answer.headers).end(answer.text);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${actual}`, port: actual, close: () => close(server) };
}

async function readRequest(request: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
  const body = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? 'GET',
    url: `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: body === '' ? null : body,
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
