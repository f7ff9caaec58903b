/** Comments of issues and notes of tasks: what crosses from one side to the other, and the memory that it has crossed. */
import type { Instant } from './instant.ts';

/** A note that a person wrote and that no comment stands for yet. */
export interface WaitingNote {
  readonly id: number;
  readonly taskId: string;
  readonly author: string;
  readonly at: Instant;
  /** Markdown. */
  readonly text: string;
  /** It was about to be sent then, with this origin, and nobody knows what became of it; null when it was not. */
  readonly sent: { readonly origin: string; readonly at: Instant } | null;
}

export interface Said {
  readonly waiting: readonly WaitingNote[];
  /** Per issue: the ids of comments that stand for a note. */
  readonly crossed: Readonly<Record<string, readonly string[]>>;
  /** Per issue: its `updatedAt` when its comments were last read. */
  readonly heard: Readonly<Record<string, Instant>>;
}

/** What is to be carried over for one item. */
export interface Conversation {
  readonly toIssue: readonly NewComment[];
  readonly toTask: readonly NewNote[];
}

export interface NewComment {
  readonly noteId: number;
  /** Markdown. */
  readonly text: string;
  readonly origin: string;
}

export interface NewNote {
  readonly commentId: string;
  /** Markdown. */
  readonly text: string;
}

export const SILENCE: Conversation = { toIssue: [], toTask: [] };

/** A note about to be sent: recorded before the request. */
export interface CommentIntent {
  readonly noteId: number;
  readonly taskId: string;
  readonly issueId: string;
  readonly origin: string;
}

/** What became of an intent: the comment's id, or the tracker's words. */
export type SentComment =
  | { readonly origin: string; readonly commentId: string }
  | { readonly origin: string; readonly refusal: string };

/** A comment of somebody else that becomes a note. */
export interface HeardComment {
  readonly taskId: string;
  readonly issueId: string;
  readonly commentId: string;
  /** Markdown, with its author's name. */
  readonly text: string;
}

/** Every method is one short transaction, conditional on the run's attempt number like those of `Memory`. */
export interface Talk {
  load(): Promise<Said>;
  intend(intents: readonly CommentIntent[]): Promise<void>;
  sent(comments: readonly SentComment[]): Promise<void>;
  /**
   * Makes the notes and remembers what they stand for, together: a comment never becomes two notes. `issues`: up to which
   * change of each issue its comments are now known.
   */
  heard(comments: readonly HeardComment[], issues: Readonly<Record<string, Instant>>): Promise<void>;
}
