/** Connectors: an administrator's access to one server. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { ConnectorsTable, Tables } from './tables.ts';

export type Connector = Selectable<ConnectorsTable>;

export const CONNECTOR_FIELDS: Fields = {
  id: { kind: 'number', columns: ['connectors.id'] },
  name: { kind: 'text', columns: ['connectors.name'], searched: true },
  system: { kind: 'text', columns: ['connectors.system'] },
  inaccessible: { kind: 'boolean', columns: ['connectors.inaccessible'] },
};

/** What is written; a `Connector` without what the database adds. */
export type ConnectorData = Omit<Connector, 'id' | 'created' | 'updated'>;

/** `given`: the look-ups of `CONNECTOR_FIELDS`. */
export const listConnectors = (db: Kysely<Tables>, given: Given, slice: Slice | null): Promise<Found<Connector>> =>
  listed(asAsked(db.selectFrom('connectors').selectAll(), CONNECTOR_FIELDS, given).orderBy('id'), slice);

export const findConnector = (db: Kysely<Tables>, id: number): Promise<Connector | undefined> =>
  db.selectFrom('connectors').selectAll().where('id', '=', id).executeTakeFirst();

/** Keeps others from changing it until the transaction ends. */
export const lockConnector = (trx: Kysely<Tables>, id: number): Promise<Connector | undefined> =>
  trx.selectFrom('connectors').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

/** The new connector's id; null when the name is taken. */
export async function createConnector(db: Kysely<Tables>, data: ConnectorData, now: Date): Promise<number | null> {
  const { params, secrets, ...rest } = data;
  const values = {
    ...rest,
    params: JSON.stringify(params),
    secrets: JSON.stringify(secrets),
    created: now,
    updated: now,
  };
  const inserted = await db
    .insertInto('connectors')
    .values(values)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id ?? null;
}

export const connectorNameTaken = async (db: Kysely<Tables>, name: string, exceptId: number): Promise<boolean> =>
  (await db
    .selectFrom('connectors')
    .select('id')
    .where('name', '=', name)
    .where('id', '<>', exceptId)
    .executeTakeFirst()) !== undefined;

export async function updateConnector(
  db: Kysely<Tables>,
  id: number,
  data: Partial<ConnectorData>,
  now: Date,
): Promise<void> {
  const { params, secrets, ...rest } = data;
  const stored = {
    ...(params === undefined ? {} : { params: JSON.stringify(params) }),
    ...(secrets === undefined ? {} : { secrets: JSON.stringify(secrets) }),
  };
  await db
    .updateTable('connectors')
    .set({ ...rest, ...stored, updated: now })
    .where('id', '=', id)
    .execute();
}

export async function deleteConnector(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('connectors').where('id', '=', id).execute();
}

/** How many connections go through it. */
export async function connectorUses(db: Kysely<Tables>, id: number): Promise<number> {
  const { count } = await db
    .selectFrom('connections')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('connector_id', '=', id)
    .executeTakeFirstOrThrow();
  return Number(count);
}
