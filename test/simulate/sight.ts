/** Everything that can be seen of a world when all is quiet: what the oracle judges. */
import type { Meaning } from '../../src/model/task.ts';
import type { Seen } from '../systems/stage.ts';
import type { Ended } from './world.ts';

export interface TaskRow {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly status_id: string;
  readonly relevant: boolean;
  readonly accepted: boolean;
  readonly priority: number;
  readonly tags: readonly string[];
}

export interface LinkRow {
  readonly task_id: string;
  readonly issue_id: string | null;
  readonly marker: string;
  readonly conflicts: readonly string[];
  readonly closed_by_us: boolean;
}

/** Everything that can be seen when all is quiet. */
export interface Sight {
  readonly policy: 'issue' | 'task' | 'timestamp' | 'ask';
  /** The tracker's clock against ours, milliseconds. */
  readonly skew: number;
  readonly meanings: Readonly<Record<string, Meaning>>;
  readonly tasks: readonly TaskRow[];
  readonly links: readonly LinkRow[];
  /** Every issue that a task ever had. */
  readonly past: readonly Pick<LinkRow, 'task_id' | 'issue_id'>[];
  readonly issues: readonly Seen[];
  /** The text of every item event, by task. */
  readonly history: Readonly<Record<string, string>>;
  readonly last: Ended;
  readonly comments: boolean;
  readonly notes: readonly { readonly task_id: string; readonly text: string; readonly automatic: boolean }[];
}

export class Violation extends Error {}

export const must = (holds: boolean, invariant: string, what: () => string): void => {
  if (!holds) throw new Violation(`${invariant}: ${what()}`);
};

export const MIN_PRIORITY = 3;

export const inScope = ({ relevant, accepted, priority }: TaskRow): boolean =>
  relevant && accepted && priority >= MIN_PRIORITY;

export const MEANING: Readonly<Record<string, Meaning>> = { TS1: 'DONE', TS2: 'TODO', TS3: 'NA' };

/** The rows with issues called as people called them first, where a tracker gave them another id since. */
export const calledAtFirst = <T extends { readonly issue_id: string | null }>(
  rows: readonly T[],
  issues: readonly Seen[],
): readonly T[] =>
  rows.map((row) => {
    const moved = issues.find(({ otherIds = [] }) => otherIds.includes(row.issue_id ?? ''));
    return moved === undefined ? row : { ...row, issue_id: moved.id };
  });

export interface Pair {
  readonly task: TaskRow;
  readonly link: LinkRow;
  readonly issue: Seen;
}

export function pairsOf({ tasks, links, issues }: Sight): Pair[] {
  return tasks.filter(inScope).flatMap((task) => {
    const link = links.find(({ task_id }) => task_id === task.id);
    const issue = issues.find(({ id }) => id === link?.issue_id);
    return link && issue ? [{ task, link, issue }] : [];
  });
}
