/** The row of one activity. */
import type { ColumnType, Generated } from 'kysely';

export interface ActivitiesTable {
  id: Generated<number>;
  date: Date;
  name: string;
  actor_id: number | null;
  text: string;
  kind: string;
  /** Whom it is about, not who did it. */
  user_id: number | null;
  project_id: number | null;
  project_desc: string | null;
  application_id: number | null;
  application_desc: string | null;
  business_unit_id: number | null;
  business_unit_desc: string | null;
  data: ColumnType<Record<string, unknown>, string, never>;
  /** Where the request came from. */
  address: string | null;
  object_type: string | null;
  object_id: string | null;
  /** Members that differ, secrets as their masks; whole where a thing was made or deleted. */
  before: ColumnType<Record<string, unknown> | null, string | null | undefined, never>;
  after: ColumnType<Record<string, unknown> | null, string | null | undefined, never>;
}
