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
  /** How many actions ended how; null until it is over. */
  readonly actions: { readonly [result: string]: number } | null;
  readonly requests: RequestTable | null;
  readonly floor: RequestTable | null;
}

export interface Decision {
  readonly field: string;
  readonly verdict: string;
  /** Of a conflict: `issue`, `task`, or `ask` when a person has to say. */
  readonly winner: string | null;
  readonly base: string | null;
  readonly task: string;
  readonly issue: string;
}

export interface Action {
  /** `1-T2` */
  readonly task: string;
  readonly title: string;
  readonly action: string;
  readonly reason: { readonly code: string; readonly text: string; readonly remedy: string };
  readonly held: string | null;
  /** What people call the issue; null when there is none. */
  readonly issue: string | null;
  readonly decisions: readonly Decision[];
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
  readonly counts: {
    readonly created: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly closed?: number;
    readonly reopened?: number;
  };
  readonly changes: readonly { readonly task: string; readonly title: string; readonly fields: readonly string[] }[];
}

export interface Listed<Row> {
  readonly count: number;
  readonly results: readonly Row[];
}

export const total = (table: RequestTable | null): number =>
  Object.values(table ?? {}).reduce((sum, count) => sum + count, 0);
