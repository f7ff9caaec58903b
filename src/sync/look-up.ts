/** Before anything is created: is there an issue already? Asked for all tasks at once, never one by one. */
import type { Issue } from '../model/issue.ts';
import type { Link } from '../model/link.ts';
import type { Remembered } from '../model/sides.ts';
import type { Task } from '../model/task.ts';
import type { Tracker } from '../model/tracker.ts';
import { filled, recogniserOf, type Composition } from './compose.ts';
import type { SyncContext, Tally } from './context.ts';
import { readNamed } from './named.ts';
import { orphanedIntents } from './orphans.ts';
import { customIn, richOf } from './render.ts';
import { mayCreate, standingOf } from './scope.ts';
import type { Found, World } from './world.ts';

interface Question {
  readonly context: SyncContext;
  readonly tracker: Tracker;
  readonly remembered: Remembered;
  /** Issues read by this observation. */
  readonly issues: readonly Issue[];
  readonly missing: World['missing'];
  readonly tally: Tally;
}

interface Unlinked {
  readonly taskId: string;
  /** Absent when it was removed and its create may have arrived. */
  readonly task?: Task;
  readonly marker: string;
  readonly generation: number;
  /** It could be created by this run, so its absence must be proved on the whole server. */
  readonly mustProve: boolean;
}

/** An error is no answer: it ends the run here, before a plan could take it for "absent". */
export async function lookUp(question: Question): Promise<Pick<World, 'markers' | 'found' | 'owners'>> {
  const unlinked = unlinkedTasks(question);
  const byMarker = groupByMarker(question.issues);
  const unproved = unlinked.filter(({ mustProve, marker }) => mustProve && !byMarker.has(marker));
  const answers = unproved.length > 0 ? await question.tracker.lookup(unproved.map(({ marker }) => marker)) : [];
  if (unproved.length > 0) question.tally.lookUps += question.tracker.lookupFloor(unproved.length, answers.length);
  for (const [marker, issues] of groupByMarker(answers)) byMarker.set(marker, issues);
  // What a person named for a task that is not in scope waits until it is.
  const unmarked = unlinked.filter(({ mustProve, marker }) => mustProve && !byMarker.has(marker));
  const named = await readNamed(
    question,
    unmarked.map(({ taskId }) => taskId),
  );
  const found = foundOf(unlinked, byMarker, { ...question, named });
  const ids = Object.values(found).flatMap(({ issues }) => issues.map(({ id }) => id));
  return {
    markers: Object.fromEntries(unlinked.map(({ taskId, marker, generation }) => [taskId, { marker, generation }])),
    found,
    owners: ids.length > 0 ? await question.context.memory.owners(ids) : {},
  };
}

/** Tasks that no link gives an issue to, those whose missing issue is to be created anew, and intents without a task. */
function unlinkedTasks({ context, remembered, missing }: Question): readonly Unlinked[] {
  const links = new Map(remembered.links.map((link) => [link.taskId, link]));
  const anew = (link: Link): boolean => context.options.missing === 'recreate' && missing[link.taskId] === 'gone';
  const name = (task: Task, generation: number): Unlinked => {
    const inScope = standingOf(task, context.options.scope).is === 'in';
    const mayBeMade = inScope && mayCreate(task, context.options.scope, remembered.statuses);
    const { leave = false, link = null } = remembered.wishes[task.id] ?? {};
    const mustProve = (mayBeMade && !leave) || (inScope && link !== null);
    return { taskId: task.id, task, marker: context.markerOf(task.id, generation), generation, mustProve };
  };
  const intended = ({ taskId, marker, generation }: Link): Unlinked => ({
    taskId,
    marker,
    generation,
    mustProve: true,
  });
  const ofTasks = remembered.tasks.flatMap((task): readonly Unlinked[] => {
    const link = links.get(task.id);
    if (!link) return [name(task, remembered.generations[task.id] ?? 0)];
    if (link.issueId === null) return [{ ...intended(link), task }];
    const next = Math.max(link.generation + 1, remembered.generations[task.id] ?? 0);
    const isWanted = standingOf(task, context.options.scope).is === 'in';
    return isWanted && anew(link) ? [{ ...name(task, next), mustProve: true }] : [];
  });
  return [...ofTasks, ...orphanedIntents(remembered).map(intended)];
}

function groupByMarker(issues: readonly Issue[]): Map<string, Issue[]> {
  return Map.groupBy(
    issues.filter(({ marker }) => marker !== null),
    ({ marker }) => marker ?? '',
  );
}

/** Until all that is found by title is linked; a run that was stopped before has not met everybody. */
export const isFirstContact = ({ links, progress }: Pick<Remembered, 'links' | 'progress'>): boolean =>
  !progress.met || !links.some(({ issueId }) => issueId !== null);

/** The issue that a person named; what was this task's before is so under its former marker. */
function foundByPerson(issue: Issue | null, letGo: readonly string[]): Found {
  if (issue === null) return { by: 'person', issues: [] };
  const generation = letGo.indexOf(issue.marker ?? '');
  const former = generation < 0 ? {} : { former: { marker: letGo[generation] ?? '', generation } };
  return { by: 'person', issues: [issue], ...former };
}

/**
 * By title, and the look-up fields where there are any, only at first contact: later an unmarked issue with our title is a
 * person's copy.
 */
function foundOf(
  unlinked: readonly Unlinked[],
  byMarker: ReadonlyMap<string, Issue[]>,
  question: Question & { readonly named: ReadonlyMap<string, Issue | null> },
): Record<string, Found> {
  const { remembered, context, issues, tracker, named } = question;
  const taken = new Set([...named.values()].map((issue) => issue?.id));
  const ours = new Set(unlinked.map(({ marker }) => marker));
  const strangers = isFirstContact(remembered)
    ? issues.filter(({ id, marker }) => !taken.has(id) && (marker === null || !ours.has(marker)))
    : [];
  const composition: Composition = {
    options: context.options,
    surroundings: remembered.surroundings,
    statuses: remembered.statuses,
    titlesOnly: false,
    rich: richOf(tracker),
  };
  const says = (task: Task, issue: Issue): boolean => {
    const wanted = customIn(filled(context.options.lookup, task, composition), tracker);
    return Object.entries(wanted).every(([name, value]) => issue.lookup?.[name] === value);
  };
  const letGoBy = (taskId: string, generation: number): readonly string[] =>
    Array.from({ length: generation }, (_, earlier) => context.markerOf(taskId, earlier));
  const entries = unlinked.flatMap(({ taskId, task, marker, generation }): [string, Found][] => {
    const marked = byMarker.get(marker);
    if (marked) return [[taskId, { by: 'marker', issues: marked }]];
    if (!task) return [];
    const letGo = letGoBy(taskId, generation);
    const chosen = named.get(taskId);
    if (chosen !== undefined) return [[taskId, foundByPerson(chosen, letGo)]];
    const isOurs = recogniserOf(task, composition);
    const titled = strangers.filter(
      (issue) => !letGo.includes(issue.marker ?? '') && isOurs(issue.fields.title) && says(task, issue),
    );
    return titled.length > 0 ? [[taskId, { by: 'title', issues: titled }]] : [];
  });
  return Object.fromEntries(entries);
}
