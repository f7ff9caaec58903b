/** One step for many issues at once, where Cloud lets this account do that. */
import type { Instant } from '../../model/instant.ts';
import type { Issue } from '../../model/issue.ts';
import { listOf, memberOf } from './answer.ts';
import { getBulkTransitions, getQueue, postBulkTransition } from './api.ts';
import type { View } from './native.ts';
import { BULK_CHANGE } from './permissions.ts';
import { readByIds } from './read.ts';
import type { Move } from './walk.ts';

/** Below this, single steps need no more requests. */
const WORTHWHILE = 4;
/** Jira's maximum. */
const MOST = 1000;

/** So long one issue takes, more or less, and so long we wait when it takes longer (milliseconds). */
const EACH = 10;
const PAUSE = 500;
/** After so many questions nobody waits any longer. */
const QUESTIONS = 60;

export type Sleep = (milliseconds: number) => Promise<void>;

/**
 * What was tried, by id: the issues as they are now. Those that are not in their new status, and those that are missing here,
 * are for single steps.
 */
export async function moveInBulk(
  view: View,
  moves: readonly Move[],
  sleep: Sleep | undefined,
): Promise<ReadonlyMap<string, Issue>> {
  const tried = new Map<string, Issue>();
  if (!view.api.cloud || !view.native.may.includes(BULK_CHANGE)) return tried;
  for (const group of Map.groupBy(silent(moves), ({ target }) => target).values()) {
    if (group.length < WORTHWHILE || group.length > MOST) continue;
    for (const issue of await moveAlike(view, group, sleep)) tried.set(issue.id, issue);
  }
  return tried;
}

/** A comment cannot come along. */
const silent = (moves: readonly Move[]): readonly Move[] => moves.filter(({ comment }) => comment === null);

interface Offer {
  readonly issues: readonly string[];
  readonly transitions: readonly {
    readonly transitionId: number;
    readonly to: { readonly statusName: string };
  }[];
}

async function moveAlike(view: View, moves: readonly Move[], sleep: Sleep | undefined): Promise<readonly Issue[]> {
  const response = await getBulkTransitions(
    view.api,
    moves.map(({ issue }) => issue.id),
  );
  if (response.status !== 200) return [];
  const inputs = listOf<Offer>(response, 'availableTransitions').flatMap(({ issues, transitions }) => {
    const step = transitions.find(({ to }) => to.statusName === moves[0]?.target);
    return step === undefined ? [] : [{ selectedIssueIdsOrKeys: issues, transitionId: String(step.transitionId) }];
  });
  if (inputs.length === 0) return [];
  const submitted = await postBulkTransition(view.api, inputs);
  if (submitted.status !== 201) return [];
  await sleep?.(EACH * moves.length);
  const done = await finished(view, memberOf<string>(submitted, 'taskId'), sleep);
  // A queue that is not through may still have moved some.
  const left = moves.filter(({ issue }) => !done.ids.has(issue.id)).map(({ issue }) => issue.id);
  const moved = moves.filter(({ issue }) => done.ids.has(issue.id)).map((move) => movedOf(move, done.since));
  return left.length === 0 ? moved : [...moved, ...(await readByIds(view, left))];
}

const movedOf = ({ issue, target }: Move, since: Instant): Issue => ({
  ...issue,
  updatedAt: Math.max(issue.updatedAt, since),
  fields: { ...issue.fields, status: target },
});

interface Progress {
  readonly status: string;
  readonly processedAccessibleIssues?: readonly number[];
  readonly started?: string | number;
  readonly created?: string | number;
}

const ENDED = ['COMPLETE', 'FAILED', 'CANCELLED', 'DEAD'];

/** The issues that Jira says it has moved, none of them before `since` by its clock. */
async function finished(
  view: View,
  taskId: string,
  sleep: Sleep | undefined,
): Promise<{ readonly ids: ReadonlySet<string>; readonly since: Instant }> {
  for (let question = 0; question < QUESTIONS; question += 1) {
    const response = await getQueue(view.api, taskId);
    const status = memberOf<string>(response, 'status');
    const { processedAccessibleIssues = [], started, created } = response.body as Progress;
    if (ENDED.includes(status)) {
      const since = new Date(started ?? created ?? 0).getTime();
      return { ids: new Set(processedAccessibleIssues.map(String)), since: Number.isNaN(since) ? 0 : since };
    }
    await sleep?.(PAUSE);
  }
  return { ids: new Set(), since: 0 };
}
