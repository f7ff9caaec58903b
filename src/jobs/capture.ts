/**
 * The session capture socket: what runs in debug mode say to their trackers, live. Whoever may read it connects
 * (`nc -U data/session-capture.sock`) and gets one JSON object per line, redacted as the stored trace is.
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Exchange } from '../http/recording.ts';

export interface Overheard extends Exchange {
  readonly connection: number;
  readonly job: number;
}

export interface Capture {
  readonly tell: (overheard: Overheard) => void;
  close(): Promise<void>;
}

/** Who does not read is let go rather than waited for. */
const MOST_WAITING = 8_000_000;

/** Only for the owner of the process. Throws when the path cannot be listened at, or another process does. */
export async function openCapture(path: string): Promise<Capture> {
  await mkdir(dirname(path), { recursive: true });
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => undefined).on('close', () => clients.delete(client));
    client.resume();
  });
  if (!(await isAlive(path))) await rm(path, { force: true });
  await listen(server, path);
  await chmod(path, 0o600);
  const tell = ({ at, ...overheard }: Overheard): void => {
    if (clients.size === 0) return;
    const line = `${JSON.stringify({ at: new Date(at).toISOString(), ...overheard })}\n`;
    for (const client of clients) {
      if (client.writableLength > MOST_WAITING) client.destroy();
      else client.write(line);
    }
  };
  const close = async (): Promise<void> => {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { tell, close };
}

/** A socket that a killed process left behind is only a name. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
}
