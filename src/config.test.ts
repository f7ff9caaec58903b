import { expect, test } from 'vitest';
import { readClientConfig, readConfig } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const DATABASE = 'postgres://ann:hunter2@db.example/lockstep';

test('nothing set: one process on the embedded database, on this machine only', () => {
  expect(readConfig({})).toEqual({
    data: 'data',
    databaseUrl: null,
    host: '127.0.0.1',
    port: 8080,
    baseUrl: null,
    role: 'all',
    secretKey: null,
    adminToken: null,
    egressAllow: [],
    advanced: true,
    rateLimit: 1200,
    trustProxy: [],
    logLevel: 'info',
  });
});

test('every variable is read, and an empty one counts as not set', () => {
  const config = readConfig({
    LOCKSTEP_DATA: '/var/lib/lockstep',
    DATABASE_URL: DATABASE,
    LOCKSTEP_HOST: '0.0.0.0',
    LOCKSTEP_PORT: '0',
    LOCKSTEP_BASE_URL: 'https://lockstep.example/sec/',
    LOCKSTEP_ROLE: 'worker',
    LOCKSTEP_SECRET_KEY: KEY,
    LOCKSTEP_ADMIN_TOKEN: 'admin-token',
    LOCKSTEP_EGRESS_ALLOW: '10.0.0.0/8, 127.0.0.1/32:3000',
    LOCKSTEP_ADVANCED_ISSUE_TRACKER: 'False',
    LOCKSTEP_RATE_LIMIT: '0',
    LOCKSTEP_TRUST_PROXY: '10.0.0.0/8, ::1',
    LOG_LEVEL: '',
  });
  expect(config).toMatchObject({
    data: '/var/lib/lockstep',
    host: '0.0.0.0',
    port: 0,
    role: 'worker',
    advanced: false,
    rateLimit: 0,
    trustProxy: ['10.0.0.0/8', '::1'],
    logLevel: 'info',
  });
  expect(config.baseUrl).toBe('https://lockstep.example/sec');
  expect(config.egressAllow).toEqual(['10.0.0.0/8', '127.0.0.1/32:3000']);
  expect([config.databaseUrl, config.secretKey, config.adminToken].map((one) => one?.reveal())).toEqual([
    DATABASE,
    KEY,
    'admin-token',
  ]);
});

test('the value is frozen and prints no secret', () => {
  const config = readConfig({ DATABASE_URL: DATABASE, LOCKSTEP_SECRET_KEY: KEY, LOCKSTEP_ADMIN_TOKEN: 'admin-token' });
  expect(Object.isFrozen(config)).toBe(true);
  expect(JSON.stringify(config)).not.toMatch(/hunter2|admin-token|Bwc/);
});

test.each([
  [{ LOCKSTEP_PORT: '80a' }, /^LOCKSTEP_PORT is "80a"\. Set a number/],
  [{ LOCKSTEP_PORT: '65536' }, /^LOCKSTEP_PORT is "65536"/],
  [{ LOCKSTEP_ROLE: 'boss' }, /^LOCKSTEP_ROLE is "boss"\. Set one of all, api, worker/],
  [{ LOCKSTEP_ROLE: 'worker' }, /^LOCKSTEP_ROLE is "worker", and there is no DATABASE_URL\. .*set DATABASE_URL/],
  [{ LOCKSTEP_BASE_URL: 'lockstep.example' }, /^LOCKSTEP_BASE_URL is no http or https URL/],
  [{ LOCKSTEP_BASE_URL: 'https://a:b@lockstep.example' }, /Leave out user, password/],
  [{ DATABASE_URL: 'mysql://ann:hunter2@db/x' }, /^DATABASE_URL is no postgres:\/\/ URL/],
  [{ DATABASE_URL: DATABASE }, /^LOCKSTEP_SECRET_KEY is missing, and DATABASE_URL is set\. Make one with/],
  [{ LOCKSTEP_SECRET_KEY: 'hunter2' }, /^LOCKSTEP_SECRET_KEY is shorter than 32 characters\./],
  [{ LOCKSTEP_ADMIN_TOKEN: 'hunter2' }, /^LOCKSTEP_ADMIN_TOKEN is shorter than 8/],
  [{ LOCKSTEP_ADMIN_TOKEN: 'hunter2 hunter2' }, /^LOCKSTEP_ADMIN_TOKEN is shorter than 8 characters or has characters/],
  [{ LOCKSTEP_ADVANCED_ISSUE_TRACKER: 'maybe' }, /^LOCKSTEP_ADVANCED_ISSUE_TRACKER is "maybe"\. Set true or false/],
  [{ LOCKSTEP_RATE_LIMIT: '-1' }, /^LOCKSTEP_RATE_LIMIT is "-1"\. Set requests per minute, or 0/],
  [{ LOCKSTEP_TRUST_PROXY: 'true' }, /^LOCKSTEP_TRUST_PROXY has "true"\. Set the addresses/],
  [{ LOCKSTEP_TRUST_PROXY: '10.0.0.0/33' }, /^LOCKSTEP_TRUST_PROXY has/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud"\. Set one of trace/],
])('%j is refused by name, with a remedy', (env, message) => {
  expect(() => readConfig(env)).toThrow(message);
  expect(() => readConfig(env)).not.toThrow(/hunter2/);
});

test('the command line finds the service at home unless told otherwise', () => {
  expect(readClientConfig({})).toEqual({ url: 'http://127.0.0.1:8080', token: null });
  const config = readClientConfig({ LOCKSTEP_URL: 'https://lockstep.example/', LOCKSTEP_TOKEN: 'abc' });
  expect([config.url, config.token?.reveal()]).toEqual(['https://lockstep.example', 'abc']);
});
