/**
 * What the API adds to its own SQL: each request beside the same statements with nothing around them, and beside a bare
 * route that answers the same text. The number of statements must not grow with the rows.
 */
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { sql, type CompiledQuery, type Kysely, type KyselyPlugin } from 'kysely';
import { buildServer } from '../../src/api/server.ts';
import { makeSealer } from '../../src/store/seal.ts';
import type { Tables } from '../../src/store/tables.ts';
import { saveToken } from '../../src/store/tokens.ts';
import { createUser } from '../../src/store/users.ts';
import { SYSTEMS } from '../../src/trackers/systems.ts';
import { aPostgres, populate } from './database.ts';
import { atMost, median, rounded, type Row } from './report.ts';

const TOKEN = 'a-token-of-the-benchmark';
const AT = new Date(Date.UTC(2026, 0, 5));
const MOST_STATEMENTS = 6;

interface Asked {
  readonly what: string;
  readonly path: string;
  readonly times: number;
}

const ASKED: readonly Asked[] = [
  {
    what: '10 connections with last_job',
    path: 'connections/issue-tracker/?include=last_job&page_size=10',
    times: 100,
  },
  {
    what: '1,000 connections with last_job',
    path: 'connections/issue-tracker/?include=last_job&page_size=1000',
    times: 10,
  },
  { what: 'one connection', path: 'connections/issue-tracker/1/', times: 200 },
  { what: '5,000 tasks', path: 'projects/1/tasks/?page_size=5000', times: 5 },
];

export async function api(): Promise<readonly Row[]> {
  const { database, close } = await aPostgres();
  try {
    const { db } = database;
    const params = { issue_tracker_server: 'redmine.example', issue_tracker_project: 'demo' };
    const about = { system: 'redmine', params, secrets: {}, frequency: 'manually', at: AT } as const;
    await populate(db, { connections: 1_000, tasks: 5_000, ...about });
    await ended(db);
    const listening = listen(db);
    const app = await serve(listening.db);
    const rows: Row[] = [];
    for (const asked of ASKED) rows.push(await measure(asked, app, { db, heard: listening.heard }));
    await app.close();
    return rows;
  } finally {
    await close();
  }
}

/** Every connection has run three times. */
const ended = (db: Kysely<Tables>): Promise<unknown> =>
  sql`insert into jobs (connection_id, kind, state, automatic, requested, started, finished, result_message)
    select c.id, 'sync', 'succeeded', true, ${AT}, ${AT}, ${AT}, 'ok' from connections c, generate_series(1, 3)`.execute(
    db,
  );

/** The same database; `heard` tells the statements that went through it since it was asked last. */
function listen(db: Kysely<Tables>): { readonly db: Kysely<Tables>; readonly heard: () => readonly CompiledQuery[] } {
  const statements: CompiledQuery[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      statements.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { db: db.withPlugin(plugin), heard: () => statements.splice(0) };
}

async function serve(db: Kysely<Tables>): Promise<FastifyInstance> {
  const user = await createUser(db, { email: 'ann@example.com', role_id: 'UR4', date_joined: AT });
  await saveToken(db, user ?? 0, TOKEN, AT);
  return buildServer({
    db,
    now: () => AT.getTime(),
    newId: randomUUID,
    systems: SYSTEMS,
    sealer: makeSealer('a key for the benchmark only'),
    wake: async () => undefined,
    testTracker: async () => undefined,
    readMetadata: () => Promise.reject(new Error('The benchmark has no tracker.')),
    listProjects: () => Promise.reject(new Error('The benchmark has no tracker.')),
    baseUrl: 'https://lockstep.example',
    advanced: true,
    rateLimit: 0,
    trustProxy: [],
    captureSocket: '',
    sample: null,
    pages: null,
    version: '0.0.0',
    logger: null,
  });
}

interface Beside {
  readonly db: Kysely<Tables>;
  readonly heard: () => readonly CompiledQuery[];
}

/** By turns, so that whatever else the machine does meets all three. */
async function measure({ what, path, times }: Asked, app: FastifyInstance, { db, heard }: Beside): Promise<Row> {
  const request = { method: 'GET', url: `/api/v2/${path}`, headers: { authorization: `Token ${TOKEN}` } } as const;
  const ask = async (): Promise<string> => {
    const { statusCode, body } = await app.inject(request);
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${body.slice(0, 200)}`);
    return body;
  };
  await ask();
  heard();
  const text = await ask();
  const statements = heard();
  const bare = fastify();
  bare.get('/', (_request, reply) => reply.type('application/json').send(text));
  const rounds: (readonly [number, number, number])[] = [];
  for (let round = 0; round < 5; round += 1) {
    const asked = await perSecond(times, ask);
    heard();
    const alone = await perSecond(times, async () => {
      for (const statement of statements) await db.executeQuery(statement);
    });
    rounds.push([asked, alone, await perSecond(times, () => bare.inject('/'))]);
  }
  await bare.close();
  return atMost(MOST_STATEMENTS, 'statements', {
    request: what,
    statements: statements.length,
    'times of its SQL': rounded(median(rounds.map(([asked, alone]) => alone / asked))),
    'requests/s': rounded(median(rounds.map(([asked]) => asked)), 1),
    'SQL/s': rounded(median(rounds.map(([, alone]) => alone)), 1),
    'bare route/s': rounded(median(rounds.map(([, , route]) => route)), 0),
    kB: Math.round(text.length / 1_000),
  });
}

async function perSecond(times: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < times; n += 1) await work();
  return (times * 1_000) / (performance.now() - begun);
}
