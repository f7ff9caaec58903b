/**
 * Invariant 4 for titles. They belong to the task; what a person makes of the issue's title stands until the task's title
 * changes, too: then the policy decides.
 */
import type { Journal } from './journal.ts';
import { must, pairsOf, type Pair, type Sight, type TaskRow } from './sight.ts';

/** What is remembered of a title between two checks. */
export interface TitleMemory {
  /** The issue's title as it was, and whether a person's edit of it still stands against the task's. */
  readonly issue: string;
  readonly standing: 'none' | 'kept' | 'unknown';
}

type Memories = ReadonlyMap<string, TitleMemory>;

const composed = ({ id, title }: Pick<TaskRow, 'id' | 'title'>): string =>
  `${id}: ${title}`.replaceAll(/\s+/g, ' ').trim();

/** Everything that can be said about one title. */
interface Told {
  readonly id: string;
  readonly now: string;
  /** What the task asks for; what people wrote into the issue last, if it stands against that. */
  readonly ours: string;
  readonly theirs: string | undefined;
  /** What the task asked for before the database was put back: nobody knows any more that it was ours. */
  readonly forgotten: readonly string[];
  /** How often it was written since the last check. */
  readonly byTask: number;
  readonly byPeople: number;
  /** Nothing but these edits happened since the last check. */
  readonly isClear: boolean;
  readonly was: TitleMemory | undefined;
}

/** Answers what to remember. */
export function titlesKept(sight: Sight, journal: Journal, before: Memories): Map<string, TitleMemory> {
  // Of issues whose task is out of scope we know what they say, and not why.
  const after = new Map<string, TitleMemory>(
    sight.issues.map(({ id, title }) => [id, { issue: title, standing: 'unknown' }]),
  );
  for (const pair of pairsOf(sight)) {
    const told = tell(pair, journal, before.get(pair.issue.id));
    isOneOfThem(told);
    if (told.isClear) judge(told, sight);
    after.set(pair.issue.id, { issue: told.now, standing: standingOf(told) });
  }
  return after;
}

function tell({ task, issue }: Pair, journal: Journal, was: TitleMemory | undefined): Told {
  const edits = journal.edits.filter(({ field }) => field === 'title');
  const byPeople = edits.filter((edit) => edit.side === 'issue' && edit.issue === issue.id);
  const byTask = edits.filter((edit) => edit.side === 'task' && edit.task === task.id);
  const isUntouched = !journal.restored && !journal.tasks.has(task.id);
  return {
    id: task.id,
    now: issue.title,
    ours: composed(task),
    theirs: byPeople.at(-1)?.value ?? stillTheirs(was),
    forgotten: journal.restored ? byTask.map(({ value }) => composed({ id: task.id, title: value })) : [],
    byTask: byTask.length,
    byPeople: byPeople.length,
    isClear: isUntouched && was !== undefined && was.standing !== 'unknown',
    was,
  };
}

const stillTheirs = (was: TitleMemory | undefined): string | undefined =>
  was?.standing === 'none' ? undefined : was?.issue;

function isOneOfThem({ id, now, ours, theirs, forgotten, isClear, was }: Told): void {
  const allowed = [ours, theirs, ...forgotten, isClear ? undefined : was?.issue].filter((title) => title !== undefined);
  must(allowed.includes(now), 'no lost edit', () => `${id}: the title is "${now}", not ${allowed.join(' or ')}`);
}

function judge({ id, now, ours, theirs, byTask, byPeople }: Told, { policy, history }: Sight): void {
  if (theirs === undefined)
    return must(now === ours, 'no lost edit', () => `${id}: the task's title "${ours}" is not in the issue`);
  if (byTask === 0) must(now === theirs, 'no lost edit', () => `${id}: a person's title "${theirs}" became "${now}"`);
  if (policy === 'issue' && byTask <= 1 && byPeople <= 1)
    must(now === theirs, 'policy', () => `${id}: the tracker is authoritative, but "${theirs}" was overwritten`);
  const isKept = now === theirs || (history[id] ?? '').includes(theirs);
  must(isKept, 'no lost edit', () => `${id}: "${theirs}" was overwritten and is not in the history`);
}

const standingOf = ({ now, ours, byTask, isClear }: Told): TitleMemory['standing'] =>
  now === ours ? 'none' : byTask > 0 || !isClear ? 'unknown' : 'kept';
