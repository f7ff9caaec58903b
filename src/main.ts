/** Composes the service out of its rooms, by passing arguments. Everything that there is once per process is made here. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino, type Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import type { Sample } from './api/deps.ts';
import { buildServer } from './api/server.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { parseAllow } from './http/egress.ts';
import { Governor } from './http/governor.ts';
import { undiciWire } from './http/wire.ts';
import { openCapture, type Capture } from './jobs/capture.ts';
import { makeListProjects, makeReadMetadata, makeTestTracker, type Outside } from './jobs/connect.ts';
import { startQueue } from './jobs/queue.ts';
import { startWorker } from './jobs/worker.ts';
import { secretKeyOf } from './secret-key.ts';
import { migrateWithBackup, startBackups } from './store/backup.ts';
import { openDatabase, type Database } from './store/database.ts';
import { markerKeyOf } from './store/marker.ts';
import { checkKey, makeSealer, type Sealer } from './store/seal.ts';
import { ensureAdministrator } from './store/users.ts';
import { sync } from './sync/sync.ts';
import { SYSTEMS } from './trackers/systems.ts';

export interface Service {
  /** Where it is reached; null for a process that only runs jobs. */
  readonly url: string | null;
  /** The administrator's new token, to be shown once; null when it was given or made before. */
  readonly adminToken: string | null;
  /** Takes no more requests, stops runs at their next write, closes the database. */
  close(): Promise<void>;
}

/** Where the build puts what browsers are given. */
const PAGES = fileURLToPath(new URL('../dist/web', import.meta.url));

interface Beside {
  readonly logger: Logger;
  /** Trackers in the box that the caller runs; absent: none. */
  readonly sample?: Sample | null;
}

type Closing = () => Promise<void> | void;

/** Starts everything that the role asks for, or nothing: what was opened is closed again when a later part fails. */
export async function start(config: Config, { logger, sample = null }: Beside): Promise<Service> {
  const outside = outsideOf(config);
  const closings: Closing[] = [];
  const close = async (): Promise<void> => {
    for (const closing of closings.splice(0).reverse()) await closing();
  };
  try {
    const database = await open(config, logger);
    closings.push(() => database.close());
    return { ...(await startParts(config, { database, logger, outside, closings, sample })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Clock, pacing, chance and the guarded network: law 11 wants them as arguments everywhere else. */
function outsideOf(config: Config): Outside {
  const allow = parseAllow(config.egressAllow.join(','));
  const now = (): number => Date.now();
  const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);
  const governor = new Governor({ now, sleep: pause });
  return { openWire: (tls) => undiciWire({ allow, ...tls }), governor, now, sleep: pause, random: () => Math.random() };
}

function open({ data, databaseUrl }: Config, logger: Logger): Promise<Database> {
  const onConnectionError = (error: Error): void =>
    logger.warn({ err: error }, 'database: a connection broke and is replaced');
  const url = databaseUrl === null ? {} : { url: databaseUrl.reveal() };
  return openDatabase({ ...url, dataFolder: data, onConnectionError });
}

const backupsOf = ({ data }: Config) => ({ folder: join(data, 'backups'), now: () => Date.now() });

interface Around {
  readonly database: Database;
  readonly logger: Logger;
  readonly outside: Outside;
  /** What is to be closed, in the order it was opened. */
  readonly closings: Closing[];
  readonly sample: Sample | null;
}

async function startParts(config: Config, around: Around): Promise<Omit<Service, 'close'>> {
  const { database, logger, outside, closings } = around;
  const { db, pglite } = database;
  if (config.databaseUrl !== null && config.baseUrl === null) {
    logger.warn('LOCKSTEP_BASE_URL is not set: give every process the same, because the links in issues begin with it');
  }
  await migrateWithBackup(database, backupsOf(config));
  const sealer = makeSealer(await secretKeyOf(config));
  await checkKey(db, sealer);
  const adminToken = await ensureAdministrator(db, config.adminToken?.reveal() ?? null, new Date(outside.now()));
  if (pglite !== null) closings.push(keepBackups(config, pglite, logger));
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const baseUrl = config.baseUrl ?? addressOf(config.host, port);
  const queue = await startWork(config, { ...around, sealer, baseUrl });
  if (config.role === 'worker') return { url: null, adminToken };
  const app = await buildServer({
    db,
    now: outside.now,
    newId: () => randomUUID(),
    systems: SYSTEMS,
    sealer,
    wake: queue.wake.bind(queue),
    testTracker: makeTestTracker(outside),
    readMetadata: makeReadMetadata(outside),
    listProjects: makeListProjects(outside),
    baseUrl,
    advanced: config.advanced,
    rateLimit: config.rateLimit,
    trustProxy: config.trustProxy,
    version: packageJson.version,
    captureSocket: config.role === 'all' ? socketOf(config) : '',
    sample: around.sample,
    pages: PAGES,
    logger,
  });
  closings.push(() => app.close());
  await app.listen({ host: config.host, port }).catch((error: unknown) => Promise.reject(listenError(error, port)));
  return { url: baseUrl, adminToken };
}

function keepBackups(config: Config, pglite: NonNullable<Database['pglite']>, logger: Logger): Closing {
  const failed = (error: unknown): void =>
    logger.error({ err: error }, 'backup: it failed, and is tried again in an hour');
  return startBackups(pglite, backupsOf(config), failed);
}

const socketOf = ({ data }: Config): string => join(resolve(data), 'session-capture.sock');

/** Without it all else works. */
function captureAt(path: string, logger: Logger): Promise<Capture> {
  return openCapture(path).catch((error: unknown) => {
    logger.warn({ err: error }, `capture: ${path} cannot be listened at, so runs in debug mode are not told live`);
    return { tell: () => undefined, close: () => Promise.resolve() };
  });
}

interface AroundWork extends Around {
  readonly sealer: Sealer;
  readonly baseUrl: string;
}

/** The queue, and unless this process only serves requests, a worker on it. */
async function startWork(config: Config, { database, logger, outside, closings, sealer, baseUrl }: AroundWork) {
  const works = config.role !== 'api';
  const queue = await startQueue({ database, url: config.databaseUrl?.reveal() ?? null, works, logger });
  if (!works) {
    closings.push(() => queue.stop());
    return queue;
  }
  const capture = await captureAt(socketOf(config), logger);
  closings.push(() => capture.close());
  const worker = await startWorker({
    ...outside,
    overhear: capture.tell,
    db: database.db,
    sealer,
    systems: SYSTEMS,
    sync,
    markerKey: await markerKeyOf(database.db),
    baseUrl,
    logger,
    queue,
    name: `${hostname()}:${process.pid}`,
    alone: database.kind === 'embedded',
    advanced: config.advanced,
  });
  closings.push(() => worker.stop());
  return queue;
}

/** Links have to be known before the server listens, so port 0 is settled first. */
async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const listenError = (error: unknown, port: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new ConfigError(
        'LOCKSTEP_PORT',
        `is ${port}, which another program uses`,
        'Set another one, or 0 for any free one',
      )
    : error;

/** An address that a browser on this machine can open: "every interface" is none. */
function addressOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Logs go to standard error, so that what is printed for people stands alone. */
export const makeLogger = (level: Config['logLevel']): Logger => pino({ level }, pino.destination(2));

/** What the first start tells the administrator; '' later on. */
export const howToBegin = ({ url, adminToken }: Service): string =>
  adminToken === null
    ? ''
    : `The administrator's API token, shown only now: ${adminToken}
${url === null ? '' : `Choose your password at ${url}/first-run#token=${adminToken}\n`}`;

/** `lockstep serve`: until SIGTERM or SIGINT; a second signal ends it at once. */
export async function serveUntilSignal(): Promise<number> {
  const config = readConfig();
  const logger = makeLogger(config.logLevel);
  const service = await start(config, { logger });
  process.stdout.write(service.url === null ? 'Lockstep runs jobs.\n' : `Lockstep is at ${service.url}\n`);
  process.stdout.write(howToBegin(service));
  const signal = await signalled();
  logger.info(`${signal}: stopping`);
  await service.close();
  return 0;
}

/** The first SIGTERM or SIGINT; the next one finds its default, which is to end the process. */
export function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals): void => {
      process.off('SIGTERM', heard).off('SIGINT', heard);
      resolve(signal);
    };
    process.on('SIGTERM', heard).on('SIGINT', heard);
  });
}

/** `lockstep migrate`: brings the database up to date, and says what it did. */
export async function migrateOnce(): Promise<number> {
  const config = readConfig();
  const database = await open(config, makeLogger(config.logLevel));
  try {
    const applied = await migrateWithBackup(database, backupsOf(config));
    process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}\n`);
    return 0;
  } finally {
    await database.close();
  }
}
