/** The rows of comments that crossed. */
import type { Generated } from 'kysely';

export interface CrossedCommentsTable {
  id: Generated<number>;
  project_id: number;
  task_id: string;
  note_id: number | null;
  server: string;
  issue_id: string;
  comment_id: string | null;
  origin: string | null;
  refusal: string | null;
  created: Date;
}

export interface HeardIssuesTable {
  server: string;
  issue_id: string;
  updated: Date;
}
