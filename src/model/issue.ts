/** The tracker's side, in neutral words: no tracker's own term gets past its `convert.ts`. */
import type { Instant } from './instant.ts';

export interface IssueFields {
  readonly title: string;
  /** The managed block's text in the tracker's markup; null when the issue has no block (or must not have one). */
  readonly body: string | null;
  /** The tracker's name of the priority; null when it has none. */
  readonly priority: string | null;
  /** The tracker's name of the status. */
  readonly status: string;
  /** The parent issue's id; null when it has none. */
  readonly parent: string | null;
  /** Custom fields by the tracker's name, only those that our parameters set. */
  readonly custom: Readonly<Record<string, string>>;
  /** All labels but our own marks, sorted; empty where the tracker has none. */
  readonly labels: readonly string[];
  /** The e-mail address (lower case) of whom it is assigned to where that is known, else the tracker's id of the account; null
   * for nobody. */
  readonly assignee: string | null;
}

export type IssueField = keyof IssueFields;

/** One comment of an issue. */
export interface Comment {
  readonly id: string;
  /** A name that people know. */
  readonly author: string;
  readonly at: Instant;
  /** Markdown, without what carries the origin. */
  readonly text: string;
  /** The origin that we gave it; null for a comment of somebody else. */
  readonly origin: string | null;
}

/** One issue as an observation found it. */
export interface Issue {
  /** The tracker's immutable id. */
  readonly id: string;
  /** What people call it: `#12`, `PAY-7`. May change when the issue moves. */
  readonly key: string;
  readonly url: string;
  /** The tracker's project it is in now (its id or key). */
  readonly project: string;
  readonly updatedAt: Instant;
  /** Absent where the tracker does not tell. Equal to `updatedAt`: nobody has changed it since. */
  readonly createdAt?: Instant;
  /** What the tracker calls this state of the issue, for writes that must not meet a later one. Absent where it has none. */
  readonly revision?: string;
  /** Our marker if it carries one, else null. */
  readonly marker: string | null;
  /** The whole description as the tracker holds it: the adapter needs it to replace our block and keep the rest. */
  readonly description: string;
  readonly fields: IssueFields;
  /** Custom fields by which our parameters look issues up, by the tracker's name. Absent when there are none. */
  readonly lookup?: Readonly<Record<string, string>>;
}

/** What a create sends: the marker travels inside the same request. */
export interface IssueDraft {
  readonly taskId: string;
  readonly marker: string;
  readonly fields: IssueFields;
  /** The task's page, for the link in the block. */
  readonly taskUrl: string;
}

/** What an update sends: changed fields only. */
export interface IssueChange {
  readonly taskId: string;
  /** The issue as last observed. */
  readonly issue: Issue;
  readonly fields: Partial<IssueFields>;
  /** The marker to write with this update (adoption); null leaves it alone. */
  readonly marker: string | null;
  /** A comment to leave with the change, marked as ours (with any origin) where comments are synchronized; null for none. */
  readonly comment: string | null;
  readonly taskUrl: string;
  /** Awaited before the issue is put into a status that is only on the way: whoever finds it there knows that it was us. */
  readonly passing?: (status: string) => Promise<void>;
}

/** What became of one draft or change: what the tracker shows now, or why it refused (in its own words). */
export type WriteOutcome =
  | { readonly ok: true; readonly issue: Issue }
  | { readonly ok: false; readonly error: import('./tracker-error.ts').TrackerError };
