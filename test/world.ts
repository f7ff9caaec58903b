/** A project with tasks and a connection, straight in the tables: what store and job tests start from. */
import type { Kysely } from 'kysely';
import type { Tables } from '../src/store/tables.ts';

export interface World {
  readonly projectId: number;
  readonly connectionId: number;
  readonly connectorId: number;
}

/** Midnight of a Monday. */
export const T0 = Date.UTC(2026, 0, 5);

/** `taskIds`: tasks of priority 8 in status TS2 (incomplete). */
export async function makeWorld(db: Kysely<Tables>, taskIds: readonly string[] = ['T1', 'T2', 'T3']): Promise<World> {
  const stamps = { created: new Date(T0), updated: new Date(T0) };
  const unit = await inserted(db, 'business_units', { name: 'Retail', slug: 'retail', ...stamps });
  const application = await inserted(db, 'applications', {
    business_unit_id: unit,
    name: 'Shop',
    slug: 'shop',
    ...stamps,
  });
  const project = { application_id: application, uid: 'uid-1', name: 'Web', slug: 'web', ...stamps };
  const projectId = await inserted(db, 'projects', project);
  const tasks = taskIds.map((id) => ({
    project_id: projectId,
    id,
    title: `Title of ${id}`,
    priority: 8,
    phase_id: 'X1',
    status_id: 'TS2',
    became_relevant: new Date(T0),
    ...stamps,
  }));
  await db.insertInto('tasks').values(tasks).execute();
  const connectorId = await inserted(db, 'connectors', { name: 'Tracker', system: 'fake', ...stamps });
  const connectionId = await addConnection(db, { projectId, connectorId });
  return { projectId, connectionId, connectorId };
}

/** One more connection of the project; `more` sets other columns. */
export const addConnection = (
  db: Kysely<Tables>,
  { projectId, connectorId }: Omit<World, 'connectionId'>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> =>
  inserted(db, 'connections', {
    alias: 'Main',
    project_id: projectId,
    connector_id: connectorId,
    server: 'https://tracker.example',
    target: 'fake https://tracker.example web',
    created: new Date(T0),
    updated: new Date(T0),
    ...more,
  });

type Numbered = 'business_units' | 'applications' | 'projects' | 'connectors' | 'connections';

async function inserted(db: Kysely<Tables>, table: Numbered, row: Readonly<Record<string, unknown>>): Promise<number> {
  const { id } = await db
    .insertInto(table)
    .values(row as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
