/** What one field of a pair asks for, once it is decided. */
import type { IssueField, IssueFields } from '../model/issue.ts';
import { rawOf, type Agreed, type Link } from '../model/link.ts';
import type { Cause, Decision } from '../model/plan.ts';
import type { TaskChange } from '../model/task.ts';
import { because, decide, wasRemapped, type Pair } from './decide.ts';
import { isTextSettled, meetFields, wantedBesideText, wantedOf, type FieldMeeting, type Setting } from './fields.ts';
import { labelsEffect } from './labels.ts';
import { fromIssue, isMapped } from './status.ts';

/** What one decided field adds to the action. */
export interface Effect {
  readonly field: IssueField;
  readonly decision: Decision;
  readonly toIssue?: Partial<IssueFields>;
  readonly toTask?: TaskChange;
  readonly agreed?: Agreed;
  readonly asked?: true;
  readonly cause: Cause;
}

/**
 * Every managed field, labels last: they are merged one by one. To render a text is most of the work of a plan, so a settled
 * one is not rendered, unless a person decided about it: its verdict is `same`, whatever it would be.
 */
export function effectsOf(pair: Pair, memory: Pick<Link, 'base' | 'closedByUs'>, setting: Setting): readonly Effect[] {
  const isLeft = pair.take.body === undefined && isTextSettled(pair, memory.base, setting);
  const wanted = isLeft ? wantedBesideText(pair, setting) : wantedOf(pair.task, setting);
  const effects = meetFields(pair, wanted, memory, setting).map((met) => effectOf(met, pair, setting));
  return setting.can.labels ? [...effects, labelsEffect(pair, wanted, memory.base.labels, setting)] : effects;
}

function effectOf(met: FieldMeeting, pair: Pair, setting: Setting): Effect {
  const decision = decide(met, pair, setting);
  const { field, meeting } = met;
  const plain: Effect = { field, decision, cause: 'none' };
  const side = decision.verdict === 'conflict' ? decision.winner : sideOf(decision);
  if (side === 'ask') return { ...plain, asked: true };
  if (side === 'task') return writeToIssue(met, plain);
  if (side === 'issue' && meeting.flow === 'two-way') return writeToTask(met, plain, pair, setting);
  return side === 'issue' || decision.verdict === 'agree' ? { ...plain, agreed: meeting.now } : plain;
}

/** Whose value counts when there is no conflict. */
const sideOf = ({ verdict }: Decision): 'task' | 'issue' | null =>
  verdict === 'to issue' ? 'task' : verdict === 'to task' ? 'issue' : null;

function writeToIssue(met: FieldMeeting, plain: Effect): Effect {
  const { field, wanted, meeting } = met;
  if (field === 'status' && wanted.status === '') {
    const reason = because(
      'no-closed-status',
      "status: no tracker status is configured for the task's status",
      'Map this task status to a tracker status in the parameters.',
    );
    return { ...plain, decision: { ...plain.decision, verdict: 'kept', reason } };
  }
  const back = met.waits === 'closed by us';
  const cause: Cause = field !== 'status' ? 'edit' : back ? 'scope' : wasRemapped(met) ? 'parameters' : 'edit';
  const agreed = { task: meeting.now.task, issue: rawOf(wanted, field), mapping: meeting.now.mapping };
  return { ...plain, toIssue: { [field]: wanted[field] }, agreed, cause };
}

function writeToTask({ field, meeting }: FieldMeeting, plain: Effect, pair: Pair, setting: Setting): Effect {
  if (field === 'assignee') return assign(meeting, plain, pair.issue.fields.assignee, setting);
  const status = fromIssue(pair.issue.fields.status, setting.options, setting.statuses);
  if (!status) return plain;
  // A status that the map does not know re-opens tasks by configuration, not by a person's wish.
  const cause: Cause = isMapped(pair.issue.fields.status, setting.options) ? 'edit' : 'parameters';
  return { ...plain, toTask: { status: status.id }, agreed: { ...meeting.now, task: status.id }, cause };
}

/** Somebody whom we do not know cannot get the task: it stays with whom it has. */
function assign({ now }: FieldMeeting['meeting'], plain: Effect, assignee: string | null, { people }: Setting): Effect {
  if (assignee !== null && !people.includes(assignee)) {
    const remedy = `To carry it over, give ${assignee} an account here.`;
    const reason = because('edited-in-tracker', `assignee: ${assignee} has no account here`, remedy);
    return { ...plain, decision: { ...plain.decision, verdict: 'kept', reason } };
  }
  const assignees = assignee === null ? [] : [assignee];
  return { ...plain, toTask: { assignees }, agreed: { ...now, task: assignees.join() }, cause: 'edit' };
}
