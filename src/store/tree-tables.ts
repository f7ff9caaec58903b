/** The rows of the tree: business units, applications, projects. */
import type { ColumnType, Generated } from 'kysely';

export interface Stamped {
  created: Date;
  updated: Date;
}

/** Values by slug. Written as JSON text. */
type Attributes = ColumnType<Record<string, string>, string | undefined, string>;

export interface BusinessUnitsTable extends Stamped {
  id: Generated<number>;
  name: string;
  slug: string;
}

export interface ApplicationsTable extends Stamped {
  id: Generated<number>;
  business_unit_id: number;
  name: string;
  slug: string;
  priority: Generated<string>;
  custom_attributes: Attributes;
}

export interface ProjectsTable extends Stamped {
  id: Generated<number>;
  uid: string;
  application_id: number;
  name: string;
  slug: string;
  description: Generated<string>;
  tags: Generated<string[]>;
  archived: Generated<boolean>;
  creator_id: number | null;
  /** Of the project's own tasks: no number is handed out twice. */
  last_task_number: Generated<number>;
  custom_attributes: Attributes;
  parent_id: number | null;
  locked_on: Date | null;
  locked_by: number | null;
  /** Whether `locked_on` says so: the database computes it. */
  locked: ColumnType<boolean, never, never>;
}
