/** Deletes what nothing hangs on any more. */
import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { inTransaction } from './transaction.ts';

const BELOW = {
  business_units: { table: 'applications', column: 'business_unit_id' },
  applications: { table: 'projects', column: 'application_id' },
  projects: { table: 'connections', column: 'project_id' },
} as const;

/** Answers how many rows hang on it: then nothing is deleted. */
export const deleteUnused = (db: Kysely<Tables>, table: keyof typeof BELOW, id: number): Promise<number> =>
  inTransaction(db, async (trx) => {
    // While the row is locked, nothing new can name it.
    await sql`select id from ${sql.table(table)} where id = ${id}::integer for update`.execute(trx);
    const { table: below, column } = BELOW[table];
    const counting = sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(below)} where ${sql.ref(column)} = ${id}::integer`;
    const count = (await counting.execute(trx)).rows[0]?.count ?? 0;
    if (count === 0) await sql`delete from ${sql.table(table)} where id = ${id}::integer`.execute(trx);
    return count;
  });
