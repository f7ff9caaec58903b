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
}
