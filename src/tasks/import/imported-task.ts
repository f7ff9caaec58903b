/** What a file says about one task, before it meets the tasks that are there. */
import type { Verification } from '../../model/task.ts';

export const FIELDS = ['id', 'title', 'text', 'priority', 'phase', 'status', 'tags', 'verification'] as const;
export type Field = (typeof FIELDS)[number];

/** `null` means that the file does not say: an existing task keeps its value, a new one gets the default. */
export interface ImportedTask {
  /** The line of the file on which the row begins; the header is line 1. */
  readonly line: number;
  readonly id: string;
  readonly title: string;
  readonly text: string | null;
  /** 1 (low) to 10 (high). */
  readonly priority: number | null;
  /** A phase's id. */
  readonly phase: string | null;
  /** A status's id; used only for tasks that are new. */
  readonly status: string | null;
  readonly tags: readonly string[] | null;
  readonly verification: Verification | null;
  /** Only in reports: who says so, and what. */
  readonly reported?: Reported;
}

export interface Reported {
  readonly source: string;
  readonly finding: Finding;
}

/** What a report says of a finding: it is there; it is no more; it is there, and somebody decided that it does not count. */
export type Finding = 'present' | 'gone' | 'suppressed';

export interface Problem {
  /** null: the message begins with the place. */
  readonly line: number | null;
  /** The header as the file writes it; null when the problem is not one column's. */
  readonly column: string | null;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** Of the ASVS, 1 to 3: a level holds those below it. */
export type Level = number;

/** One of the values that a project knows: a phase or a status. A file may use its id, slug or name. */
export interface Named {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface Vocabulary {
  readonly phases: readonly Named[];
  readonly statuses: readonly Named[];
}

export interface ReadOptions {
  readonly vocabulary: Vocabulary;
  /** Only requirements up to this level; null for all of them. */
  readonly level?: Level | null;
}

export interface Parsed {
  /** `plain`, or the name of the known file whose header was recognised. */
  readonly profile: string;
  /** Field → the header of the column that it was read from. */
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  /** Headers that mean nothing to us. */
  readonly ignored: readonly string[];
  readonly tasks: readonly ImportedTask[];
  /** Reports that tell everything they know: a finding of theirs that is not among the tasks is gone. */
  readonly complete?: readonly string[];
  /** When there is any, nothing of the file is to be imported. */
  readonly problems: readonly Problem[];
}

/** `line 7, column severity: …` */
export const printProblem = ({ line, column, message }: Problem): string =>
  line === null ? message : `line ${line}${column === null ? '' : `, column ${column}`}: ${message}`;

export const fileProblem = (line: number | null, message: string): Problem => ({ line, column: null, message });

/** What is left of a file of which nothing can be read. */
export const refused = (problems: readonly Problem[]): Parsed => ({
  profile: 'plain',
  columns: {},
  ignored: [],
  tasks: [],
  problems,
});
