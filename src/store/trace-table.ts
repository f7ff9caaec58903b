/** The row of one exchange of a run in debug mode. */
import type { Generated } from 'kysely';

export interface JobExchangesTable {
  id: Generated<number>;
  job_id: number;
  at: Date;
  method: string;
  url: string;
  request: string | null;
  status: number | null;
  response: string | null;
  error: string | null;
  milliseconds: number;
}
