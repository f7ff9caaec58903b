/** From a verdict to a decision: who wins, and why. Policies decide conflicts and nothing else. */
import type { Instant } from '../model/instant.ts';
import type { Issue, IssueField } from '../model/issue.ts';
import type { Policy } from '../model/options.ts';
import type { Decision, Verdict } from '../model/plan.ts';
import type { Reason, ReasonCode } from '../model/reason.ts';
import type { Conversation } from '../model/talk.ts';
import type { Task } from '../model/task.ts';
import type { Take, Wish } from '../model/wish.ts';
import { rawOf } from '../model/link.ts';
import type { FieldMeeting, Setting } from './fields.ts';
import { verdictOf } from './merge.ts';

export interface Pair {
  readonly task: Task;
  readonly issue: Issue;
  readonly talk: Conversation;
  /** When the issue's fields changed, as far as it was asked. */
  readonly times: Partial<Record<IssueField, Instant | null>>;
  /** Conflicts that a person decided. */
  readonly take: Wish['take'];
}

type Winner = NonNullable<Decision['winner']>;

export const because = (code: ReasonCode, text: string, remedy = ''): Reason => ({ code, text, remedy });

/**
 * Judges one field. A person's word comes first. With `status_sync` authoritative the base has no say: the policy's side wins every difference that
 * somebody made: a status that waits to be written is nobody's choice.
 */
export function decide(met: FieldMeeting, pair: Pair, setting: Setting): Decision {
  const authoritative = met.field === 'status' && setting.options.statusSync === 'authoritative' && met.waits === null;
  const taken = takenBy(met, pair);
  const isJudged = (authoritative || taken !== null) && !met.meeting.agrees;
  const verdict: Verdict = isJudged ? 'conflict' : verdictOf(met.meeting);
  const { winner, how } = verdict === 'conflict' ? (taken ?? winnerOf(met, pair, setting)) : { winner: null, how: '' };
  return {
    field: met.field,
    verdict,
    winner,
    base: met.meeting.base?.issue ?? null,
    task: wish(met),
    issue: met.meeting.now.issue,
    reason: reasonOf({ met, verdict, winner, how }),
  };
}

const wish = (met: FieldMeeting): string => rawOf(met.wanted, met.field);

interface Won {
  readonly winner: Winner;
  readonly how: string;
}

/** A person's own word: it stands although one side went back to what was agreed. */
function takenBy(met: FieldMeeting, pair: Pair): Won | null {
  const take = pair.take[met.field];
  return take && isAsSeen(take, met, pair) ? { winner: take.side, how: 'a person decided' } : null;
}

/** The connection's rule for the field, then the policy. */
function winnerOf({ field }: FieldMeeting, pair: Pair, setting: Setting): Won {
  const rule = setting.rules[field];
  if (rule !== undefined) return { winner: rule, how: `the connection's rule for it takes the ${rule}'s` };
  return byPolicy(field, pair, setting);
}

/** What is written over must be what the person saw. */
const isAsSeen = ({ side, issue, taskVersion }: Take, { meeting }: FieldMeeting, { task }: Pair): boolean =>
  side === 'task' ? issue === meeting.now.issue : taskVersion === task.version;

function byPolicy(field: IssueField, pair: Pair, { options, tolerance }: Setting): Won {
  const settled: Record<Exclude<Policy, 'timestamp'>, Won> = {
    issue: { winner: 'issue', how: 'the issue tracker is authoritative' },
    task: { winner: 'task', how: 'the task is authoritative' },
    ask: { winner: 'ask', how: 'a person decides' },
  };
  if (field === 'assignee') return { winner: 'task', how: 'whom a task is assigned to is decided there' };
  return options.policy === 'timestamp' ? later(field, pair, tolerance) : settled[options.policy];
}

/** The later change wins; what cannot be told apart goes to the tracker; what is not known, to a person. */
function later(field: IssueField, { task, issue, times }: Pair, tolerance: number): Won {
  const taskAt = field === 'status' ? task.statusChangedAt : task.updatedAt;
  if (taskAt === null) return { winner: 'ask', how: 'nobody knows when the task changed, so a person decides' };
  const exact = times[field] ?? null;
  const issueAt = exact ?? issue.updatedAt;
  const note = exact === null ? ' (the tracker has no time for this field: the time of its last update counts)' : '';
  if (Math.abs(taskAt - issueAt) <= tolerance)
    return { winner: 'issue', how: `both changed at the same time, the tracker wins${note}` };
  return taskAt > issueAt
    ? { winner: 'task', how: `the task changed later${note}` }
    : { winner: 'issue', how: `the issue changed later${note}` };
}

const WAITS: Readonly<Record<NonNullable<FieldMeeting['waits']>, [ReasonCode, string]>> = {
  'closed by us': ['back-in-scope', 'status: the task is in scope again'],
  'not taken': ['task-edited', 'status: the issue does not have it yet; it is written now'],
};

interface Judged {
  readonly met: FieldMeeting;
  readonly verdict: Verdict;
  readonly winner: Winner | null;
  readonly how: string;
}

function reasonOf({ met, verdict, winner, how }: Judged): Reason {
  const { field, meeting } = met;
  switch (verdict) {
    case 'same':
      return because('up-to-date', `${field}: nothing changed`);
    case 'agree':
      return because('settled', `${field}: both sides say the same`);
    case 'to issue':
      if (met.waits !== null) return because(...WAITS[met.waits]);
      return wasRemapped(met)
        ? because('parameters-changed', `${field}: the parameters that map it changed`)
        : because('task-edited', `${field}: changed in the task`);
    case 'to task':
      return because('edited-in-tracker', `${field}: changed in the tracker to "${meeting.now.issue}"`);
    case 'kept':
      return because(
        'edited-in-tracker',
        `${field}: edited in the tracker and left as it is`,
        `To go back to the task's ${field}, edit the task, or restore it in the tracker.`,
      );
    case 'conflict':
      return conflictReason(winner, how, whatOf(met));
  }
}

/** True when no person changed the task: only the mapping parameters did. */
export const wasRemapped = ({ meeting: { base, now } }: FieldMeeting): boolean =>
  base !== undefined && base.task === now.task && base.mapping !== now.mapping;

/** With `status_sync` authoritative a change on one side is a conflict, too. */
function whatOf({ field, meeting }: FieldMeeting): string {
  if (meeting.base === undefined) return `${field}: the sides differ and never agreed before`;
  return verdictOf(meeting) === 'conflict' ? `${field}: changed on both sides` : `${field}: the sides differ`;
}

function conflictReason(winner: Winner | null, how: string, what: string): Reason {
  return winner === 'ask'
    ? because(
        'conflict-asked',
        `${what}; ${how}`,
        'Take one side in the list of conflicts, make both equal, or choose another policy. The other fields go on meanwhile.',
      )
    : because('both-edited', `${what}; ${how}`);
}
