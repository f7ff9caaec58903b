/** What one observation saw: plain data, everything that a plan is made from. */
import type { Instant } from '../model/instant.ts';
import type { Issue, IssueField } from '../model/issue.ts';
import type { Link } from '../model/link.ts';
import type { Surroundings } from '../model/sides.ts';
import type { Task, TaskStatus } from '../model/task.ts';
import type { Metadata } from '../model/tracker.ts';
import type { Conversation } from '../model/talk.ts';
import type { Rules, Wishes } from '../model/wish.ts';

/** What a look-up said of one task's marker. An error never counts as absent: it ends the run before a plan is made. */
export interface Found {
  /** `person`: they named it; no issue means that there is none of that name. */
  readonly by: 'marker' | 'title' | 'person';
  readonly issues: readonly Issue[];
  /** What the named issue was called while it was this task's before: it keeps its mark. */
  readonly former?: Pick<Link, 'marker' | 'generation'>;
}

export interface World {
  readonly surroundings: Surroundings;
  readonly statuses: readonly TaskStatus[];
  readonly tasks: readonly Task[];
  /** E-mail addresses of those whom a task can be assigned to. */
  readonly people: readonly string[];
  /** Live links, each with the issue as it is now. */
  readonly links: readonly Link[];
  /** Per task id: the marker and generation a new issue would get. */
  readonly markers: Readonly<Record<string, { readonly marker: string; readonly generation: number }>>;
  /** Per task id: issues that are this task's although no link says so. */
  readonly found: Readonly<Record<string, Found>>;
  /** Per task id of a link whose issue was not there: proved gone, or not to be told. */
  readonly missing: Readonly<Record<string, 'gone' | 'unknown'>>;
  /** Tasks that get no issue, because theirs is gone and was let go. */
  readonly detached: readonly string[];
  /** Issue id → alias of the other connection that has linked it. */
  readonly owners: Readonly<Record<string, string>>;
  /** Times of field changes in the tracker, asked only for conflicting items: issue id → field → when. */
  readonly times: Readonly<Record<string, Partial<Record<IssueField, Instant | null>>>>;
  /** Per task id: comments and notes that wait to cross. */
  readonly talk: Readonly<Record<string, Conversation>>;
  /** What people asked for single items. */
  readonly wishes: Wishes;
  readonly rules: Rules;
  readonly isPublic: boolean;
  readonly metadata: Metadata;
  /** Why everything must wait for a person: the connection points to another tracker project now. */
  readonly retargeted: string | null;
}
