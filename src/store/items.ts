/** The items of one connection: listed, found, counted. */
import type { Kysely } from 'kysely';
import { ITEM_STATES, itemsOf, type ItemRow, type ItemState } from './item-rows.ts';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';

export const ITEM_FIELDS: Fields = {
  task: { kind: 'text', columns: ['items.task_id', 'items.task'], searched: true },
  title: { kind: 'text', columns: ['items.title'], searched: true },
  state: { kind: 'text', columns: ['items.state'] },
  status: { kind: 'text', columns: ['items.task_status'] },
  issue: { kind: 'text', columns: ['items.issue_key'], searched: true },
  reference: { kind: 'text', columns: ['items.issue_id'] },
  issue_status: { kind: 'text', columns: ['items.issue_status'] },
  result: { kind: 'text', columns: ['items.result'] },
  updated: { kind: 'time', columns: ['items.updated'] },
};

/** By task id, unless asked otherwise. */
export function listItems(
  db: Kysely<Tables>,
  connectionId: number,
  given: Given,
  slice: Slice | null,
): Promise<Found<ItemRow>> {
  const items = db.selectFrom(itemsOf([connectionId]).as('items')).selectAll();
  return listed(asAsked(items, ITEM_FIELDS, given).orderBy('items.task_id'), slice);
}

/** By the task's id in the project (`T2`). */
export const findItem = async (
  db: Kysely<Tables>,
  connectionId: number,
  taskId: string,
): Promise<ItemRow | undefined> => (await listItems(db, connectionId, { task: taskId }, null)).rows[0];

export type ItemCounts = Readonly<Record<ItemState, number>>;

/** How many items each connection has in each state: one query whatever the number of connections. */
export async function countItems(
  db: Kysely<Tables>,
  connectionIds: readonly number[],
): Promise<ReadonlyMap<number, ItemCounts>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom(itemsOf(connectionIds).as('items'))
    .select(['connection_id', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['connection_id', 'state'])
    .execute();
  const byConnection = Map.groupBy(rows, (row) => row.connection_id);
  return new Map(connectionIds.map((id) => [id, countsOf(byConnection.get(id) ?? [])]));
}

function countsOf(rows: readonly { readonly state: ItemState; readonly count: number }[]): ItemCounts {
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(ITEM_STATES.map((state) => [state, counts.get(state) ?? 0])) as ItemCounts;
}
