/** What to do with one task and its issue. */
import type { Issue, IssueFields } from '../model/issue.ts';
import { fingerprint } from '../model/json.ts';
import type { Base, Link, Refusal } from '../model/link.ts';
import type { Action, Cause, Decision, Write } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { Conversation } from '../model/talk.ts';
import type { TaskChange } from '../model/task.ts';
import { because, type Pair } from './decide.ts';
import { effectsOf, type Effect } from './effect.ts';
import type { Setting } from './fields.ts';

/** What is remembered of the pair, and whether this plan is the first to link it. */
export interface PairMemory extends Pick<
  Link,
  'marker' | 'generation' | 'base' | 'closedByUs' | 'refusal' | 'conflicts'
> {
  /** How the issue was found when no link names it yet; null for a linked pair. */
  readonly adopted: 'marker' | 'title' | 'person' | null;
}

/** What a refusal is remembered by: the values, and what the tracker listed at the time. */
export const refusalPrint = (toIssue: Partial<IssueFields>, setting: Pick<Setting, 'metadata'>): string =>
  fingerprint([toIssue, setting.metadata]);

/** The tracker's words if it refused exactly this before, under the same circumstances; else null. */
export const refusedBefore = (
  refusal: Refusal | null,
  toIssue: Partial<IssueFields>,
  setting: Pick<Setting, 'metadata'>,
): string | null =>
  refusal !== null && refusal.fingerprint === refusalPrint(toIssue, setting) ? refusal.message : null;

export function planPair(observed: Pair, memory: PairMemory, setting: Setting): Action {
  const pair = setting.titlesOnly ? withholding(observed) : observed;
  const effects = effectsOf(pair, memory, setting);
  const toIssue: Partial<IssueFields> = Object.assign({}, ...effects.map((effect) => effect.toIssue ?? {}));
  const refused = refusedBefore(memory.refusal, toIssue, setting);
  // A refused write is left out; what flows to the task, and what merely agrees, goes on.
  const counted = refused === null ? effects : effects.filter((effect) => effect.toIssue === undefined);
  const write = writeOf(pair, memory, {
    effects: counted,
    toIssue: refused === null ? toIssue : {},
    decisions: decisionsOf(effects),
    // What we closed waits to be opened again as long as the tracker refuses that.
    closedByUs: refused !== null && memory.closedByUs && toIssue.status !== undefined,
  });
  // Without its mark an issue cannot be the task's: there is nothing else to try.
  const unmarkable = write.writesMarker ? refusedBefore(memory.refusal, {}, setting) : null;
  return isIdle(write, memory) || unmarkable !== null ? skipOf(write, pair, refused ?? unmarkable) : write;
}

/** What people write about a task tells as much as its text. */
const withholding = (pair: Pair): Pair => ({ ...pair, talk: { ...pair.talk, toIssue: [] } });

const decisionsOf = (effects: readonly Effect[]): readonly Decision[] =>
  effects.map(({ decision }) => decision).filter(({ verdict }) => verdict !== 'same');

interface Gathered {
  readonly effects: readonly Effect[];
  readonly toIssue: Partial<IssueFields>;
  readonly decisions: readonly Decision[];
  readonly closedByUs: boolean;
}

function writeOf({ task, issue, talk }: Pair, memory: PairMemory, gathered: Gathered): Write {
  const { effects, toIssue, decisions, closedByUs } = gathered;
  const agreed: Base = Object.fromEntries(effects.flatMap(({ field, agreed: now }) => (now ? [[field, now]] : [])));
  const changes: TaskChange = Object.assign({}, ...effects.map((effect) => effect.toTask ?? {}));
  const toTask = Object.keys(changes).length > 0 ? changes : null;
  const writesMarker = memory.adopted !== null && issue.marker !== memory.marker;
  return {
    do: memory.adopted ? 'adopt' : 'update',
    taskId: task.id,
    title: task.title,
    issueId: issue.id,
    issueKey: issue.key,
    marker: memory.marker,
    generation: memory.generation,
    writesMarker,
    toIssue,
    toTask,
    note: toTask && noteOf(toTask, issue),
    talk,
    comment: null,
    taskVersion: task.version,
    issueUpdatedAt: issue.updatedAt,
    base: memory.adopted ? { ...memory.base, ...agreed } : agreed,
    closedByUs,
    conflicts: effects.filter(({ asked }) => asked).map(({ field }) => field),
    decisions,
    taskUrl: task.url,
    reason: leadingReason(memory, decisions, talk),
    cause: causeOf(memory, effects),
    cost: (Object.keys(toIssue).length > 0 || writesMarker ? 1 : 0) + talk.toIssue.length,
    held: null,
  };
}

/** What the task's readers are told: who changed it is the issue. */
function noteOf({ status, tags, assignees }: TaskChange, { key, url, fields }: Issue): string {
  const parts = [
    status !== undefined && `Task status changed by the issue tracker: ${key} is "${fields.status}" (${url})`,
    tags !== undefined && `Tags changed by the labels of ${key}: ${tags.join(', ') || 'none'} (${url})`,
    assignees !== undefined && `Assigned like ${key}: ${assignees.join(', ') || 'nobody'} (${url})`,
  ];
  return parts.filter((part) => part !== false).join('\n');
}

/** An intent's base was recorded before the create: meeting its issue again is no first contact. What a person
 * linked is what they wanted. */
const causeOf = (memory: PairMemory, effects: readonly Effect[]): Cause =>
  memory.adopted !== null && memory.adopted !== 'person' && Object.keys(memory.base).length === 0
    ? 'adoption'
    : (effects.find(({ cause }) => cause === 'parameters' || cause === 'scope')?.cause ?? 'edit');

function leadingReason({ adopted }: PairMemory, decisions: readonly Decision[], talk: Conversation): Reason {
  if (adopted === 'marker')
    return because('found-by-marker', "an issue with this task's marker exists: it is linked, not created again");
  if (adopted === 'title')
    return because(
      'found-by-title',
      "an issue with this task's title exists: it is linked and marked, not created again",
    );
  if (adopted === 'person')
    return because('linked-by-person', 'a person linked this issue to the task: it is marked now');
  const telling = decisions.find(({ verdict }) => verdict !== 'agree' && verdict !== 'kept') ?? decisions[0];
  if (telling === undefined && isSaid(talk)) return saidOf(talk);
  return telling?.reason ?? because('up-to-date', 'nothing changed on either side');
}

const isSaid = ({ toIssue, toTask }: Conversation): boolean => toIssue.length + toTask.length > 0;

const saidOf = ({ toIssue, toTask }: Conversation): Reason =>
  because(
    'said',
    [
      toIssue.length > 0 ? `${toIssue.length} new in the task's notes` : '',
      toTask.length > 0 ? `${toTask.length} new in the issue's comments` : '',
    ]
      .filter(Boolean)
      .join(', '),
  );

const isIdle = (write: Write, memory: PairMemory): boolean =>
  write.do === 'update' &&
  write.cost === 0 &&
  write.toTask === null &&
  !isSaid(write.talk) &&
  Object.keys(write.base).length === 0 &&
  memory.closedByUs === write.closedByUs &&
  write.conflicts.join() === memory.conflicts.join();

function skipOf(write: Write, { issue }: { issue: Issue }, refused: string | null): Action {
  const reason =
    refused === null
      ? write.reason
      : because(
          'refused-before',
          `the tracker refused this before: ${refused}`,
          "Change the task, the parameters or the tracker's workflow; it is then tried again.",
        );
  const { taskId, title, conflicts, decisions } = write;
  return {
    do: 'skip',
    taskId,
    title,
    issueId: issue.id,
    issueKey: issue.key,
    conflicts,
    decisions,
    reason,
    cause: 'none',
    cost: 0,
    held: null,
  };
}
