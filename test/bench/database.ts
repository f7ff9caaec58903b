/** Databases for benchmarks: a PostgreSQL of its own, with rows that people would take years to write. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { sql, type Kysely } from 'kysely';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Tables } from '../../src/store/tables.ts';
import { startServer } from '../pgserver.ts';

export interface Postgres {
  readonly database: Database;
  readonly url: string;
  close(): Promise<void>;
}

/** Migrated and empty, in memory where the machine allows. */
export async function aPostgres(): Promise<Postgres> {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const { url, stop } = await startServer(`${memory}/lockstep-bench-${process.pid}`);
  const database = await openDatabase({ url, dataFolder: '' });
  await migrate(database.db);
  const close = async (): Promise<void> => {
    await database.close();
    await stop();
  };
  return { database, url, close };
}

export interface Fleet {
  /** Connections, each of a project of its own. */
  readonly connections: number;
  /** Of the first project. */
  readonly tasks: number;
  readonly frequency: 'manually' | 'hourly';
  readonly system: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly at: Date;
}

export async function populate(db: Kysely<Tables>, fleet: Fleet): Promise<void> {
  const { connections, tasks, frequency, system, params, secrets, at } = fleet;
  const statements = [
    sql`insert into business_units (name, slug, created, updated) values ('Retail', 'retail', ${at}, ${at})`,
    sql`insert into applications (business_unit_id, name, slug, created, updated)
      select id, 'Shop', 'shop', ${at}, ${at} from business_units`,
    sql`insert into projects (application_id, uid, name, slug, created, updated)
      select a.id, 'uid-' || n, 'Web ' || n, 'web-' || n, ${at}, ${at}
      from applications a, generate_series(1, ${connections}::integer) n`,
    sql`insert into connectors (name, system, params, secrets, created, updated)
      values ('Tracker', ${system}, ${JSON.stringify(params)}::jsonb, ${JSON.stringify(secrets)}::jsonb, ${at}, ${at})`,
    sql`insert into connections (alias, project_id, connector_id, params, secrets, server, target, frequency, created, updated)
      select 'Main', p.id, c.id, '{}', '{}', 'https://tracker.example', 'demo', ${frequency}, ${at}, ${at}
      from projects p, connectors c order by p.id`,
    sql`insert into tasks (project_id, id, title, text, priority, phase_id, status_id, became_relevant, created, updated)
      select (select min(id) from projects), 'T' || n, 'Task ' || n, 'Because of reason ' || n, 8, 'X1', 'TS2', ${at}, ${at}, ${at}
      from generate_series(1, ${tasks}::integer) n`,
    sql`analyze`,
  ];
  for (const statement of statements) await statement.execute(db);
}
