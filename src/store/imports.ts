/** What was imported into a project, by whom and when, and how far it is. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { ImportsTable, Tables } from './tables.ts';

export type ImportRow = Selectable<ImportsTable>;

export const IMPORT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['imports.id'] },
  format: { kind: 'text', columns: ['imports.format'] },
  state: { kind: 'text', columns: ['imports.state'] },
  user: { kind: 'number', columns: ['imports.user_id'] },
  created: { kind: 'time', columns: ['imports.created'] },
};

/** The newest first, unless the look-ups of `IMPORT_FIELDS` say otherwise. */
export function listImports(
  db: Kysely<Tables>,
  projectId: number,
  given: Given,
  slice: Slice | null,
): Promise<Found<ImportRow>> {
  const ofProject = db.selectFrom('imports').selectAll().where('project_id', '=', projectId);
  return listed(asAsked(ofProject, IMPORT_FIELDS, given).orderBy('id', 'desc'), slice);
}

export interface NewImport {
  readonly projectId: number;
  readonly userId: number;
  readonly format: string;
}

/** Its id; it is `running` from now on. */
export async function beginImport(db: Kysely<Tables>, asked: NewImport, at: Date): Promise<number> {
  const { projectId: project_id, userId: user_id, format } = asked;
  const { id } = await db
    .insertInto('imports')
    .values({ project_id, user_id, format, state: 'running', summary: '{}', created: at, updated: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** `bytes` of the file have arrived and were read. */
export const noteReceived = (db: Kysely<Tables>, id: number, bytes: number, at: Date): Promise<unknown> =>
  db.updateTable('imports').set({ received: bytes, updated: at }).where('id', '=', id).execute();

/** Call it in the transaction that wrote the tasks. */
export const completeImport = (trx: Kysely<Tables>, id: number, summary: object, at: Date): Promise<unknown> =>
  trx
    .updateTable('imports')
    .set({ state: 'done', summary: JSON.stringify(summary), updated: at })
    .where('id', '=', id)
    .execute();

/** `message`: why nothing was written, for people. */
export const failImport = (db: Kysely<Tables>, id: number, message: string, at: Date): Promise<unknown> =>
  db.updateTable('imports').set({ state: 'failed', message, updated: at }).where('id', '=', id).execute();
