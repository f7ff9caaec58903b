/** What a tracker must be able to do for the engine. Each folder under `trackers/` implements it once. */
import type { Instant } from './instant.ts';
import type { Comment, Issue, IssueChange, IssueDraft, IssueField, IssueFields, WriteOutcome } from './issue.ts';
import type { SyncOptions } from './options.ts';
import type { Budget } from './pace.ts';
import type { ParamField, ParamValues } from './params.ts';
import type { Send } from './transport.ts';

/** What a system can do, as data: the engine, the floor and the contract suite read it; nobody probes for methods. */
export interface Capabilities {
  readonly labels: boolean;
  readonly comments: boolean;
  /** Issues whose comments one request can read. */
  readonly commentBatch: number;
  readonly assignees: boolean;
  /** Requests that one account may send at the same time. */
  readonly concurrency: number;
  /** How long a search may still show the past (milliseconds); reads by id never lag. 0: searches show what was written. */
  readonly indexLag: number;
  readonly fieldTimes: boolean;
  /** Issues per create request, and issues that one request can read by id (to confirm updates). */
  readonly createBatch: number;
  readonly readBackBatch: number;
  /** An update is answered with the issue as it is then: no read-back. */
  readonly updatesShow?: boolean;
  /** Issues per update request; absent: one. */
  readonly updateBatch?: number;
  /** Rows per page of the change query, and cold metadata requests. */
  readonly pageSize: number;
  readonly metadataRequests: number;
  /** Two changes closer than this look the same in `updatedAt` (milliseconds). */
  readonly timeResolution: number;
  /** Pages that the change query reads beyond the changed rows, to prove that there are no more (0 with a watermark). */
  readonly proofPages: number;
  /** The change query reads a log: every pull costs its proof pages beside those of the issues that it names. */
  readonly log?: true;
}

/** What the tracker lists about the project; cached in the store and given back to the adapter on later runs. */
export interface Metadata {
  readonly statuses: readonly string[];
  readonly priorities: readonly string[];
  readonly custom: readonly string[];
  /** The `Issue.project` of issues that have not been moved away. */
  readonly home: string;
  /** E-mail addresses (lower case) of accounts that issues can be assigned to; empty unless assignees are synchronized. */
  readonly people: readonly string[];
  /** The tracker's canonical name of the project, for messages. */
  readonly projectName: string;
  /** What works today and will not much longer, with the remedy; every run tells it. Absent: nothing. */
  readonly warning?: string;
  /** What else the adapter needs, opaque to everybody else. */
  readonly native: Readonly<Record<string, import('./json.ts').Json>>;
}

/** How the adapter knows which issues are already known: by id, the last observation. */
export type Known = (issueId: string) => Issue | undefined;

export interface PullRequest {
  readonly known: Known;
  /** How many of our issues the last complete pull counted; null when there was none. */
  readonly total: number | null;
  /** What the last pull gave; null or absent when there is none. */
  readonly cursor?: string | null;
  /** Ids of our issues that were in the project then: what a log does not name since is as it was. */
  readonly present?: readonly string[];
  /** `changes`: newest first, stop at a page that is all known with the total as remembered. `marked`: every issue that
   * carries a marker of ours. `project`: every issue of the project (first contact, to find titles). */
  readonly extent: 'changes' | 'marked' | 'project';
}

export interface Pulled {
  /** Issues that differ from what is known (extent `changes`), or all that were read. */
  readonly issues: readonly Issue[];
  /** The ids of every issue of ours that was read, known or not; and of those that a log proves to be as they were. */
  readonly seen: readonly string[];
  /** How many of our issues there are now (marked ones; extent `project` counts those with a marker). */
  readonly total: number;
  /** Every page was read: an issue of ours that was not seen is not in the project. */
  readonly complete: boolean;
  /** Where the next pull goes on, opaque to everybody else; remembered together with what was seen. */
  readonly cursor?: string;
}

/** One connected tracker project. Every method may throw a `TrackerError`; none retries a write. */
export interface Tracker {
  /** Neutral fields (body in Markdown) → what the tracker would give back for them: its own markup and re-formatting is no
   * change. Applied exactly once, to composed fields; drafts and changes carry the result and are written as they are. */
  normalize(fields: IssueFields): IssueFields;
  /** Reads the lists (statuses, priorities, custom fields) and proves that the project is there. */
  metadata(): Promise<Metadata>;
  /** One set-based query for what changed. */
  pull(request: PullRequest): Promise<Pulled>;
  /** Every issue of the server that carries one of these markers, wherever it was moved to. */
  lookup(markers: readonly string[]): Promise<readonly Issue[]>;
  /** The fewest requests that such a look-up needs, for the floor; where the marker is kept decides it. */
  lookupFloor(asked: number, found: number): number;
  /** These issues by id; one that is not there (or hidden) is simply not in the answer. */
  read(ids: readonly string[]): Promise<readonly Issue[]>;
  /** Creates up to `createBatch` issues with their markers inside. Outcomes in the order of the drafts. `busy`: it was not sent,
   * because 10 seconds had passed since the call; at least one of the drafts is. */
  create(drafts: readonly IssueDraft[]): Promise<readonly WriteOutcome[]>;
  /** Writes the changes and reads them back. Outcomes in the order of the changes. */
  update(changes: readonly IssueChange[]): Promise<readonly WriteOutcome[]>;
  /** The comments of these issues, oldest first; an issue without any may be left out. */
  comments(issueIds: readonly string[]): Promise<Readonly<Record<string, readonly Comment[]>>>;
  /** Leaves one comment (Markdown) that carries `origin`, by which it is recognised ever after. */
  comment(issue: Issue, text: string, origin: string): Promise<Comment>;
  /** Whether the project can be read without credentials: one anonymous request. */
  isPublic(): Promise<boolean>;
  /** When this field last changed, per issue id; null where the tracker cannot tell. */
  fieldTimes(ids: readonly string[], field: IssueField): Promise<Readonly<Record<string, Instant | null>>>;
  /** The three depths of a connection test, in order; throws at the first thing wrong, naming the parameter. Answers what will be
   * wrong before long, if anything. */
  check(depth: 'server' | 'project' | 'settings'): Promise<string | void>;
}

/** Everything an adapter gets. It keeps no state of its own between runs. */
export interface TrackerContext {
  readonly params: ParamValues;
  readonly send: Send;
  /** The metadata of an earlier run, if it is still to be trusted; null asks the tracker. */
  readonly metadata: Metadata | null;
  readonly now: () => Instant;
  /** Waits for work that the tracker does in the background; without it, nobody waits. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A kind of tracker: one folder, one line in `trackers/systems.ts`. */
export interface System {
  readonly id: string;
  /** Other names by which requests may call it. */
  readonly aliases?: readonly string[];
  readonly shortName: string;
  readonly name: string;
  readonly params: readonly ParamField[];
  readonly can: Capabilities;
  /** Which parameters say where and as whom to connect: root of the server, and the credential headers. */
  endpoint(params: ParamValues): Endpoint;
  /** Parameters → engine options. Throws `TrackerError('settings')` naming the parameter when a map is malformed. */
  options(params: ParamValues): SyncOptions;
  /** The tracker's project that these parameters name (to notice a change of target). */
  target(params: ParamValues): string;
  connect(context: TrackerContext): Tracker;
  /** The projects to choose from, by name (records by age, newest first); only the server and the credentials need to be
   * right. Absent: this system cannot list them cheaply. Throws a `TrackerError`. */
  readonly projects?: (context: TrackerContext) => Promise<readonly TrackerProject[]>;
}

/** A project of the tracker that the account sees. */
export interface TrackerProject {
  /** What the parameter of the project takes. */
  readonly id: string;
  readonly name: string;
}

export interface Endpoint {
  /** `https://host:port/context` without a trailing slash. */
  readonly root: string;
  /** Headers that carry the credential; values are secret. */
  readonly credentials: Readonly<Record<string, import('./secret.ts').Secret>>;
  readonly verifyTls: boolean;
  /** Beside what answers ask for: how often this account may send what. Absent: as often as it can. */
  readonly budgets?: readonly Budget[];
  /** What an answer says about limits in words of its own, beside 429 and `Retry-After`; null when it says nothing. */
  readonly limitIn?: (answer: RawAnswer, now: Instant) => Limit | null;
}

/** An answer as it came: header names in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Limit {
  /** Nothing is to be sent before then. */
  readonly until: Instant;
  /** The request itself was turned away before anything was done; otherwise only later ones would be. */
  readonly isRefusal: boolean;
}
