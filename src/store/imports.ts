/** What was imported into a project, by whom and when. */
import type { Kysely } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import type { Tables } from './tables.ts';

export interface ImportRow {
  readonly id: number;
  readonly project_id: number;
  readonly format: string;
  readonly summary: Record<string, number>;
  readonly user_id: number | null;
  readonly created: Date;
}

/** The newest first. */
export const listImports = (db: Kysely<Tables>, projectId: number, slice: Slice | null): Promise<Found<ImportRow>> =>
  listed(db.selectFrom('imports').selectAll().where('project_id', '=', projectId).orderBy('id', 'desc'), slice);
