/** Connections: one project tied to one tracker project through a connector. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Metadata } from '../model/tracker.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields } from './look-ups.ts';
import { projectsOf } from './projects.ts';
import type { ConnectionsTable, Frequency, Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

type Values = Readonly<Record<string, string | number | boolean | null>>;
type Sealed = Readonly<Record<string, string>>;

/** A connection with what its view needs of its connector and its place in the tree. */
export interface Connection extends Selectable<ConnectionsTable> {
  readonly system: string;
  readonly connector_params: Values;
  readonly connector_secrets: Sealed;
  readonly connector_editable: string[] | null;
  readonly inaccessible: boolean;
  readonly project_name: string;
  readonly application_name: string;
  readonly business_unit_name: string;
  readonly in_progress: boolean;
}

export interface ConnectionFilter {
  /** Only connections of projects of this member; null sees all. */
  readonly viewer: number | null;
  readonly ids?: readonly number[] | undefined;
  /** And the look-ups of `CONNECTION_FIELDS`. */
  readonly [lookUp: string]: unknown;
}

export const CONNECTION_FIELDS: Fields = {
  id: { kind: 'number', columns: ['connections.id'] },
  alias: { kind: 'text', columns: ['connections.alias'], searched: true },
  project: { kind: 'number', columns: ['connections.project_id'] },
  connector: { kind: 'number', columns: ['connections.connector_id'] },
  system: { kind: 'text', columns: ['connectors.system'] },
  frequency: { kind: 'text', columns: ['connections.frequency'] },
  debug_mode: { kind: 'boolean', columns: ['connections.debug_mode'] },
  inaccessible: { kind: 'boolean', columns: ['connectors.inaccessible'] },
};

/** Planning is no sync: a plan's job shows in the plan. */
const LIVE = sql<boolean>`exists (select 1 from jobs j where j.connection_id = connections.id
  and j.state in ('queued', 'running') and j.kind <> 'plan')`;

/** One query whatever the number of connections. */
export function listConnections(
  db: Kysely<Tables>,
  filter: ConnectionFilter,
  slice: Slice | null,
): Promise<Found<Connection>> {
  const { viewer, ids } = filter;
  let query = asAsked(connectionsWith(db), CONNECTION_FIELDS, filter);
  if (viewer !== null) query = query.where('connections.project_id', 'in', projectsOf(db, viewer));
  if (ids !== undefined) query = query.where('connections.id', '=', sql<number>`any(${[...ids]}::integer[])`);
  return listed(query.orderBy('connections.id'), slice);
}

export const findConnection = async (db: Kysely<Tables>, id: number): Promise<Connection | undefined> =>
  (await listConnections(db, { viewer: null, id }, null)).rows[0];

const connectionsWith = (db: Kysely<Tables>) =>
  db
    .selectFrom('connections')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .innerJoin('projects', 'projects.id', 'connections.project_id')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    .selectAll('connections')
    .select([
      'connectors.system',
      'connectors.params as connector_params',
      'connectors.secrets as connector_secrets',
      'connectors.fields_editable_on_project as connector_editable',
      'connectors.inaccessible',
      'projects.name as project_name',
      'applications.name as application_name',
      'business_units.name as business_unit_name',
      LIVE.as('in_progress'),
    ]);

/** Keeps others, runs included, from changing it until the transaction ends. */
export async function lockConnection(trx: Kysely<Tables>, id: number): Promise<void> {
  await trx.selectFrom('connections').select('id').where('id', '=', id).forUpdate().execute();
}

/** What is written; members left out stay as they are. */
export interface ConnectionData {
  readonly alias: string;
  readonly connector_id: number;
  readonly project_id: number;
  readonly frequency: Frequency;
  readonly debug_mode: boolean;
  readonly params: Values;
  readonly secrets: Sealed;
  readonly server: string;
  readonly target: string;
  readonly next_run_at: Date | null;
  readonly schedule_note: string;
  readonly stopped_because: string | null;
}

export async function createConnection(
  db: Kysely<Tables>,
  data: ConnectionData,
  creatorId: number,
  now: Date,
): Promise<number> {
  const { params, secrets, ...rest } = data;
  const stored = { params: JSON.stringify(params), secrets: JSON.stringify(secrets) };
  const { id } = await db
    .insertInto('connections')
    .values({ ...rest, ...stored, creator_id: creatorId, created: now, updated: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateConnection(
  db: Kysely<Tables>,
  id: number,
  data: Partial<ConnectionData>,
  now: Date,
): Promise<void> {
  const { params, secrets, ...rest } = data;
  await db
    .updateTable('connections')
    .set({
      ...rest,
      ...(params === undefined ? {} : { params: JSON.stringify(params) }),
      ...(secrets === undefined ? {} : { secrets: JSON.stringify(secrets) }),
      updated: now,
    })
    .where('id', '=', id)
    .execute();
}

/** What the tracker listed, for the next run; not when the connection points elsewhere by now. */
export const saveMetadata = async (
  db: Kysely<Tables>,
  { id, target }: Pick<Connection, 'id' | 'target'>,
  metadata: Metadata,
): Promise<void> => {
  const patch = JSON.stringify({ metadata });
  await sql`
    update connections set progress = progress || ${patch}::jsonb where id = ${id}::integer and target = ${target}
  `.execute(db);
};

/**
 * Its jobs and plans go with it, and a run of it loses its attempt. Links stay as history; retired, so that a later
 * connection can adopt the same issues by their markers.
 */
export async function deleteConnection(db: Kysely<Tables>, id: number, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockConnection(trx, id); // first, as a run does that is about to write
    await trx
      .updateTable('links')
      .set({ retired_at: now, updated: now })
      .where('connection_id', '=', id)
      .where('retired_at', 'is', null)
      .execute();
    await trx.deleteFrom('connections').where('id', '=', id).execute();
  });
}
