/** What a report means for the status of the tasks that are there. Pure; the decisions are ADR 0009. */
import type { Meaning } from '../../model/task.ts';
import type { Finding, ImportedTask } from './imported-task.ts';

export interface ReportedBefore {
  readonly id: string;
  readonly meaning: Meaning;
  readonly source: string | null;
  readonly finding: Finding | null;
}

export interface Turn {
  readonly id: string;
  readonly source: string;
  readonly finding: Finding;
  /** What the status is to mean from now on; null leaves it. */
  readonly meaning: Meaning | null;
  /** The automatic note that says why the status changes; null when it does not. */
  readonly note: string | null;
}

/** What a task means whose finding this is, if nobody says otherwise. */
export const MEANING_OF: Readonly<Record<Finding, Meaning>> = { present: 'TODO', gone: 'DONE', suppressed: 'NA' };

/** Of tasks that are there: those of which the report says something new. */
export function turnsOf(
  tasks: readonly ImportedTask[],
  complete: readonly string[],
  existing: readonly ReportedBefore[],
): Turn[] {
  const told = new Map(tasks.map(({ id, reported }) => [id, reported]));
  return existing.flatMap((task) => {
    const vanished = !told.has(task.id) && task.source !== null && complete.includes(task.source);
    const now = vanished ? { source: task.source ?? '', finding: 'gone' as const } : told.get(task.id);
    if (now === undefined || (now.finding === task.finding && now.source === task.source)) return [];
    const meaning = meaningAfter(task, now.finding);
    return [{ id: task.id, ...now, meaning, note: meaning === null ? null : noteFor(now.source, now.finding) }];
  });
}

/** What a task means while it is as a report left it. Anything else is a person's decision. */
const CLOSED_BY: Readonly<Record<Finding, readonly Meaning[]>> = {
  present: [],
  gone: ['DONE'],
  suppressed: ['NA', 'DONE'],
};

/** Only what is open is closed, and only what a report closed is opened again: what a person decided stays. */
function meaningAfter({ meaning, finding: before }: ReportedBefore, now: Finding): Meaning | null {
  if (before === now) return null;
  const open = meaning === 'TODO' || (before !== null && CLOSED_BY[before].includes(meaning));
  // Between the two ways of being closed, only the stronger one counts: it is really gone.
  const wanted = now === 'suppressed' && meaning === 'DONE' ? 'DONE' : MEANING_OF[now];
  return open && wanted !== meaning ? wanted : null;
}

const NOTES: Readonly<Record<Finding, string>> = {
  present: 'reports this again: it is open again.',
  gone: 'does not report this any more: it is complete.',
  suppressed: 'reports this as not to be acted on: it does not apply.',
};

const noteFor = (source: string, finding: Finding): string => `The import of ${source} ${NOTES[finding]}`;
