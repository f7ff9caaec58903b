/** What people wrote, in order: the client-visible history that the oracle judges by. It knows nothing of the engine. */
import type { Said } from './window.ts';

export type Wrote =
  | { readonly side: 'task'; readonly task: string; readonly field: 'title' | 'status'; readonly value: string }
  | { readonly side: 'issue'; readonly issue: string; readonly field: 'title' | 'status'; readonly value: string };

/** Two edits of one pair's status that did not know of each other; by our clock. */
export interface Rivalry {
  readonly task: string;
  readonly issue: string;
  readonly taskAt: number;
  readonly issueAt: number;
}

/** A side of a pair's status that a person took, seeing both as they were. */
export interface Decided {
  readonly task: string;
  readonly issue: string;
  readonly side: 'task' | 'issue';
  readonly ours: string;
  readonly theirs: string;
  /** They saw the issue as it was. */
  readonly wasSo: boolean;
}

/** A pair about whose status a person was asked. */
export interface Undecided {
  readonly task_id: string;
  readonly issue_id: string | null;
}

export class Journal {
  /** Since everything was last checked. */
  edits: Wrote[] = [];
  rivalries: Rivalry[] = [];
  /** Those that nobody wrote to since. */
  decisions: Decided[] = [];
  /** Tasks whose scope or issue people changed meanwhile. */
  tasks = new Set<string>();
  /** Issues that people made by copying ours. */
  readonly copies = new Set<string>();
  /** Issues that people gave to a task: what labels they have is nobody's of ours. */
  readonly given = new Set<string>();
  /** Lines that people wrote below our text, by issue: for ever. */
  readonly lines = new Map<string, string[]>();
  /** Tasks that people took the issue of, and gave no other since. */
  readonly left = new Set<string>();
  /** People moved issues since everything was last checked. */
  isMoved = false;
  /** People moved or removed issues: what is elsewhere is asked for by its id. */
  isScattered = false;
  /** Tasks that people gave or took an issue of: the one before stays as it is. */
  readonly handled = new Set<string>();
  /** Issues that people brought back. */
  readonly revived = new Set<string>();
  /** Issues that people removed and may bring back. */
  readonly removed: string[] = [];
  /** From when on runs must know that the tracker's project is public; null: it is not. */
  publicFrom: number | null = null;
  /** Words that were written into tasks since. */
  readonly confidential = new Set<string>();
  /** Labels that people gave, by issue. */
  readonly labels = new Map<string, string[]>();
  /** The database was put back: what it held since is forgotten, as in any restore. */
  restored = false;
  /** At any time so far. */
  isRestored = false;
  /** How often people set the status of each issue: for ever. */
  readonly moves = new Map<string, number>();
  readonly #trace: (line: string) => void;

  constructor(trace: (line: string) => void) {
    this.#trace = trace;
  }

  note(line: string): void {
    this.#trace(`  ${line}`);
  }

  wrote(edit: Wrote): void {
    this.edits.push(edit);
    this.touched(edit.side === 'task' ? edit.task : edit.issue);
    if (edit.side === 'issue' && edit.field === 'status') this.#moved(edit.issue);
  }

  appended(issue: string, line: string): void {
    this.lines.set(issue, [...(this.lines.get(issue) ?? []), line]);
  }

  /** Lost where no tracker without revisions can protect it: as if it had never been written. */
  unprotected({ issue, text }: Said): void {
    this.note(`issue ${issue}: "${text}" fell into the window and is lost`);
    this.lines.set(
      issue,
      (this.lines.get(issue) ?? []).filter((line) => line !== text),
    );
    this.edits = this.edits.filter((edit) => edit.side !== 'issue' || edit.value !== text);
  }

  labelled(issue: string, label: string): void {
    this.labels.set(issue, [...(this.labels.get(issue) ?? []), label]);
  }

  disturbed(task: string): void {
    this.tasks.add(task);
  }

  /** What its status is counts from now on, as if it were set. */
  linked(issue: string): void {
    this.given.add(issue);
    this.#moved(issue);
  }

  /** What was open about this pair is no more. */
  decided(decision: Decided): void {
    const isAbout = (edit: Wrote): boolean =>
      edit.field === 'status' && (edit.side === 'task' ? edit.task === decision.task : edit.issue === decision.issue);
    this.edits = this.edits.filter((edit) => !isAbout(edit));
    this.rivalries = this.rivalries.filter(({ task }) => task !== decision.task);
    if (decision.wasSo) this.decisions.push(decision);
  }

  /** Somebody wrote something to this task or issue: a decision made before may be about something else. */
  touched(id: string): void {
    this.decisions = this.decisions.filter(({ task, issue }) => task !== id && issue !== id);
  }

  #moved(issue: string): void {
    this.moves.set(issue, (this.moves.get(issue) ?? 0) + 1);
  }

  /** A new phase begins: everything so far was checked. What people still have to decide stands. */
  checked(undecided: readonly Undecided[]): void {
    const stands = (item: { readonly task?: string; readonly issue?: string }): boolean =>
      undecided.some(({ task_id, issue_id }) => task_id === item.task || issue_id === item.issue);
    this.edits = this.edits.filter((edit) => edit.field === 'status' && stands(edit));
    this.rivalries = this.rivalries.filter(stands);
    this.tasks = new Set();
    this.decisions = [];
    this.restored = false;
    this.isMoved = false;
  }
}
