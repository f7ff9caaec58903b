/** The rows of what stands below a task, and of the vocabulary that it uses. */
import type { Generated } from 'kysely';
import type { JsonColumn } from './tables.ts';

export interface PhasesTable {
  id: string;
  slug: string;
  name: string;
  description: Generated<string>;
  tip: Generated<string>;
  ordinal: number;
  active: Generated<boolean>;
  retain: Generated<boolean>;
  is_custom: Generated<boolean>;
}

export interface TaskStatusesTable {
  id: string;
  slug: string;
  name: string;
  meaning: 'TODO' | 'DONE' | 'NA';
  icon: string;
  ordinal: number;
}

/** What stands below one task. */
interface BelowTask {
  id: Generated<number>;
  project_id: number;
  task_id: string;
  created: Date;
  updated: Date;
}

export interface HowTosTable extends BelowTask {
  title: string;
  content: string;
  ordinal: number;
}

export interface AnalysisNotesTable extends BelowTask {
  analysis_session: string | null;
  behaviour: 'combine' | 'replace';
  status: 'partial' | 'pass' | 'fail';
  confidence: string;
  findings: JsonColumn<unknown[]>;
  findings_ref: string;
  author_id: number | null;
}
