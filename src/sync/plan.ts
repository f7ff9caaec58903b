/**
 * World → plan: exactly one action per task, and one per link whose task is gone. Pure; the result does not depend on the
 * order of the inputs.
 *
 *   link            | task      | issue            | action
 *   ----------------+-----------+------------------+---------------------------------------------
 *   with issue      | in scope  | there            | the pair is merged: update, or skip
 *   with issue      | filtered  | there            | skip, or close when configured
 *   with issue      | lost/gone | there            | close once, then skip
 *   with issue      | any       | proved gone      | skip, create anew or detach, as configured
 *   with issue      | any       | not to be told   | skip
 *   with issue      | any       | another's marker | skip: a person must look
 *   none            | in scope  | a person took it | skip
 *   none, or intent | in scope  | found once       | adopt
 *   none, or intent | in scope  | found many times | skip: a person must choose
 *   none, or intent | in scope  | absent           | create, if its status is to be created
 *   intent          | otherwise | found once       | adopt: an interrupted create is brought home first
 *   intent          | gone      | not settled yet  | skip
 *   none            | otherwise | –                | skip
 *
 * Whatever would be merged, adopted or created is skipped while a macro in it has no value.
 */
import { aboutMissing, missingAttribute } from '../model/macros.ts';
import type { Action, Plan } from '../model/plan.ts';
import { SILENCE } from '../model/talk.ts';
import type { Task } from '../model/task.ts';
import { because, type Pair } from './decide.ts';
import type { Setting } from './fields.ts';
import { skip, why, type Item, type LinkedItem } from './item.ts';
import { planPair } from './pair.ts';
import { planClosing } from './plan-closing.ts';
import { planMissing } from './plan-missing.ts';
import { planOrphan, planUnlinked } from './plan-unlinked.ts';
import { standingOf } from './scope.ts';
import type { World } from './world.ts';

export function makePlan(world: World, setting: Setting): Plan {
  return { actions: itemsOf(world, setting).map(planItem), holds: [] };
}

function itemsOf(world: World, setting: Setting): readonly Item[] {
  const links = new Map(world.links.map((link) => [link.taskId, link]));
  const present = new Map(world.tasks.map((task) => [task.id, task]));
  const orphans = world.links.filter(({ taskId }) => !present.has(taskId));
  const ids = [...present.keys(), ...orphans.map(({ taskId }) => taskId)].sort();
  return ids.map((taskId) => {
    const task = present.get(taskId);
    return { taskId, task, link: links.get(taskId), standing: standingOf(task, setting.options.scope), world, setting };
  });
}

function planItem(item: Item): Action {
  const { link, standing, setting } = item;
  const { custom, lookup } = setting.options;
  const named = { ...lookup, ...custom };
  const lacks = isWanted(item) ? missingAttribute(named, setting.surroundings.attributes) : null;
  if (lacks !== null) return skip(item, withoutValue(lacks));
  if (link?.issueId && link.issue) return planLinked({ ...item, link, issue: link.issue });
  if (!item.task) return planOrphan(item);
  if (isWanted(item)) return planUnlinked(item);
  return standing.is === 'filtered' ? filtered(item) : skip(item, lost(item));
}

/** The task's fields may go out: it is in scope, or its create was interrupted and is brought home. */
const isWanted = (item: Item): item is Item & { readonly task: Task } =>
  item.task !== undefined &&
  (item.standing.is === 'in' || (item.link !== undefined && item.world.found[item.taskId] !== undefined));

function planLinked(item: LinkedItem): Action {
  const { task, link, issue, standing, world, setting } = item;
  const missing = world.missing[item.taskId];
  if (missing) return planMissing(item, missing);
  if (issue.marker !== null && issue.marker !== link.marker) return skip(item, mixedUp(issue));
  if (task && standing.is === 'in') return planPair(pairOf(task, item), { ...link, adopted: null }, setting);
  return standing.is === 'filtered' && setting.options.outOfScope === 'leave' ? filtered(item) : planClosing(item);
}

const pairOf = (task: Task, { issue, world }: LinkedItem): Pair => ({
  task,
  issue,
  times: world.times[issue.id] ?? {},
  talk: world.talk[task.id] ?? SILENCE,
  take: world.wishes[task.id]?.take ?? {},
});

const mixedUp = ({ key }: LinkedItem['issue']) =>
  because(
    'owned-elsewhere',
    `${key} is linked to this task, but carries the marker of something else`,
    'Look at what the issue says: if it is about this task, remove the marker from it; if not, delete it, and choose what ' +
      'becomes of missing issues.',
  );

const filtered = (item: Item): Action =>
  skip(
    item,
    because('filtered', why(item.standing), "To synchronize it, widen the connection's filters or select the task."),
  );

const withoutValue = (lacks: NonNullable<ReturnType<typeof missingAttribute>>) => {
  const { text, remedy } = aboutMissing(lacks);
  return because('macro-without-value', text, remedy);
};

const lost = (item: Item) =>
  because(
    'lost-scope',
    why(item.standing),
    'Nothing to do, unless the task should apply: make it relevant and accepted.',
  );
