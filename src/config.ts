/** The only reader of the environment. A bad value is an error that names the variable, what is wrong and the remedy. */
import { isIP } from 'node:net';
import { Secret } from './model/secret.ts';

const ROLES = ['all', 'api', 'worker'] as const;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type Role = (typeof ROLES)[number];
export type LogLevel = (typeof LEVELS)[number];
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  /** The folder of the embedded database, its lock and its secret key. */
  readonly data: string;
  /** Null: the embedded database. It may hold a password. */
  readonly databaseUrl: Secret | null;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where people reach the service, without a trailing slash; null: `http://host:port`. */
  readonly baseUrl: string | null;
  readonly role: Role;
  /** Null: the key file in the data folder (embedded only). */
  readonly secretKey: Secret | null;
  readonly adminToken: Secret | null;
  /** `CIDR[:port]` each; `http/` parses and judges them. */
  readonly egressAllow: readonly string[];
  /** The organisation has the advanced Issue Tracker feature: schedules are allowed. */
  readonly advanced: boolean;
  /** Requests per minute of one caller; 0: any number. */
  readonly rateLimit: number;
  /** The proxies, as addresses or CIDR, whose `X-Forwarded-For` is believed. */
  readonly trustProxy: string[];
  readonly logLevel: LogLevel;
}

/** How the command line reaches the service. */
export interface ClientConfig {
  readonly url: string;
  readonly token: Secret | null;
}

/** The message is for the person who starts the process; it never holds the value of a secret. */
export class ConfigError extends Error {
  constructor(variable: string, problem: string, remedy: string) {
    super(`${variable} ${problem}. ${remedy}.`);
    this.name = 'ConfigError';
  }
}

/** An empty value counts as not given, as in most service managers. */
const given = (env: Environment, name: string): string | null => env[name]?.trim() || null;

const secret = (value: string | null): Secret | null => (value === null ? null : new Secret(value));

function oneOf<T extends string>(env: Environment, name: string, allowed: readonly T[], fallback: T): T {
  const value = given(env, name) ?? fallback;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new ConfigError(name, `is "${value}"`, `Set one of ${allowed.join(', ')}`);
  return found;
}

function portOf(env: Environment): number {
  const port = numberOf(env, 'LOCKSTEP_PORT', 8080, 'Set a number from 0 (any free port) to 65535');
  if (port <= 65_535) return port;
  throw new ConfigError('LOCKSTEP_PORT', `is "${port}"`, 'Set a number from 0 (any free port) to 65535');
}

function numberOf(env: Environment, name: string, fallback: number, remedy: string): number {
  const text = given(env, name) ?? String(fallback);
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ConfigError(name, `is "${text}"`, remedy);
}

/** No "true": then every client could name an address of its choice. */
function trustProxyOf(env: Environment): string[] {
  const proxies = listOf(env, 'LOCKSTEP_TRUST_PROXY');
  const wrong = proxies.find((one) => !isNetwork(one));
  if (wrong === undefined) return proxies;
  throw new ConfigError(
    'LOCKSTEP_TRUST_PROXY',
    `has "${wrong}"`,
    'Set the addresses of the proxies in front as IP or CIDR, separated by commas',
  );
}

const listOf = (env: Environment, name: string): string[] => (given(env, name) ?? '').split(/[\s,]+/).filter(Boolean);

function isNetwork(text: string): boolean {
  const [address = '', bits = '1', ...more] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most && more.length === 0
  );
}

function httpUrl(env: Environment, name: string): string | null {
  const text = given(env, name);
  if (text === null) return null;
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(name, 'is no http or https URL', 'Set something like https://lockstep.example.com');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(
      name,
      'has more than scheme, host, port and path',
      'Leave out user, password, query and fragment',
    );
  }
  return text.replace(/\/+$/, '');
}

function databaseUrlOf(env: Environment): Secret | null {
  const text = given(env, 'DATABASE_URL');
  const protocol = text === null ? 'postgres:' : URL.parse(text)?.protocol;
  if (protocol === 'postgres:' || protocol === 'postgresql:') return secret(text);
  throw new ConfigError(
    'DATABASE_URL',
    'is no postgres:// URL',
    'Set postgres://user:password@host:5432/database, or leave it out for the embedded database',
  );
}

function secretKeyOf(env: Environment, databaseUrl: Secret | null): Secret | null {
  const text = given(env, 'LOCKSTEP_SECRET_KEY');
  const remedy = 'Make one with "openssl rand -base64 32", keep it safe, and give every process the same';
  if (text === null && databaseUrl !== null)
    throw new ConfigError('LOCKSTEP_SECRET_KEY', 'is missing, and DATABASE_URL is set', remedy);
  if (text !== null && text.length < 32)
    throw new ConfigError('LOCKSTEP_SECRET_KEY', 'is shorter than 32 characters', remedy);
  return secret(text);
}

function adminTokenOf(env: Environment): Secret | null {
  const text = given(env, 'LOCKSTEP_ADMIN_TOKEN');
  if (text !== null && !/^[\w.~+/=-]{8,}$/.test(text)) {
    throw new ConfigError(
      'LOCKSTEP_ADMIN_TOKEN',
      'is shorter than 8 characters or has characters that no header takes',
      'Use letters, digits and . _ ~ + / = -',
    );
  }
  return secret(text);
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const text = (given(env, name) ?? String(fallback)).toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw new ConfigError(name, `is "${text}"`, 'Set true or false');
}

/** The service's configuration, once at start. Throws `ConfigError`. */
export function readConfig(env: Environment = process.env): Config {
  const databaseUrl = databaseUrlOf(env);
  const role = oneOf(env, 'LOCKSTEP_ROLE', ROLES, 'all');
  if (role === 'worker' && databaseUrl === null) {
    throw new ConfigError(
      'LOCKSTEP_ROLE',
      'is "worker", and there is no DATABASE_URL',
      'The embedded database serves one process: use "all", or set DATABASE_URL',
    );
  }
  return Object.freeze({
    data: given(env, 'LOCKSTEP_DATA') ?? 'data',
    databaseUrl,
    host: given(env, 'LOCKSTEP_HOST') ?? '127.0.0.1',
    port: portOf(env),
    baseUrl: httpUrl(env, 'LOCKSTEP_BASE_URL'),
    role,
    secretKey: secretKeyOf(env, databaseUrl),
    adminToken: adminTokenOf(env),
    egressAllow: listOf(env, 'LOCKSTEP_EGRESS_ALLOW'),
    advanced: flag(env, 'LOCKSTEP_ADVANCED_ISSUE_TRACKER', true),
    rateLimit: numberOf(env, 'LOCKSTEP_RATE_LIMIT', 1200, 'Set requests per minute, or 0 for any number'),
    trustProxy: trustProxyOf(env),
    logLevel: oneOf(env, 'LOG_LEVEL', LEVELS, 'info'),
  });
}

/** The command line's: `LOCKSTEP_URL` and `LOCKSTEP_TOKEN`, which its flags override. Throws `ConfigError`. */
export function readClientConfig(env: Environment = process.env): ClientConfig {
  return Object.freeze({
    url: httpUrl(env, 'LOCKSTEP_URL') ?? 'http://127.0.0.1:8080',
    token: secret(given(env, 'LOCKSTEP_TOKEN')),
  });
}
