/** The memory of one task-issue pair. */
import type { Instant } from './instant.ts';
import type { Issue, IssueField, IssueFields } from './issue.ts';

/** The raw values last agreed for one field, and the fingerprint of the mapping parameters in force then. */
export interface Agreed {
  readonly task: string;
  readonly issue: string;
  readonly mapping: string;
  /** Of labels: those that the task asks for and that were on the issue before it did. They are not ours to remove. */
  readonly theirs?: readonly string[];
}

/** The last agreed values. A field that was never agreed is absent. */
export type Base = Partial<Readonly<Record<IssueField, Agreed>>>;

/** What a tracker refused, so that the same thing is not sent again until something about it changes. */
export interface Refusal {
  /** Of the action, the parameters and the tracker's metadata. */
  readonly fingerprint: string;
  /** The tracker's own words. */
  readonly message: string;
}

/** What a write to an issue was about to make agreed: should its end not be remembered, the issue tells whether it arrived. */
export interface Pending {
  readonly base: Base;
  readonly closedByUs: boolean;
  /** When it was about to be sent. Absent: before this was remembered. */
  readonly since?: Instant;
  /** Statuses that the issue was about to pass on its way: one of them is no person's wish. */
  readonly through?: readonly string[];
}

export interface Link {
  readonly taskId: string;
  readonly marker: string;
  readonly generation: number;
  /** Null: an **intent**, "about to create". Its base holds what the create was going to say. */
  readonly issueId: string | null;
  /** The issue as last observed; null for an intent. */
  readonly issue: Issue | null;
  readonly base: Base;
  /** We gave the issue the closed status because its task lost its scope. It never flows back to the task. */
  readonly closedByUs: boolean;
  readonly refusal: Refusal | null;
  readonly pending: Pending | null;
  /** Fields frozen by the policy `ask`. */
  readonly conflicts: readonly IssueField[];
  /** When it was last remembered: for an intent, when its create was about to be sent. */
  readonly since: Instant;
}

/** What the engine remembers about one pair, at once and in one piece. Absent members stay as they are. */
export interface LinkChange {
  readonly taskId: string;
  readonly marker?: string;
  readonly generation?: number;
  readonly issueId?: string;
  readonly issue?: Issue;
  /** Merged over the stored base, field by field. */
  readonly base?: Base;
  readonly closedByUs?: boolean;
  readonly refusal?: Refusal | null;
  readonly pending?: Pending | null;
  readonly conflicts?: readonly IssueField[];
  /** The link is over: kept in history, no longer looked at. */
  readonly retired?: boolean;
}

/** The text by which two values of a field are compared and remembered. */
export const rawOf = (fields: IssueFields, field: IssueField): string => {
  const value = fields[field];
  if (value === null || typeof value === 'string') return value ?? '';
  return JSON.stringify(isList(value) ? value.toSorted() : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const isList = (value: object): value is readonly string[] => Array.isArray(value);
