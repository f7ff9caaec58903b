/** The cast of the contract's story: a server, the people who use it, and the memory that the engine would have. */
import type { Ledger } from '../http/ledger.ts';
import type { Issue, IssueChange, IssueDraft, IssueFields, WriteOutcome } from '../model/issue.ts';
import { total } from '../model/ledger.ts';
import type { Capabilities, Metadata, Pulled, PullRequest, Tracker } from '../model/tracker.ts';

export interface Connected {
  readonly tracker: Tracker;
  /** Counts this connection's requests from zero. */
  readonly ledger: Ledger;
}

/** What people do on the tracker's side, past our adapter. */
export interface People {
  retitle(id: string, title: string): Promise<void>;
  setStatus(id: string, status: string): Promise<void>;
  /** Writes a line below everything that stands in the description. */
  append(id: string, line: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Moves the issue to another project. */
  move(id: string): Promise<void>;
  /** Null where the test has no means to do it. */
  readonly publish: ((isPublic: boolean) => Promise<void>) | null;
  /** Null where the tracker has no labels. */
  readonly relabel:
    | ((id: string, change: { add: readonly string[]; remove: readonly string[] }) => Promise<void>)
    | null;
  /** Null where assignees are not synchronized. */
  readonly assign: ((id: string, email: string | null) => Promise<void>) | null;
  /** Leaves a comment as another person; null where comments are not synchronized. */
  readonly say: ((id: string, text: string) => Promise<void>) | null;
  /** The texts of the issue's comments. */
  comments(id: string): Promise<readonly string[]>;
}

/** A server with one empty project and the account that synchronizes. */
export interface Stage {
  readonly can: Capabilities;
  /** A new adapter, as after a restart: it knows only the metadata it is given. */
  connect(metadata: Metadata | null): Connected;
  readonly people: People;
  readonly open: string;
  readonly done: string;
  /** Null: its issues have none. */
  readonly priorities: readonly [string, string] | null;
  /** E-mail addresses of two accounts; null where assignees are not synchronized. */
  readonly assignable: readonly [string, string] | null;
  /** Whoever meets a moved issue for the first time knows it by another id; who knew it before still reads it by the old one. */
  readonly movedGetNewIds?: true;
  /** How many moved issues the tracker goes on counting where they were. Absent: none. */
  readonly leftBehind?: number;
  /** A status that the tracker will not give this issue, after whatever has to be prepared for that. */
  refuse(issue: Issue, tracker: Tracker): Promise<string>;
}

const TASK_URL = 'https://lockstep.example/tasks/1-';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** A marker of the right form, different for every number and story. */
function markerOf(story: number, n: number): string {
  let rest = story * 100_000 + n;
  let text = '';
  for (let i = 0; i < 16; i += 1) {
    text += ALPHABET[rest % 32] ?? 'a';
    rest = Math.floor(rest / 32);
  }
  return `ls-${text}`;
}

export const issueOf = (outcome: WriteOutcome | undefined): Issue => {
  if (outcome?.ok === true) return outcome.issue;
  throw new Error(outcome === undefined ? 'no outcome' : outcome.error.message);
};

export const requestsOf = ({ ledger }: Connected): number => total(ledger.table());

/** One telling: what the engine would remember, and short ways to act on it. Tasks are known by their number. */
export class Story {
  readonly stage: Stage;
  /** The connection in use; a chapter may open another one, as after a restart. */
  now: Connected;
  metadata: Metadata | null = null;
  readonly issues = new Map<string, Issue>();
  #total: number | null = null;
  #cursor: string | null = null;
  readonly #seed: number;

  /** Different seeds make different markers, so that two stories can share a server. */
  constructor(stage: Stage, seed: number) {
    this.stage = stage;
    this.now = stage.connect(null);
    this.#seed = seed;
  }

  restart(): Connected {
    return this.stage.connect(this.metadata);
  }

  marker(n: number): string {
    return markerOf(this.#seed, n);
  }

  draft(n: number, fields: Partial<IssueFields> = {}): IssueDraft {
    const whole: IssueFields = {
      title: `T${n}: Check the input`,
      body: `First *line* of task ${n}.\n\n- a point\n- snake_case and "quotes": kept\n\nLast line`,
      priority: this.stage.priorities?.[0] ?? null,
      status: this.stage.open,
      parent: null,
      custom: {},
      labels: [],
      assignee: null,
      ...fields,
    };
    const normal = this.now.tracker.normalize(whole);
    return { taskId: `T${n}`, marker: this.marker(n), fields: normal, taskUrl: `${TASK_URL}T${n}` };
  }

  async create(drafts: readonly IssueDraft[]): Promise<readonly Issue[]> {
    const { createBatch } = this.stage.can;
    const made: Issue[] = [];
    for (let from = 0; from < drafts.length; from += createBatch) {
      const outcomes = await this.now.tracker.create(drafts.slice(from, from + createBatch));
      made.push(...outcomes.map(issueOf));
    }
    for (const issue of made) this.issues.set(issue.id, issue);
    this.#total = (this.#total ?? 0) + made.length;
    return made;
  }

  /** The issue of this task as last seen. */
  known(n: number): Issue {
    const found = [...this.issues.values()].find(({ marker }) => marker === this.marker(n));
    if (found === undefined) throw new Error(`T${n} has no issue`);
    return found;
  }

  async update(
    n: number,
    fields: Partial<IssueFields>,
    comment: string | null = null,
  ): Promise<WriteOutcome | undefined> {
    const taskId = `T${n}`;
    const issue = this.known(n);
    const change: IssueChange = { taskId, issue, fields, marker: null, comment, taskUrl: `${TASK_URL}${taskId}` };
    const [outcome] = await this.now.tracker.update([change]);
    if (outcome?.ok === true) this.issues.set(outcome.issue.id, outcome.issue);
    return outcome;
  }

  async pull(extent: PullRequest['extent'], { tracker }: Connected = this.now): Promise<Pulled> {
    const known = (id: string): Issue | undefined => this.issues.get(id);
    const present = [...this.issues.keys()];
    const pulled = await tracker.pull({ extent, total: this.#total, cursor: this.#cursor, present, known });
    for (const issue of pulled.issues) this.issues.set(issue.id, issue);
    this.#total = pulled.total;
    this.#cursor = pulled.cursor ?? null;
    return pulled;
  }
}
