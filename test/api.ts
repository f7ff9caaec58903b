/** Builders for API tests: a server on a database of its own, people with tokens, and the tree above a connection. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Kysely, KyselyPlugin } from 'kysely';
import { buildServer, type ServerDeps } from '../src/api/server.ts';
import { DEPTHS } from '../src/jobs/connect.ts';
import { TrackerError } from '../src/model/tracker-error.ts';
import { makeSealer } from '../src/store/seal.ts';
import type { Tables } from '../src/store/tables.ts';
import { saveToken } from '../src/store/tokens.ts';
import { createUser } from '../src/store/users.ts';
import { SYSTEMS } from '../src/trackers/systems.ts';
import { described } from './described.ts';

export const BASE_URL = 'https://lockstep.test';
/** 2026-01-02T03:04:05.678Z, unless a test moves the clock. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies are what the tests are about
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TestApi {
  readonly app: FastifyInstance;
  readonly db: Kysely<Tables>;
  /** Connections that were woken, in order. */
  readonly woken: number[];
  /** A request under /api/v2/ with the administrator's token, or the one given. */
  call(
    method: InjectOptions['method'] & string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The same with another person's token. */
  as(token: string): TestApi['call'];
}

export async function startApi(db: Kysely<Tables>, changes: Partial<ServerDeps> = {}): Promise<TestApi> {
  const woken: number[] = [];
  const app = await buildServer({
    db,
    now: () => NOW,
    newId: randomUUID,
    systems: SYSTEMS,
    sealer: makeSealer('a key for tests only'),
    wake: async (_trx, connectionId) => void woken.push(connectionId),
    testTracker: async (_system, _params, deepest, passed) => {
      for (const _depth of DEPTHS.slice(0, DEPTHS.indexOf(deepest) + 1)) passed?.('');
    },
    readMetadata: () => Promise.reject(new TrackerError('down', 'No tracker in this test.')),
    listProjects: () => Promise.reject(new TrackerError('down', 'No tracker in this test.')),
    baseUrl: BASE_URL,
    advanced: true,
    rateLimit: 0,
    trustProxy: [],
    version: '0.0.0',
    captureSocket: '/data/session-capture.sock',
    sample: null,
    pages: null,
    logger: null,
    ...changes,
  });
  const check = described(app);
  const as =
    (token: string): TestApi['call'] =>
    async (method, path, body, headers = {}) => {
      const answer = await app.inject({
        method: method as 'GET',
        url: `/api/v2/${path}`,
        headers: { authorization: `Token ${token}`, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const json = String(answer.headers['content-type'] ?? '').includes('json');
      const told = { status: answer.statusCode, body: json ? answer.json() : answer.body };
      check({ method, url: `/api/v2/${path}`, ...told });
      return { ...told, headers: answer.headers };
    };
  return { app, db, woken, as, call: as(await person(db, 'admin@example.com', 'UR4')) };
}

/** The same database, and how many statements were sent through it so far. */
export function counting(db: Kysely<Tables>): { readonly db: Kysely<Tables>; readonly queries: () => number } {
  let queries = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { db: db.withPlugin(plugin), queries: () => queries };
}

/** A user with this global role, and with this role in these projects. Answers the token. */
export async function person(
  db: Kysely<Tables>,
  email: string,
  role: string,
  membership: { readonly project: number; readonly role: string } | null = null,
): Promise<string> {
  const id = await createUser(db, { email, role_id: role, date_joined: new Date(NOW) });
  if (id === null) throw new Error(`${email} could not be made`);
  const token = `token-of-${email}`;
  await saveToken(db, id, token, new Date(NOW));
  if (membership !== null) {
    const row = { project_id: membership.project, user_id: id, role_id: membership.role };
    await db.insertInto('project_members').values(row).execute();
  }
  return token;
}

/** Business unit, application and project with these names; answers the project's id. */
export async function aProject(api: TestApi, name = 'Demo Project'): Promise<number> {
  const unit = await api.call('POST', 'business-units/', { name: `General ${name}` });
  const application = await api.call('POST', 'applications/', {
    name: 'Demo Application',
    business_unit: unit.body.id,
  });
  const project = await api.call('POST', 'projects/', { name, application: application.body.id });
  return project.body.id;
}

export const REDMINE = {
  issue_tracker_server: 'redmine.example.com',
  issue_tracker_auth_mode: 'api_token',
  issue_tracker_api_token: 'the-secret-of-the-connector',
} as const;

export async function aConnector(api: TestApi, changes: Record<string, unknown> = {}): Promise<number> {
  const body = { name: `Redmine ${randomUUID()}`, system: { id: 'redmine' }, params: REDMINE, ...changes };
  const answer = await api.call('POST', 'connectors/issue-tracker/', body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id;
}

export async function aConnection(api: TestApi, changes: Record<string, unknown> = {}): Promise<number> {
  const project = changes['project'] ?? (await aProject(api, `Project ${randomUUID()}`));
  const connector = changes['connector'] ?? (await aConnector(api));
  const params = { issue_tracker_project: 'pay' };
  const answer = await api.call('POST', 'connections/issue-tracker/', {
    alias: 'Pay',
    connector,
    project,
    params,
    ...changes,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id;
}
