/** `health/` and the test of a stored connection: what `lockstep doctor` asks. */
import Type, { type Static } from 'typebox';
import { MINUTE } from '../model/instant.ts';
import { databaseHealth, type DatabaseHealth } from '../store/health.ts';
import { permittedConnection } from './connections.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { answers, IdPath, Nullable } from './shapes.ts';
import { storedParams } from './stored-params.ts';
import { DepthsShape, tellDepths, tryTracker } from './test-depths.ts';

const HealthShape = Type.Object({
  version: Type.String({ description: 'Of Lockstep' }),
  configuration: Type.Object({
    base_url: Type.String({ description: 'The start of every link' }),
    advanced: Type.Boolean({ description: 'Schedules are allowed' }),
    systems: Type.Array(Type.String(), { description: 'The issue trackers it speaks to' }),
  }),
  database: Type.Object({
    version: Type.String({ description: 'Of PostgreSQL, also where it is the embedded one' }),
    pending_migrations: Type.Array(Type.String()),
  }),
  jobs: Type.Object({
    running: Type.Integer(),
    waiting: Type.Integer({ description: 'Those whose time has come' }),
    waiting_since: Nullable(Type.String({ format: 'date-time' })),
  }),
  problems: Type.Array(Type.String(), { description: 'What is wrong, each with its remedy' }),
});

const TestedShape = Type.Object({ success: Type.Boolean(), depths: DepthsShape });

const HEALTH = { tags: ['health'], response: answers(200, HealthShape) };
const TESTED = { tags: ['tests'], params: IdPath, response: answers(200, TestedShape) };

export const diagnosisRoutes: Routes = async (app, deps) => {
  const { db, now } = deps;

  app.get('/health/', { schema: { operationId: 'getHealth', ...HEALTH } }, async () =>
    healthToWire(deps, await databaseHealth(db, new Date(now()))),
  );

  const path = '/connections/issue-tracker/:id/test/';
  app.post(path, { schema: { operationId: 'testStoredConnection', ...TESTED } }, async (request) => {
    const row = await permittedConnection(deps, request);
    return tellDepths('settings', async (passed) => {
      const tried = { ...storedParams(deps, row), deepest: 'settings', project: row.project_id } as const;
      await tryTracker(deps, tried, passed);
    });
  });
};

/** A worker takes a job within seconds of its time. */
const LONG_WAIT = 5 * MINUTE;

function healthToWire(deps: ServerDeps, found: DatabaseHealth): Static<typeof HealthShape> {
  const { version, pendingMigrations, running, waiting, waitingSince } = found;
  const late = running === 0 && waitingSince !== null && deps.now() - waitingSince.getTime() > LONG_WAIT;
  return {
    version: deps.version,
    configuration: {
      base_url: deps.baseUrl,
      advanced: deps.advanced,
      systems: deps.systems.map(({ name }) => name),
    },
    database: { version, pending_migrations: [...pendingMigrations] },
    jobs: { running, waiting, waiting_since: waitingSince?.toISOString() ?? null },
    problems: [
      ...(pendingMigrations.length === 0 ? [] : ['The database is behind this version: run lockstep migrate.']),
      ...(late ? [`No process takes the jobs that wait: start one with LOCKSTEP_ROLE=worker, or all.`] : []),
    ],
  };
}
