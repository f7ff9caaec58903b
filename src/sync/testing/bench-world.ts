/**
 * A small world to run the real engine in: tasks, issues and memory as plain data, with a crash possible before and after
 * every effect. Shared by the engine's tests; nothing of it runs in production.
 */
import type { Comment, Issue, IssueFields } from '../../model/issue.ts';
import type { Link } from '../../model/link.ts';
import { NOTHING_YET, type Progress } from '../../model/sides.ts';
import type { Task, TaskStatus } from '../../model/task.ts';
import type { Rules, Wishes } from '../../model/wish.ts';

export const STATUSES: readonly TaskStatus[] = [
  { id: 'TS1', slug: 'DONE', name: 'Complete', meaning: 'DONE' },
  { id: 'TS2', slug: 'TODO', name: 'Incomplete', meaning: 'TODO' },
  { id: 'TS3', slug: 'NA', name: 'Not Applicable', meaning: 'NA' },
  { id: 'CTS4', slug: 'VERIFIED', name: 'Verified', meaning: 'DONE' },
];

/** Who can get a task. */
export const PEOPLE = ['ann@example.com', 'bob@example.com'] as const;

export const aTask = (change: Partial<Task> = {}): Task => ({
  id: 'T1',
  title: 'Escape output',
  text: 'Why and how.',
  howTos: [],
  priority: 7,
  phase: 'dev',
  status: 'TS2',
  statusChangedAt: 0,
  updatedAt: 0,
  tags: [],
  assignees: [],
  verification: 'none',
  relevant: true,
  accepted: true,
  riskRelevant: true,
  url: 'https://lockstep.example/T1',
  version: 1,
  ...change,
});

/** Everything that survives a crash. */
export interface BenchWorld {
  clock: number;
  tasks: Task[];
  issues: Issue[];
  links: Link[];
  progress: Progress;
  lastIssue: number;
  /** How often something was written to an issue or a task. */
  writes: number;
  isPublic: boolean;
  notes: BenchNote[];
  /** Of all issues, in the order in which they were written. */
  comments: (Comment & { readonly issueId: string })[];
  crossed: BenchCrossed[];
  heard: Record<string, number>;
  wishes: Wishes;
  rules: Rules;
  generations: Record<string, number>;
  /** Of custom attributes: macro → value. */
  attributes: Record<string, string>;
}

export interface BenchNote {
  readonly id: number;
  readonly taskId: string;
  readonly author: string;
  readonly at: number;
  readonly text: string;
  readonly automatic: boolean;
}

export interface BenchCrossed {
  readonly issueId: string;
  readonly noteId: number | null;
  readonly origin: string | null;
  readonly commentId: string | null;
  readonly refusal: string | null;
  readonly at: number;
}

export const aWorld = (tasks: readonly Task[]): BenchWorld => ({
  clock: 1_000_000,
  tasks: structuredClone([...tasks]),
  issues: [],
  links: [],
  progress: NOTHING_YET,
  lastIssue: 0,
  writes: 0,
  isPublic: false,
  notes: [],
  comments: [],
  crossed: [],
  heard: {},
  attributes: {},
  wishes: {},
  rules: {},
  generations: {},
});

/** Runs an effect; may crash before and after it. */
export type Step = <T>(effect: () => T) => Promise<T>;

/** How this world's tracker behaves. */
export interface Knobs {
  /** Statuses that it refuses to set; `mark`: ours. */
  readonly refuses?: readonly string[];
  readonly refusesComments?: boolean;
  /** Hears of every text that is turned into the tracker's markup. */
  readonly renders?: (text: string) => void;
  /** When the status of these issues changed, as its journal says. */
  readonly times?: Readonly<Record<string, number>>;
}

export function editIssue(world: BenchWorld, id: string, fields: Partial<IssueFields>): void {
  world.clock += 5_000;
  world.issues = world.issues.map((issue) =>
    issue.id === id ? { ...issue, updatedAt: world.clock, fields: { ...issue.fields, ...fields } } : issue,
  );
}

export function editTask(world: BenchWorld, id: string, change: Partial<Task>): void {
  world.clock += 5_000;
  world.tasks = world.tasks.map((task) =>
    task.id === id
      ? {
          ...task,
          updatedAt: world.clock,
          ...(change.status === undefined ? {} : { statusChangedAt: world.clock }),
          ...change,
          version: task.version + 1,
        }
      : task,
  );
}

/** A person writes a note. */
export function writeNote(world: BenchWorld, taskId: string, text: string): void {
  world.clock += 1_000;
  const note = { id: world.notes.length + 1, taskId, author: 'Ann', at: world.clock, text, automatic: false };
  world.notes = [...world.notes, note];
}

/** A person comments on an issue. */
export const sayInTracker = (world: BenchWorld, issueId: string, text: string): void =>
  void addComment(world, { issueId, text, author: 'Dev', origin: null });

/** A comment changes the time of its issue. */
export function addComment(
  world: BenchWorld,
  { issueId, ...said }: { issueId: string; text: string; author: string; origin: string | null },
): Comment {
  editIssue(world, issueId, {});
  const comment = { id: `c${world.comments.length + 1}`, at: world.clock, ...said };
  world.comments = [...world.comments, { ...comment, issueId }];
  return comment;
}
