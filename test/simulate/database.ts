/** The embedded database of one simulating process: emptied between histories; it can be backed up and restored whole. */
import type { PGlite } from '@electric-sql/pglite';
import { withPrepared } from './prepared.ts';
import { EMPTY, startEmbedded, TABLES } from '../embedded.ts';

/** A back-up as a database's own tools make it: rows and the next numbers. */
const FUNCTIONS = `
create function simulation_dump() returns table (name text, rows jsonb) language plpgsql as $$
declare t text;
begin
  for t in ${TABLES} order by 1 loop
    return query execute format('select %L::text, coalesce(jsonb_agg(to_jsonb(x)), ''[]'') from %I x', t, t);
  end loop;
  return query select '#numbers'::text, jsonb_object_agg(s.sequencename, coalesce(s.last_value, 0))
    from pg_sequences s where s.schemaname = 'public';
end $$;
create function simulation_restore(dump jsonb) returns void language plpgsql as $$
declare t text; columns text; s record;
begin
  set session_replication_role = replica;
  for t in ${TABLES} loop
    execute format('delete from %I', t);
    select string_agg(quote_ident(column_name), ', ') into columns from information_schema.columns
      where table_schema = 'public' and table_name = t and is_generated = 'NEVER';
    execute format('insert into %1$I (%2$s) overriding system value select %2$s from jsonb_populate_recordset(null::%1$I, $1)',
      t, columns) using dump -> t;
  end loop;
  for s in select key, value::bigint as last from jsonb_each_text(dump -> '#numbers') loop
    perform setval(quote_ident(s.key), greatest(s.last, 1), s.last > 0);
  end loop;
  set session_replication_role = default;
end $$;`;

export async function openSimulated(): Promise<PGlite> {
  const pglite = await startEmbedded();
  await pglite.exec(FUNCTIONS);
  return withPrepared(pglite);
}

export const empty = (pglite: PGlite): Promise<unknown> => pglite.exec(EMPTY);
