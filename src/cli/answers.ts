/** The answers of the API that the command line reads, as far as it reads them. */

export interface RequestTable {
  readonly [purpose: string]: number;
}

export interface Job {
  readonly id: number;
  /** Finished, well or not. */
  readonly ready: boolean;
  readonly succeeded: boolean;
  readonly result_message: string;
  readonly state: string;
  readonly progress: { readonly done: number; readonly total: number | null };
  readonly counts: { readonly [result: string]: number } | null;
  readonly requests: RequestTable | null;
  readonly floor: RequestTable | null;
}

export interface Decision {
  readonly field: string;
  readonly verdict: string;
  readonly base: string | null;
  readonly task: string;
  readonly issue: string;
}

export interface Action {
  readonly task: string;
  readonly title: string;
  readonly do: string;
  readonly reason: { readonly code: string; readonly text: string; readonly remedy: string };
  readonly cost: number;
  readonly held: string | null;
  readonly issue_key: string | null;
  readonly decisions: readonly Decision[];
  readonly conflicts: readonly string[];
}

export interface Plan {
  readonly id: number;
  readonly connection: number;
  readonly state: string;
  readonly message: string;
  readonly actions: readonly Action[];
  readonly holds: readonly string[];
  readonly requests: RequestTable;
}

export interface Imported {
  readonly preview: boolean;
  readonly profile: string;
  readonly ignored: readonly string[];
  readonly counts: { readonly created: number; readonly changed: number; readonly unchanged: number };
  readonly changes: readonly { readonly task: string; readonly title: string; readonly fields: readonly string[] }[];
}

export interface Listed<Row> {
  readonly count: number;
  readonly results: readonly Row[];
}

export const total = (table: RequestTable | null): number =>
  Object.values(table ?? {}).reduce((sum, count) => sum + count, 0);
