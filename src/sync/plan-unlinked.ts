/** A task in scope without an issue: adopt what is found, or create. */
import { SECOND, type Instant } from '../model/instant.ts';
import type { Issue } from '../model/issue.ts';
import type { Base, Link, Refusal } from '../model/link.ts';
import type { Action } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import { SILENCE } from '../model/talk.ts';
import type { Capabilities } from '../model/tracker.ts';
import { because } from './decide.ts';
import { baseOf, takenOf, wantedOf } from './fields.ts';
import { skip, type Item, type UnlinkedItem } from './item.ts';
import { planPair, refusedBefore } from './pair.ts';
import { mayCreate } from './scope.ts';
import type { Found } from './world.ts';

export function planUnlinked(item: UnlinkedItem): Action {
  if (isLeft(item)) return skip(item, left());
  const found = item.world.found[item.taskId];
  const waits = item.link !== undefined && isOnItsWay(item.link, item.setting);
  if (found && !(found.by === 'person' && waits)) return planFound(item, found, identityOf(item));
  if (isDetached(item)) return skip(item, detached());
  if (waits) return skip(item, onItsWay());
  if (mayCreate(item.task, item.setting.options.scope, item.setting.statuses))
    return planCreate(item, identityOf(item), 'new');
  return skip(
    item,
    because(
      'status-not-in-scope',
      'no issue is created for a task with this status',
      'Add the status to those in scope, or set the task to another status.',
    ),
  );
}

/** Whatever is found: a person took the issue away, and an intent shows that somebody has asked for one since. */
const isLeft = ({ taskId, link, world }: UnlinkedItem): boolean => !link && world.wishes[taskId]?.leave === true;

const left = () =>
  because(
    'unlinked',
    'a person unlinked its issue, so it is left without one',
    'To get one, link an issue to the task, or retry it: then a new one is created.',
  );

/** So long after its intent a create is sent at the latest. */
export const SENT_WITHIN = 10 * SECOND;

/** Longer than that and a request may take: one whose answer nobody heard has arrived by then, and can be found, or never will. */
export const onItsWayFor = ({ indexLag }: Pick<Capabilities, 'indexLag'>): number => 45 * SECOND + indexLag;

export const isOnItsWay = (
  { issueId, refusal, since }: Link,
  { now, can }: { readonly now: Instant; readonly can: Pick<Capabilities, 'indexLag'> },
): boolean => issueId === null && refusal === null && now - since < onItsWayFor(can);

const onItsWay = () =>
  because(
    'on-its-way',
    'a create was sent a moment ago and nobody heard what became of it: it could still arrive',
    'Nothing to do: the run goes on by itself in a minute, and looks again before it creates.',
  );

/** Its task is gone, and what became of its create is not settled yet (`orphans.ts`). */
export function planOrphan(item: Item): Action {
  const found = item.world.found[item.taskId];
  return skip(item, found ? several(found.by, found.issues) : onItsWay());
}

const isDetached = ({ taskId, world, setting }: UnlinkedItem): boolean =>
  setting.options.missing !== 'recreate' && world.detached.includes(taskId);

const detached = () =>
  because(
    'issue-detached',
    'its issue is gone and was let go',
    'To get a new one, choose to create missing issues anew.',
  );

/** What a new link would be called, or the open intent already is. */
export interface Identity {
  readonly marker: string;
  readonly generation: number;
  readonly base: Base;
  readonly refusal: Refusal | null;
}

const fromIntent = ({ marker, generation, base, refusal }: Link): Identity => ({ marker, generation, base, refusal });

const identityOf = ({ link, world, taskId }: UnlinkedItem): Identity =>
  link?.issueId === null
    ? fromIntent(link)
    : { marker: '', generation: 0, base: {}, refusal: null, ...world.markers[taskId] };

export function planFound(item: UnlinkedItem, { by, issues, former }: Found, own: Identity): Action {
  const { task, world, setting } = item;
  const [issue, ...others] = issues;
  const identity = { ...own, ...former };
  if (by === 'person' && !issue) return skip(item, noSuchIssue(item));
  if (!issue || others.length > 0) return skip(item, several(by, issues));
  const obstacle = obstacleTo(item, issue, { by, marker: identity.marker });
  if (obstacle !== null) return skip(item, obstacle);
  const base = baseAgreed(by, issue, identity);
  const memory = { ...identity, base, closedByUs: false, conflicts: [], adopted: by };
  return planPair({ task, issue, times: world.times[issue.id] ?? {}, talk: SILENCE, take: {} }, memory, setting);
}

/** Why this issue cannot be the task's; null when it can. */
function obstacleTo(
  item: UnlinkedItem,
  issue: Issue,
  { by, marker }: Pick<Found, 'by'> & Pick<Identity, 'marker'>,
): Reason | null {
  const owner = item.world.owners[issue.id];
  if (owner !== undefined) return owned(issue, owner);
  if (issue.marker !== null && issue.marker !== marker) return foreign(issue, by);
  return by === 'person' && isTaken(item, issue) ? owned(issue, null) : null;
}

/** An issue that people made agrees with nothing of ours yet. */
function baseAgreed(by: Found['by'], issue: Issue, { base }: Identity): Base {
  if (by === 'person') return {};
  return by === 'marker' && isUntouched(issue) ? takenOf(base, issue) : base;
}

/** Linked to another task, or named for another one, too. */
const isTaken = ({ taskId, world }: UnlinkedItem, { id }: Issue): boolean =>
  world.links.some(({ issueId }) => issueId === id) ||
  Object.entries(world.found).some(([other, { issues }]) => other !== taskId && issues.some((one) => one.id === id));

/** An interrupted create: what such an issue says is what the tracker made of ours, and no person's wish. */
const isUntouched = ({ createdAt, updatedAt }: Issue): boolean => createdAt === updatedAt;

/** `missing`: its issue is gone and it is created anew, with the next generation's marker. */
export function planCreate(
  item: UnlinkedItem,
  { marker, generation, refusal }: Identity,
  cause: 'new' | 'missing',
): Action {
  const { task, setting } = item;
  const fields = wantedOf(task, setting);
  const refused = refusedBefore(refusal, fields, setting);
  if (refused !== null) {
    const remedy = "Change the task, the parameters or the tracker's settings; it is then tried again.";
    return skip(item, because('refused-before', `the tracker refused to create it: ${refused}`, remedy));
  }
  return {
    do: 'create',
    taskId: task.id,
    title: task.title,
    marker,
    generation,
    fields,
    base: baseOf(task, fields, setting),
    taskUrl: task.url,
    reason: setting.titlesOnly ? titleOnly() : REASONS[cause],
    cause,
    cost: 1,
    held: null,
  };
}

const REASONS = {
  missing: because('issue-recreated', 'its issue is gone and is created anew'),
  new: because('new-task', 'the task has no issue yet'),
} as const;

const titleOnly = () =>
  because(
    'public-project',
    'the task has no issue; only its title goes out, because anybody can read the tracker project',
    'To send the text, make the project private in the tracker, or allow it in the parameters.',
  );

const noSuchIssue = ({ taskId, world }: UnlinkedItem) =>
  because(
    'issue-missing',
    `a person linked the issue ${world.wishes[taskId]?.link ?? ''}, and nothing of that name is seen by this account`,
    "Link it by the tracker's own id, or retry the task to have a new issue created.",
  );

const several = (by: Found['by'], issues: readonly Issue[]) =>
  because(
    'several-issues',
    `${issues.map(({ key }) => key).join(', ')} all carry this task's ${by}`,
    by === 'marker' ? 'Delete the copies, or remove the marker from all but one.' : 'Rename or delete all but one.',
  );

/** `owner`: the other connection; null: this one, for another task. */
const owned = ({ key }: Issue, owner: string | null) =>
  owner === null
    ? because('owned-elsewhere', `${key} is another task's already`, 'Link another issue, or unlink it there first.')
    : because(
        'owned-elsewhere',
        `${key} is already linked by the connection "${owner}"`,
        'Use that connection, or delete it; its issues are then adopted.',
      );

const foreign = ({ key }: Issue, by: Found['by']) =>
  because(
    'owned-elsewhere',
    by === 'title'
      ? `${key} has this task's title but the marker of something else`
      : `${key} has a marker of something else`,
    'Remove the marker from the issue, or rename it.',
  );
