/** What people wrote, in order: the client-visible history that the oracle judges by. It knows nothing of the engine. */
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

/** A pair about whose status a person was asked. */
export interface Undecided {
  readonly task_id: string;
  readonly issue_id: string | null;
}

export class Journal {
  /** Since everything was last checked. */
  edits: Wrote[] = [];
  rivalries: Rivalry[] = [];
  /** Tasks whose scope people changed meanwhile, and issues that were moved. */
  tasks = new Set<string>();
  issues = new Set<string>();
  /** Issues that people made by copying ours. */
  readonly copies = new Set<string>();
  /** Lines that people wrote below our text, by issue: for ever. */
  readonly lines = new Map<string, string[]>();
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
    if (edit.side === 'issue' && edit.field === 'status')
      this.moves.set(edit.issue, (this.moves.get(edit.issue) ?? 0) + 1);
  }

  appended(issue: string, line: string): void {
    this.lines.set(issue, [...(this.lines.get(issue) ?? []), line]);
  }

  labelled(issue: string, label: string): void {
    this.labels.set(issue, [...(this.labels.get(issue) ?? []), label]);
  }

  disturbed(task: string): void {
    this.tasks.add(task);
  }

  disturbedIssue(issue: string): void {
    this.issues.add(issue);
  }

  /** A new phase begins: everything so far was checked. What people still have to decide stands. */
  checked(undecided: readonly Undecided[]): void {
    const stands = (item: { readonly task?: string; readonly issue?: string }): boolean =>
      undecided.some(({ task_id, issue_id }) => task_id === item.task || issue_id === item.issue);
    this.edits = this.edits.filter((edit) => edit.field === 'status' && stands(edit));
    this.rivalries = this.rivalries.filter(stands);
    this.tasks = new Set();
    this.issues = new Set();
    this.restored = false;
  }
}
