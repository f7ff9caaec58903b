/** Where in the tree something is: ids, and the names that people know. */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface Place {
  readonly project_id: number;
  readonly project_desc: string;
  readonly application_id: number;
  readonly application_desc: string;
  readonly business_unit_id: number;
  readonly business_unit_desc: string;
}

export const placesOf = (db: Kysely<Tables>) =>
  db
    .selectFrom('projects')
    .innerJoin('applications', 'applications.id', 'projects.application_id')
    .innerJoin('business_units', 'business_units.id', 'applications.business_unit_id')
    .select(['projects.id as project_id', 'projects.name as project_desc'])
    .select(['applications.id as application_id', 'applications.name as application_desc'])
    .select(['business_units.id as business_unit_id', 'business_units.name as business_unit_desc']);

export const placeOf = (db: Kysely<Tables>, projectId: number): Promise<Place | undefined> =>
  placesOf(db).where('projects.id', '=', projectId).executeTakeFirst();
