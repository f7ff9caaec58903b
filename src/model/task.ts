/** The security team's side: a task of a project. Field names are ours; the API's names live in `api/`. */
import type { Instant } from './instant.ts';

/** What a status means. Custom statuses share these three meanings. */
export type Meaning = 'TODO' | 'DONE' | 'NA';

export type Verification = 'none' | 'partial' | 'pass' | 'fail';

/** A status that a task can have, e.g. `{ id: 'TS1', slug: 'DONE', name: 'Complete', meaning: 'DONE' }`. */
export interface TaskStatus {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly meaning: Meaning;
}

/** How to do a task, in one way of several. */
export interface HowTo {
  readonly title: string;
  /** Markdown. */
  readonly content: string;
}

export interface Task {
  /** Unique in its project and part of the marker: `T21`. */
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** In their order. */
  readonly howTos: readonly HowTo[];
  /** 1 (low) to 10 (high). */
  readonly priority: number;
  /** The phase's slug: `requirements`. */
  readonly phase: string;
  /** A `TaskStatus.id`: `TS2`. */
  readonly status: string;
  /** When the status last changed; null when nobody knows. */
  readonly statusChangedAt: Instant | null;
  /** When anything about it last changed. */
  readonly updatedAt: Instant;
  readonly tags: readonly string[];
  /** E-mail addresses in lower case. */
  readonly assignees: readonly string[];
  readonly verification: Verification;
  /** A task is in scope when it is both relevant (the rules say so) and accepted (a person agreed). */
  readonly relevant: boolean;
  readonly accepted: boolean;
  readonly riskRelevant: boolean;
  /** Where a person reads it. */
  readonly url: string;
  /** Grows with every change; local writes are conditional on it. */
  readonly version: number;
}

/** What a sync writes into a task: only what changes. */
export interface TaskChange {
  /** A `TaskStatus.id`. */
  readonly status?: string;
  readonly tags?: readonly string[];
  /** E-mail addresses of people we know. */
  readonly assignees?: readonly string[];
}
