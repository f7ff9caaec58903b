/** Times inside JSON that the database builds. */
import { sql } from 'kysely';

/** A column as ISO text in UTC, with milliseconds. Never text of a request. */
export const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
