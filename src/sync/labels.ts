/**
 * Labels are a set on both sides, and each label is merged by itself. Two values that start from the same one can only move to
 * the same other one, so there is no conflict:
 *
 *   the task gained it                      → the issue gets it
 *   the task lost it, and we had written it → the issue loses it
 *   people changed it on the issue          → it stays as they made it; a tag follows only with `tagsFromTracker`
 */
import type { Issue, IssueFields } from '../model/issue.ts';
import { rawOf, type Agreed } from '../model/link.ts';
import type { Cause, Verdict } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { Task } from '../model/task.ts';
import { sortedLabels } from './compose.ts';
import { because, type Pair } from './decide.ts';
import type { Effect } from './effect.ts';
import type { Setting } from './fields.ts';

const raw = (labels: readonly string[]): string => JSON.stringify(sortedLabels(labels));

/** '' stands for none agreed: the tracker did not take them. */
const listIn = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : (JSON.parse(text) as readonly string[]);

interface Sides {
  /** What the task asks for, as the tracker writes it, and what it asked for at the last agreement. */
  readonly wanted: readonly string[];
  readonly was: readonly string[];
  /** What the issue has, and had. */
  readonly there: readonly string[];
  readonly before: readonly string[];
  /** What the task asked for and the issue had already. */
  readonly theirs: readonly string[];
}

const without = (list: readonly string[], other: readonly string[]): readonly string[] =>
  list.filter((label) => !other.includes(label));

/** What the issue should have. */
export const labelsOfIssue = ({ wanted, was, there, theirs }: Sides): readonly string[] =>
  sortedLabels([...without(there, without(without(was, wanted), theirs)), ...without(wanted, was)]);

/** Of what the task asks for, what the issue has without our having written it. */
const foundThere = (asked: readonly string[], { there, was, theirs }: Sides): readonly string[] =>
  sortedLabels(asked.filter((label) => there.includes(label) && (theirs.includes(label) || !was.includes(label))));

/** What the task should have; `labelOf` says how the tracker writes a tag. A tag that the scope asks for is never lost here. */
export function tagsOfTask(
  tags: readonly string[],
  { wanted, was, there, before }: Sides,
  labelOf: LabelOf,
  kept: readonly string[],
): readonly string[] {
  const dropped = without(before, there).filter((label) => was.includes(label));
  const gained = without(without(without(there, before), wanted), was);
  return [...tags.filter((tag) => kept.includes(tag) || !dropped.includes(labelOf(tag))), ...gained];
}

/** `wanted`: what the task asks the whole issue to be. */
export function labelsEffect(
  { task, issue }: Pick<Pair, 'task' | 'issue'>,
  wanted: IssueFields,
  agreed: Agreed | undefined,
  setting: Setting,
): Effect {
  const sides = sidesOf(wanted, issue, agreed);
  const labelOf = (tag: string): string => setting.normalize({ ...wanted, body: null, labels: [tag] }).labels[0] ?? tag;
  const tags = newTags(task, sides, labelOf, setting);
  const target = labelsOfIssue(sides);
  const asked = tags === null ? sides.wanted : afterwards(sides, tags, task, labelOf);
  // What an interrupted create left on the issue is ours.
  const theirs = agreed?.task === '' ? [] : foundThere(asked, sides);
  const now: Agreed = {
    task: raw(asked),
    issue: raw(target),
    mapping: setting.mappings.labels,
    ...(theirs.length > 0 ? { theirs } : {}),
  };
  const verdict = verdictOf({ isWritten: raw(target) !== raw(sides.there), tags, now, agreed });
  return {
    field: 'labels',
    decision: {
      field: 'labels',
      verdict,
      winner: null,
      base: agreed?.issue ?? null,
      task: raw(target),
      issue: rawOf(issue.fields, 'labels'),
      reason: reasonOf(verdict, isRemapped(agreed, now)),
    },
    ...(verdict === 'to issue' ? { toIssue: { labels: target } } : {}),
    ...(tags === null ? {} : { toTask: { tags } }),
    ...(verdict === 'same' ? {} : { agreed: now }),
    cause: causeOf(verdict, isRemapped(agreed, now)),
  };
}

function causeOf(verdict: Verdict, remapped: boolean): Cause {
  if (verdict === 'same' || verdict === 'agree') return 'none';
  return verdict === 'to issue' && remapped ? 'parameters' : 'edit';
}

const sidesOf = (wanted: IssueFields, issue: Issue, agreed: Agreed | undefined): Sides => ({
  wanted: wanted.labels,
  was: listIn(agreed?.task),
  there: issue.fields.labels,
  before: listIn(agreed?.issue),
  theirs: agreed?.theirs ?? [],
});

type LabelOf = (tag: string) => string;

/** null: the tags stay as they are. The label that every issue gets is no tag, even when a person puts it back. */
function newTags(
  { tags }: Task,
  sides: Sides,
  labelOf: LabelOf,
  { options, titlesOnly }: Setting,
): readonly string[] | null {
  if (!options.tagsFromTracker || titlesOnly) return null;
  const all = tagsOfTask(tags, sides, labelOf, options.scope.tags);
  const changed = all.filter((tag) => tags.includes(tag) || tag !== options.label);
  return raw(changed) === raw(tags) ? null : changed;
}

/** What the task will ask for once its tags are `tags`. */
const afterwards = ({ wanted }: Sides, tags: readonly string[], before: Task, labelOf: LabelOf): readonly string[] => {
  const left = before.tags.filter((tag) => !tags.includes(tag)).map(labelOf);
  return [...without(wanted, left), ...tags.map(labelOf)];
};

const isRemapped = (agreed: Agreed | undefined, now: Agreed): boolean =>
  agreed !== undefined && agreed.mapping !== now.mapping;

interface Judged {
  readonly isWritten: boolean;
  readonly tags: readonly string[] | null;
  readonly now: Agreed;
  readonly agreed: Agreed | undefined;
}

function verdictOf({ isWritten, tags, now, agreed }: Judged): Verdict {
  if (isWritten) return 'to issue';
  if (tags !== null) return 'to task';
  return agreed?.task === now.task && agreed.issue === now.issue && agreed.mapping === now.mapping ? 'same' : 'agree';
}

function reasonOf(verdict: Verdict, remapped: boolean): Reason {
  if (verdict === 'to task') return because('edited-in-tracker', 'labels: changed in the tracker');
  if (verdict === 'agree') return because('settled', 'labels: both sides say the same');
  if (verdict === 'same') return because('up-to-date', 'labels: nothing changed');
  return remapped
    ? because('parameters-changed', 'labels: the parameters that map them changed')
    : because('task-edited', 'labels: changed in the task');
}
