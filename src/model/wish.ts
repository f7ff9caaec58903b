/** What people ask for single items, beside the parameters. */
import type { IssueField } from './issue.ts';

export type Side = 'task' | 'issue';

/** A conflict that a person decided. It counts only while what loses is what they saw. */
export interface Take {
  readonly side: Side;
  /** The issue's raw value then: it must still be so when the task's is to be written over it. */
  readonly issue: string;
  /** The task's version then: it must still be so when the issue's value is to be written over it. */
  readonly taskVersion: number;
}

/** Of one item; kept until a run has done it. */
export interface Wish {
  /** A person unlinked it: the task gets no issue until somebody asks for one. */
  readonly leave: boolean;
  /** The issue to link, by the tracker's id; null for none. */
  readonly link: string | null;
  readonly take: Partial<Readonly<Record<IssueField, Take>>>;
}

/** By task id. */
export type Wishes = Readonly<Record<string, Wish>>;

/** Per field, the side that wins every conflict of it. */
export type Rules = Partial<Readonly<Record<IssueField, Side>>>;
