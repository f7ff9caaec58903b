/** Phases of the work that tasks belong to. */
import type { Kysely, Selectable } from 'kysely';
import { listed, type Found, type Slice } from './listed.ts';
import type { PhasesTable } from './content-tables.ts';
import type { Tables } from './tables.ts';

export type Phase = Selectable<PhasesTable>;

export interface PhaseFilter {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
}

export function listPhases(db: Kysely<Tables>, filter: PhaseFilter, slice: Slice | null): Promise<Found<Phase>> {
  let query = db.selectFrom('phases').selectAll().orderBy('ordinal').orderBy('id');
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  if (filter.name !== undefined) query = query.where('name', '=', filter.name);
  if (filter.slug !== undefined) query = query.where('slug', '=', filter.slug);
  return listed(query, slice);
}
