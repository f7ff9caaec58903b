/** What was imported into a project, by whom and when. */
import type { Kysely } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import { asAsked, type Fields, type Given } from './look-ups.ts';
import type { Tables } from './tables.ts';

export interface ImportRow {
  readonly id: number;
  readonly project_id: number;
  readonly format: string;
  readonly summary: Record<string, number>;
  readonly user_id: number | null;
  readonly created: Date;
}

export const IMPORT_FIELDS: Fields = {
  id: { kind: 'number', columns: ['imports.id'] },
  format: { kind: 'text', columns: ['imports.format'] },
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
