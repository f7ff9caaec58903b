/** `health/` and the test of a stored connection: what `lockstep doctor` asks. */
import Type, { type Static } from 'typebox';
import { MINUTE } from '../model/instant.ts';
import { TrackerError } from '../model/tracker-error.ts';
import { DEPTHS } from '../jobs/connect.ts';
import type { Connection } from '../store/connections.ts';
import { databaseHealth, type DatabaseHealth } from '../store/health.ts';
import { SealError } from '../store/seal.ts';
import { permittedConnection } from './connections.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { requireMacroValues } from './macro-values.ts';
import { answers, IdPath, Nullable } from './shapes.ts';
import { storedParams } from './stored-params.ts';

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

const DepthShape = Type.Object({
  depth: Type.String({ description: '`server`, `project`, `settings`' }),
  success: Nullable(Type.Boolean(), 'null: not tried, because an earlier one failed'),
  param: Nullable(Type.String(), 'The parameter at fault'),
  message: Type.String({ description: 'What is wrong, and the remedy' }),
});
const TestedShape = Type.Object({ success: Type.Boolean(), depths: Type.Array(DepthShape) });

const HEALTH = { tags: ['health'], response: answers(200, HealthShape) };
const TESTED = { tags: ['tests'], params: IdPath, response: answers(200, TestedShape) };

export const diagnosisRoutes: Routes = async (app, deps) => {
  const { db, now } = deps;

  app.get('/health/', { schema: { operationId: 'getHealth', ...HEALTH } }, async () =>
    healthToWire(deps, await databaseHealth(db, new Date(now()))),
  );

  const path = '/connections/issue-tracker/:id/test/';
  app.post(path, { schema: { operationId: 'testStoredConnection', ...TESTED } }, async (request) => {
    return testStored(deps, await permittedConnection(deps, request));
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

/** Tries what a run would use, and says how deep it came. */
async function testStored(deps: ServerDeps, row: Connection): Promise<Static<typeof TestedShape>> {
  let passed = 0;
  const failure = await tried(async () => {
    const { system, params } = storedParams(deps, row);
    await deps.testTracker(system, params, 'settings', () => (passed += 1));
    passed = DEPTHS.length - 1; // the settings hold when their macros have values, too
    await requireMacroValues(deps.db, system, params, row.project_id);
    passed = DEPTHS.length;
  });
  const depths = DEPTHS.map((depth, index) => {
    if (index < passed) return { depth, success: true, param: null, message: '' };
    const here = index === passed;
    return { depth, success: here ? false : null, param: null, message: '', ...(here ? failure : {}) };
  });
  return { success: failure === null, depths };
}

async function tried(work: () => Promise<void>): Promise<{ param: string | null; message: string } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof TrackerError) return { param: error.param, message: error.message };
    if (error instanceof SealError) return { param: null, message: error.message };
    throw error;
  }
}
