/** One way to read lists: all rows, or one page of them with the total. */
import type { SelectQueryBuilder } from 'kysely';

export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

export interface Found<Row> {
  /** How many rows there are in all. */
  readonly count: number;
  readonly rows: readonly Row[];
}

/** One query for everything (`slice` null), two for a page. The query must have an order that is total. */
export async function listed<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  slice: Slice | null,
): Promise<Found<Row>> {
  if (slice === null) {
    const rows = await query.execute();
    return { count: rows.length, rows };
  }
  const counting = query.clearSelect().clearOrderBy();
  const total = await counting.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow();
  const rows = await query.limit(slice.limit).offset(slice.offset).execute();
  return { count: Number((total as { readonly count: number | string }).count), rows };
}
